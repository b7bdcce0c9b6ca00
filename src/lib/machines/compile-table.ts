/**
 * Compiles a chart with a finite context to a table of bytes.
 *
 * Half a million blocks cannot each be an actor, and the explorer cannot afford an object per block. The
 * table says the same as the chart in one byte per (configuration, event); a test walks both side by side.
 */
import {
  type AnyStateMachine,
  type SnapshotFrom,
  type StateValue,
  initialTransition,
  transition,
} from 'xstate';
import { REFUSED } from './refused.ts';

/** A configuration of a chart: the state value and the context that belongs to it. */
export interface Configuration {
  value: StateValue;
  context: Record<string, unknown>;
}

/** A chart as numbers. */
export interface CompiledTable {
  /** In order of discovery, breadth first from the initial state, which is number 0. */
  configurations: Configuration[];
  events: readonly string[];
  /** `next[configuration * events.length + event]` is the next configuration, or 255 if refused. */
  next: Uint8Array;
}

/**
 * Enumerates every configuration that `machine` can reach with `events` (without payload).
 *
 * An event counts as refused when the chart has no enabled transition for it, which is not the same as a
 * transition that leads back to where it began.
 * @throws RangeError above 255 configurations: the context is not finite, or a byte is too small for it.
 */
export function compileTable(machine: AnyStateMachine, events: readonly string[]): CompiledTable {
  const snapshots: SnapshotFrom<AnyStateMachine>[] = [];
  const numberOf = new Map<string, number>();
  const rows: number[] = [];

  function number(snapshot: SnapshotFrom<AnyStateMachine>): number {
    const key = configurationKey(snapshot);
    const known = numberOf.get(key);
    if (known !== undefined) return known;
    if (snapshots.length === REFUSED) {
      throw new RangeError(
        `chart ${machine.id} has more than ${REFUSED} configurations; the last one is ${key}`,
      );
    }
    numberOf.set(key, snapshots.length);
    return snapshots.push(snapshot) - 1;
  }

  number(initialTransition(machine)[0]);
  for (let i = 0; i < snapshots.length; i++) {
    const from = snapshots[i]!;
    for (const type of events) {
      rows.push(from.can({ type }) ? number(transition(machine, from, { type })[0]) : REFUSED);
    }
  }
  return {
    configurations: snapshots.map(({ value, context }: Configuration) => ({ value, context })),
    events,
    next: Uint8Array.from(rows),
  };
}

/** A text that is equal for two snapshots exactly when they are the same configuration. */
export function configurationKey(snapshot: Configuration): string {
  return JSON.stringify([
    snapshot.value,
    Object.entries(snapshot.context).sort(([a], [b]) => (a < b ? -1 : 1)),
  ]);
}
