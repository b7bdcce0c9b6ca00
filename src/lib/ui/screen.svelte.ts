/**
 * How much room the page has. Panes that do not fit beside each other become tabs, so this decides what is there at
 * all, not only how it looks; everything else is left to the style sheets.
 */
import { MediaQuery } from 'svelte/reactivity';

export type Room = 'wide' | 'medium' | 'narrow' | 'phone';

export class Screen {
  readonly #wide = new MediaQuery('min-width: 1280px');
  readonly #medium = new MediaQuery('min-width: 960px');
  readonly #narrow = new MediaQuery('min-width: 640px');

  get room(): Room {
    if (this.#wide.current) return 'wide';
    if (this.#medium.current) return 'medium';
    return this.#narrow.current ? 'narrow' : 'phone';
  }
}
