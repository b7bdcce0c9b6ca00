/**
 * What was found by trying every order, kept while the reader looks at other panes.
 */
import type { Program } from '#lib/scenario/program.ts';
import type { VariantId } from '#lib/hotplug/variants/variant.ts';
import { Explorer, type Ending } from '#lib/workbench/explorer.svelte.ts';

/** What an answer belongs to. */
export interface Asked {
  readonly text: string;
  readonly variant: VariantId;
}

export class Desk {
  readonly explorer = new Explorer();
  #asked = $state.raw<Asked | null>(null);

  get asked(): Asked | null {
    return this.#asked;
  }

  /** Tries every order of a program; null when something else was asked meanwhile. */
  explore(asked: Asked, program: Program): Promise<Ending | null> {
    this.#asked = asked;
    return this.explorer.explore(program);
  }
}
