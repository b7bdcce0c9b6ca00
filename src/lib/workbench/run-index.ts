/**
 * What happens where in a run, read from its log once: since when a lock is held, which edge of its chart a block
 * took last, where the errnos are.
 */
import { BLOCK_EVENT_COUNT, BLOCK_EVENT_NAMES, BLOCK_NEXT } from '#lib/machines/memory-block.table.ts';
import { errnoName } from '#lib/hotplug/state/errno.ts';
import type { PlaygroundMachine } from '#lib/hotplug/playground-machine.ts';

interface CellChange {
  /** Position after the step that changed it. */
  readonly position: number;
  readonly before: number;
  readonly after: number;
}

export interface ChartMove {
  readonly position: number;
  readonly event: string;
}

export class RunIndex {
  readonly errnos: readonly { readonly position: number; readonly errno: string }[];
  readonly zoneChanges: readonly number[];
  /** Blocks of which the run changes anything. */
  readonly touchedBlocks = new Set<number>();
  readonly #owners = new Map<number, CellChange[]>();
  readonly #deviceLocks = new Map<number, CellChange[]>();
  readonly #charts = new Map<number, CellChange[]>();
  readonly #length: number;

  constructor(machine: PlaygroundMachine) {
    const { kernel, run } = machine;
    const owner = kernel.locks.owner.id;
    const deviceLock = kernel.blocks.deviceLock.id;
    const chart = kernel.blocks.chart.id;
    const zoneColumns = new Set(Object.values(kernel.zones).map(({ id }) => id));
    const zoneChanges: number[] = [];
    this.#length = run.length;
    const blockColumns = new Set(Object.values(kernel.blocks).map(({ id }) => id));
    const { history } = run;
    let entry = 0;
    for (let position = 1; position <= run.length; position++) {
      for (const end = history.changesBefore(position); entry < end; entry++) {
        const column = history.columnOfChange(entry);
        if (zoneColumns.has(column)) {
          if (zoneChanges.at(-1) !== position) zoneChanges.push(position);
          continue;
        }
        const isBlock = blockColumns.has(column);
        if (!isBlock && column !== owner) continue;
        const { index, before, after } = history.changeAt(entry);
        if (isBlock) this.touchedBlocks.add(index);
        const change = { position, before, after };
        if (column === owner) push(this.#owners, index, change);
        else if (column === deviceLock) push(this.#deviceLocks, index, change);
        else if (column === chart) push(this.#charts, index, change);
      }
    }
    this.zoneChanges = zoneChanges;
    this.errnos = refusals(machine);
  }

  /** Position since which a lock has the owner that it has at `position`. */
  lockHeldSince(lock: number, position: number): number | null {
    return last(this.#owners.get(lock), position)?.position ?? null;
  }

  deviceLockHeldSince(blockId: number, position: number): number | null {
    return last(this.#deviceLocks.get(blockId), position)?.position ?? null;
  }

  /** Spans `[from, to)` of positions in which a lock is held. */
  lockSpans(lock: number): { from: number; to: number }[] {
    const spans: { from: number; to: number }[] = [];
    let from: number | null = null;
    for (const { position, after } of this.#owners.get(lock) ?? []) {
      if (after !== 0 && from === null) from = position;
      if (after === 0 && from !== null) {
        spans.push({ from, to: position });
        from = null;
      }
    }
    if (from !== null) spans.push({ from, to: this.#length });
    return spans;
  }

  /** The move that a block made last on its chart, up to `position`. */
  lastMove(blockId: number, position: number): ChartMove | null {
    const change = last(this.#charts.get(blockId), position);
    if (change === null) return null;
    const row = BLOCK_NEXT.subarray(
      change.before * BLOCK_EVENT_COUNT,
      (change.before + 1) * BLOCK_EVENT_COUNT,
    );
    return { position: change.position, event: BLOCK_EVENT_NAMES[row.indexOf(change.after)] ?? '' };
  }
}

function push(map: Map<number, CellChange[]>, key: number, change: CellChange): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [change]);
  else list.push(change);
}

function last(changes: readonly CellChange[] | undefined, position: number): CellChange | null {
  return changes?.findLast((change) => change.position <= position) ?? null;
}

function refusals({ kernel }: PlaygroundMachine): { position: number; errno: string }[] {
  const list: { position: number; errno: string }[] = [];
  for (let i = 0; i < kernel.journal.length; i++) {
    const { message, step, numbers } = kernel.journal.at(i);
    if (message.kind !== 'refusal') continue;
    list.push({ position: step + 1, errno: `-${errnoName(message.errnoOf(...numbers))}` });
  }
  return list;
}
