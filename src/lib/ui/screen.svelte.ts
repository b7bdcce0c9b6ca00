/**
 * How much room the page has. Panes that do not fit beside each other become tabs, so this decides what is there at
 * all, not only how it looks; everything else is left to the style sheets.
 */
import { MediaQuery } from 'svelte/reactivity';

export type Room = 'wide' | 'medium' | 'narrow' | 'phone';

export class Screen {
  readonly #name = new MediaQuery('min-width: 1600px');
  /** From here on the names of all kernels stand in a row of the top band beside the name of the run. */
  readonly #wide = new MediaQuery('min-width: 1340px');
  readonly #medium = new MediaQuery('min-width: 960px');
  readonly #narrow = new MediaQuery('min-width: 640px');

  /** Is there room for the name of the page in the top band? The name of the run is worth more. */
  get hasRoomForName(): boolean {
    return this.#name.current;
  }

  get room(): Room {
    if (this.#wide.current) return 'wide';
    if (this.#medium.current) return 'medium';
    return this.#narrow.current ? 'narrow' : 'phone';
  }
}
