/**
 * The state of the review page: which text, on which kernels, in which order of steps, and which row of the comparison
 * is looked at.
 */
import type { VariantId } from '#lib/hotplug/variants/variant.ts';
import type { TextError } from '#lib/scenario/text/text-error.ts';
import type { TextSource } from '#lib/scenario/moment.ts';
import type { LibraryText } from '#lib/scenario/library.ts';
import { compare, positionsAt, type Comparison } from '#lib/workbench/review/comparison.ts';
import { LIBRARY } from '#lib/workbench/review/finding-texts.ts';
import { reviewHash } from '#lib/workbench/review/review-address.ts';
import { playSide, type Side } from '#lib/workbench/review/side.ts';

/** A kernel on which the text cannot be played. */
export interface Refused {
  readonly variant: VariantId;
  readonly errors: readonly TextError[];
}

/** What a reader meets who brings nothing: a finding on the posting that has it and on the patch behind it. */
const FIRST = { id: 'a2', kernels: ['v1p7', 'v1p8'] } as const;

export class Review {
  #source: TextSource = $state.raw({ kind: 'text', text: '', schedule: [] });
  #variants: readonly VariantId[] = $state.raw([]);
  /** The two kernels whose steps stand beside each other, as places in the list. */
  #pair: readonly [number, number] = $state.raw([0, 1]);
  #row: number | null = $state(null);

  readonly #played = $derived(
    this.#variants.map((variant) => ({ variant, side: playSide(this.#source, variant) })),
  );
  readonly sides: readonly Side[] = $derived(
    this.#played.flatMap(({ side }) => (side.ok ? [side.value] : [])),
  );
  readonly refused: readonly Refused[] = $derived(
    this.#played.flatMap(({ variant, side }) => (side.ok ? [] : [{ variant, errors: side.error }])),
  );
  readonly pair: readonly [Side, Side] | null = $derived.by(() => {
    const [left, right] = this.#pair;
    const a = this.sides[left] ?? this.sides[0];
    const b = this.sides[right] ?? this.sides[1];
    return a === undefined || b === undefined || a === b ? null : [a, b];
  });
  readonly comparison: Comparison | null = $derived(
    this.pair === null ? null : compare(this.pair[0], this.pair[1]),
  );
  /** The row that is looked at: the first difference until the reader goes elsewhere; null for the end. */
  readonly row: number | null = $derived(this.#row);

  constructor() {
    const { source } = LIBRARY.find(({ id }) => id === FIRST.id) ?? LIBRARY[0]!;
    this.show({ kind: 'text', text: source, schedule: [] }, FIRST.kernels);
  }

  get source(): TextSource {
    return this.#source;
  }

  get variants(): readonly VariantId[] {
    return this.#variants;
  }

  /** The text of the library that is on screen; null for another. */
  get known(): LibraryText | null {
    return LIBRARY.find(({ source }) => source === this.#source.text) ?? null;
  }

  /** What stands behind `#` in the address; null when no link can hold it. */
  get hash(): string | null {
    return reviewHash({ source: this.#source, variants: this.#variants });
  }

  /** Opens a text of the library on the kernels that it names. */
  open({ source, kernels }: LibraryText): void {
    this.show({ kind: 'text', text: source, schedule: [] }, kernels);
  }

  show(source: TextSource, variants: readonly VariantId[]): void {
    this.#source = source;
    this.#variants = variants;
    this.#pair = [0, 1];
    this.#row = null;
  }

  /** Takes a kernel in or out; one always stays. */
  toggle(variant: VariantId, order: readonly VariantId[]): void {
    const isIn = this.#variants.includes(variant);
    if (isIn && this.#variants.length === 1) return;
    this.#variants = order.filter((id) => (id === variant ? !isIn : this.#variants.includes(id)));
    this.#pair = [0, Math.min(1, this.#variants.length - 1)];
    this.#row = null;
  }

  /** Puts the steps of another kernel beside those of the first. */
  besideFirst(index: number): void {
    this.#pair = [0, index];
    this.#row = null;
  }

  goTo(row: number | null): void {
    this.#row = row;
  }

  /** The next difference behind the row, or before it. */
  goToDifference(direction: 1 | -1): void {
    const { comparison } = this;
    if (comparison === null) return;
    const from = this.#row ?? (direction === 1 ? -1 : comparison.rows.length);
    const { differences } = comparison;
    const found =
      direction === 1 ? differences.find((at) => at > from) : differences.findLast((at) => at < from);
    if (found !== undefined) this.#row = found;
  }

  /** Steps done on a side at the row that is looked at; the end for sides that are not in the pair. */
  positionOf(side: Side): number {
    const { comparison, pair } = this;
    const { length } = side.run.timeline;
    if (this.#row === null || comparison === null || pair === null) return length;
    const { left, right } = positionsAt(comparison, this.#row);
    if (side === pair[0]) return left;
    return side === pair[1] ? right : length;
  }
}
