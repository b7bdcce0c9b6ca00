/**
 * Blocks that are looked for by words, and blocks that are chosen together to do the same to all of them.
 */
import type { Result } from '#lib/capture/result.ts';
import {
  blocksIn,
  matchingBlocks,
  parseFilter,
  stretchesText,
  type BlockFilter,
  type BlockStretch,
} from '#lib/workbench/block-filter.ts';
import type { Workbench } from '#lib/workbench/workbench.svelte.ts';

export class PickedBlocks {
  readonly #workbench: Workbench;
  readonly #say: (text: string) => void;
  /** Words by which blocks are looked for. */
  text = $state('');
  #chosen = $state.raw<{ readonly source: string; readonly stretches: readonly BlockStretch[] } | null>(null);
  /** Where a range that is being chosen begins. */
  #rangeFrom: number | null = null;

  constructor(workbench: Workbench, say: (text: string) => void) {
    this.#workbench = workbench;
    this.#say = say;
  }

  /** The words as a filter, or why they are none; null where nothing is looked for. */
  get filter(): Result<BlockFilter, string> | null {
    const { frame } = this.#workbench;
    return frame === null || this.text.trim() === '' ? null : parseFilter(this.text, frame);
  }

  /** The blocks that are looked for; null where nothing is. */
  get found(): readonly BlockStretch[] | null {
    const { filter } = this;
    const { frame } = this.#workbench;
    return filter?.ok === true && frame !== null ? matchingBlocks(frame, filter.value) : null;
  }

  get #source(): string {
    return JSON.stringify(this.#workbench.facts?.source);
  }

  /** Blocks that are chosen together, as stretches of neighbours; they belong to their run. */
  get chosen(): readonly BlockStretch[] {
    return this.#chosen?.source === this.#source ? this.#chosen.stretches : [];
  }

  /** Chooses blocks together; none to choose none. */
  choose(stretches: readonly BlockStretch[]): void {
    this.#chosen = { source: this.#source, stretches };
    const count = blocksIn(stretches);
    this.#say(
      count === 0
        ? 'No blocks are chosen together.'
        : `${count === 1 ? '1 block' : `${count} blocks`} chosen: ${stretchesText(stretches)}.`,
    );
  }

  /** Chooses everything from the selected block, or the start of the range under way, to this one. */
  chooseTo(block: number): void {
    this.#rangeFrom ??= this.#workbench.block ?? block;
    const from = this.#rangeFrom;
    this.choose([{ firstId: Math.min(from, block), lastId: Math.max(from, block) }]);
  }

  /** The next range begins at the block that is selected then. */
  forgetRange(): void {
    this.#rangeFrom = null;
  }
}
