/**
 * Counts what the kernel says while a run goes on, for conditions that ask how often.
 *
 * Nothing that is said is state, so two states could be equal and yet have said different things. Where a condition
 * asks, the count becomes a column like any other and tells them apart.
 */
import type { Column } from '#lib/hotplug/state/columns.ts';
import { Journal, type Message } from '#lib/hotplug/state/journal.ts';
import type { Kernel } from '#lib/hotplug/state/kernel.ts';
import type { Condition, Formula, Watch } from '#lib/scenario/program.ts';

/** Counts stop here: a run without end has a finite number of states. */
export const MOST_COUNTED = 255;

export function isSameWatch(a: Watch, b: Watch): boolean {
  return a.of === b.of && a.contains === b.contains;
}

function collect(formula: Formula, into: Watch[]): void {
  if (formula.kind === 'not') collect(formula.part, into);
  else if (formula.kind === 'and' || formula.kind === 'or')
    for (const part of formula.parts) collect(part, into);
  else if (formula.kind === 'count' && !into.some((watch) => isSameWatch(watch, formula.watch))) {
    into.push(formula.watch);
  }
}

/** What the conditions want to have counted, each once. */
export function watchesOf(conditions: readonly Condition[]): Watch[] {
  const watches: Watch[] = [];
  for (const { formula } of conditions) collect(formula, watches);
  return watches;
}

/** Keeps nothing of what is said but the counts. */
export class WatchJournal extends Journal {
  readonly #watches: readonly Watch[];
  #counts: Column | null = null;
  #kernel: Kernel | null = null;

  constructor(watches: readonly Watch[]) {
    super();
    this.#watches = watches;
  }

  /** Begins to count, in a column of its own. */
  countIn(kernel: Kernel): void {
    this.#kernel = kernel;
    if (this.#watches.length > 0)
      this.#counts = kernel.store.column('watch.count', 'u8', this.#watches.length);
  }

  override add(said: Message, _thread: number, a = 0, b = 0, c = 0, d = 0): void {
    if (this.#counts === null) return;
    for (const [i, watch] of this.#watches.entries()) {
      if (said.kind !== watch.of) continue;
      if (!said.text(this.#kernel!.names, a, b, c, d).includes(watch.contains)) continue;
      if (this.#counts.get(i) < MOST_COUNTED) this.#counts.add(i, 1);
    }
  }

  /** How often it was said. */
  count(watch: Watch): number {
    const i = this.#watches.findIndex((other) => isSameWatch(other, watch));
    return i < 0 ? 0 : (this.#counts?.get(i) ?? 0);
  }
}
