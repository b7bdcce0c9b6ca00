/**
 * Where in a run a condition comes true: all positions, found in the log without drawing a moment.
 *
 * What can be told from a change is told from the change. The rest (a ratio, who waits for a lock) is looked at only
 * where one of its columns has changed.
 */
import { BLOCK_CONFIGURATIONS } from '#lib/machines/memory-block.table.ts';
import { zoneRow } from '#lib/hotplug/state/blocks.ts';
import type { Column } from '#lib/hotplug/state/columns.ts';
import { ZONE_NAMES } from '#lib/hotplug/state/units.ts';
import { autoMovableStats } from '#lib/hotplug/core/zone-selection.ts';
import { NUMA_NO_NODE } from '#lib/hotplug/state/units.ts';
import { DEVICE_HOTPLUG_LOCK, sleepersOf } from '#lib/hotplug/run/locks.ts';
import type { LoggedChange } from '#lib/hotplug/run/change-log.ts';
import type { Kernel } from '#lib/hotplug/state/kernel.ts';
import type { Playable } from '../playable.ts';
import type { BlockWord, Condition, LockWord } from './condition.ts';
import type { Hits } from './hit-lists.ts';
import { locksOf } from './lock-names.ts';
import type { Work } from './work.ts';

/** Steps, or changes, between two looks at the clock. */
const PIECE = 512;

type Source = Pick<Playable, 'machine' | 'index'>;

/** What to look for in the changes of a run. */
interface ChangeSearch {
  readonly columns: readonly Column[];
  /** Is this change what is looked for? */
  readonly isHit: (change: LoggedChange) => boolean;
}

const STATE_WORDS: Readonly<Record<string, BlockWord>> = {
  absent: 'absent',
  offline: 'offline',
  goingOnline: 'onlining',
  onlineKernel: 'online',
  onlineMovable: 'online',
  onlineMixed: 'online',
  goingOffline: 'going-offline',
};

/** The word for a configuration of a block's chart. */
export function stateOf(configuration: number): BlockWord {
  return STATE_WORDS[BLOCK_CONFIGURATIONS[configuration]?.value ?? ''] ?? 'absent';
}

function* positionsOfChanges({ machine }: Source, { columns, isHit }: ChangeSearch): Work<Hits> {
  const { history, length } = machine.run;
  const wanted = new Set(columns.map(({ id }) => id));
  const hits: number[] = [];
  let entry = 0;
  for (let step = 0; step < length; step++) {
    const end = history.changesBefore(step + 1);
    for (; entry < end; entry++) {
      if (
        wanted.has(history.columnOfChange(entry)) &&
        isHit(history.changeAt(entry)) &&
        hits.at(-1) !== step + 1
      ) {
        hits.push(step + 1);
      }
    }
    if (step % PIECE === PIECE - 1) yield step / length;
  }
  return hits;
}

/** Positions at which something becomes true that can only be seen in the state. */
function* positionsOfTruth(
  source: Source,
  columns: readonly Column[],
  isTrue: (k: Kernel) => boolean,
): Work<Hits> {
  const { run, kernel } = source.machine;
  const changed = yield* positionsOfChanges(source, { columns, isHit: () => true });
  const hits: number[] = [];
  run.history.seek(0);
  let before = isTrue(kernel);
  for (const [i, position] of changed.entries()) {
    run.history.seek(position);
    const now = isTrue(kernel);
    if (now && !before) hits.push(position);
    before = now;
    if (i % 32 === 31) yield i / changed.length;
  }
  return hits;
}

function blockSearch(k: Kernel, { block, state }: Extract<Condition, { kind: 'block' }>): ChangeSearch {
  return {
    columns: [k.blocks.chart],
    isHit: ({ index, before, after }) =>
      (block === null || index === block) &&
      (state === null || (stateOf(after) === state && stateOf(before) !== state)),
  };
}

function zoneOfBlockSearch(k: Kernel, block: number | null, zone: string): ChangeSearch {
  const wanted = ZONE_NAMES.findIndex((name) => name === zone) + 1;
  return {
    columns: [k.blocks.zone],
    isHit: ({ index, after }) => (block === null || index === block) && after === wanted,
  };
}

function zoneSearch(k: Kernel, zone: Extract<Condition, { kind: 'zone' }>['zone']): ChangeSearch {
  const row =
    zone === null
      ? -1
      : zoneRow(
          zone.nid,
          ZONE_NAMES.findIndex((name) => name === zone.name),
        );
  const { startPfn, spanned, present, managed } = k.zones;
  return { columns: [startPfn, spanned, present, managed], isHit: ({ index }) => row < 0 || index === row };
}

function isTakenOrFree(is: LockWord | null, { before, after }: LoggedChange): boolean {
  if (is === 'taken') return after !== 0;
  if (is === 'free') return after === 0;
  return (before === 0) !== (after === 0);
}

function lockHits(source: Source, lock: string | null, is: LockWord | null): Work<Hits> {
  const k = source.machine.kernel;
  if (lock === null) {
    const columns = [k.locks.owner, k.blocks.deviceLock];
    return positionsOfChanges(source, { columns, isHit: (change) => isTakenOrFree(is, change) });
  }
  const block = /^memory(\d+) device lock$/.exec(lock)?.[1];
  const row =
    block === undefined ? (locksOf(k).find(({ name }) => name === lock)?.lock ?? -1) : Number(block);
  if (is !== 'contended') {
    const columns = [block === undefined ? k.locks.owner : k.blocks.deviceLock];
    return positionsOfChanges(source, {
      columns,
      isHit: (change) => change.index === row && isTakenOrFree(is, change),
    });
  }
  const { sleeper, sleepsOn, polling } = k.locks;
  return positionsOfTruth(
    source,
    [sleeper, sleepsOn, polling],
    () => block === undefined && isContended(k, row),
  );
}

function isContended(k: Kernel, lock: number): boolean {
  if (sleepersOf(k, lock).length > 0) return true;
  return lock === DEVICE_HOTPLUG_LOCK && k.locks.polling.data.some((polls) => polls !== 0);
}

/** First step of each stay in a kernel function. */
function* functionHits({ machine }: Source): Work<Hits> {
  const { history, length } = machine.run;
  const hits: number[] = [];
  for (let step = 0; step < length; step++) {
    const now = history.step(step);
    const before = step === 0 ? null : history.step(step - 1);
    if (
      before === null ||
      now.functionId !== before.functionId ||
      now.depth !== before.depth ||
      now.thread !== before.thread
    ) {
      hits.push(step + 1);
    }
    if (step % PIECE === PIECE - 1) yield step / length;
  }
  return hits;
}

/** For each kernel function of the run the first step inside each of its calls. */
export function* callsOf({ machine }: Source): Work<ReadonlyMap<string, Hits>> {
  const calls = new Map<string, number[]>();
  const seen = new WeakMap<object, number>();
  let position = 0;
  for (const thread of machine.run.threadsOfSteps()) {
    position++;
    for (const { name } of thread.enteredSince(seen.get(thread) ?? 0)) {
      const list = calls.get(name);
      if (list === undefined) calls.set(name, [position]);
      else if (list.at(-1) !== position) list.push(position);
    }
    seen.set(thread, thread.calls);
    if (position % PIECE === 0) yield position / machine.run.length;
  }
  return calls;
}

/** Where `percent` is passed. The ratio is that of the auto-movable policy, over all nodes. */
function ratioHits(source: Source, percent: number): Work<Hits> {
  const k = source.machine.kernel;
  const columns = [...Object.values(k.zones), k.nodes.online, ...Object.values(k.pages)];
  return positionsOfTruth(source, columns, () => {
    const { kernelEarly, movable } = autoMovableStats(k, NUMA_NO_NODE);
    return kernelEarly > 0 && (100 * movable) / kernelEarly > percent;
  });
}

function* errnoHits({ index }: Source, errno: string | null): Work<Hits> {
  yield 0;
  const positions = index.errnos.filter((one) => errno === null || one.errno === errno);
  return [...new Set(positions.map(({ position }) => position))];
}

function* enteredHits(source: Source, functionName: string): Work<Hits> {
  return (yield* callsOf(source)).get(functionName) ?? [];
}

/** All positions of a run at which the condition comes true. */
export function hitsOf(source: Source, condition: Condition): Work<Hits> {
  const k = source.machine.kernel;
  switch (condition.kind) {
    case 'errno':
      return errnoHits(source, condition.errno);
    case 'block':
      return positionsOfChanges(source, blockSearch(k, condition));
    case 'block-zone':
      return positionsOfChanges(source, zoneOfBlockSearch(k, condition.block, condition.zone));
    case 'lock':
      return lockHits(source, condition.lock, condition.is);
    case 'entered':
      return enteredHits(source, condition.functionName);
    case 'function':
      return functionHits(source);
    case 'ratio':
      return ratioHits(source, condition.percent);
    case 'zone':
      return positionsOfChanges(source, zoneSearch(k, condition.zone));
  }
}
