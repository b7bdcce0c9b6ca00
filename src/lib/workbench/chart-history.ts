/**
 * How blocks, device_hotplug_lock and devices moved on their statecharts in the course of a run: which edges they took
 * and when. Read from the log once, when a chart is first asked for.
 */
import { blockChartLayout } from '#lib/machines/block-chart-layout.ts';
import type { ChartLayout, ChartNode } from '#lib/machines/chart-layout.ts';
import { kmemChartLayout } from '#lib/machines/kmem-chart-layout.ts';
import { lockChartLayout } from '#lib/machines/lock-chart-layout.ts';
import { virtioMemChartLayout } from '#lib/machines/virtio-mem-chart-layout.ts';
import { virtioMemConfiguration } from '#lib/machines/virtio-mem-events.ts';
import type { PlaygroundMachine } from '#lib/hotplug/playground-machine.ts';
import { opOf } from '#lib/hotplug/run/effects.ts';
import { DEVICE_HOTPLUG_LOCK } from '#lib/hotplug/run/locks.ts';
import type { Kernel } from '#lib/hotplug/state/kernel.ts';

/** What a chart can be of. Numbers are those of the rows of the kernel's tables. */
export type ChartSubject =
  { readonly kind: 'block' | 'kmem' | 'virtio-mem'; readonly number: number } | { readonly kind: 'lock' };
export type ChartKind = ChartSubject['kind'];

export interface ChartMove {
  /** Position after the step. */
  readonly position: number;
  /** Configurations as the nodes of the layout mean them. */
  readonly before: number;
  readonly after: number;
  /** Ids of the layout's edges. */
  readonly edges: readonly string[];
}

/** The layout for a kind of subject; null for the kmem chart of a kernel without the attribute. */
export function layoutOf(kind: ChartKind, k: Kernel): ChartLayout | null {
  if (kind === 'block') return blockChartLayout;
  if (kind === 'lock') return lockChartLayout;
  if (kind === 'virtio-mem') return virtioMemChartLayout;
  const family = k.constants.kmemFamily;
  return family === 'none' ? null : kmemChartLayout(family);
}

/** The edges between two configurations of a chart that is in one state at a time. */
export function edgesBetween(layout: ChartLayout, before: number, after: number): string[] {
  const node = (id: string): ChartNode | undefined => layout.nodes.find((one) => one.id === id);
  return layout.edges
    .filter(
      ({ from, to }) =>
        node(from)?.configurations.includes(before) === true &&
        node(to)?.configurations.includes(after) === true,
    )
    .map(({ id }) => id);
}

interface LockState {
  readonly owner: number;
  readonly sleepers: number;
  readonly pollers: number;
}

/** A lock that was let go while somebody sleeps for it counts as handed over, as its chart has it. */
const isHeld = ({ owner, sleepers }: LockState): boolean => owner !== 0 || sleepers > 0;

/** Configuration of the lock's chart: one bit each for held, for sleepers and for pollers. */
function lockBits(state: LockState): number {
  return (isHeld(state) ? 1 : 0) + (state.sleepers > 0 ? 2 : 0) + (state.pollers > 0 ? 4 : 0);
}

function lockEdges(before: LockState, after: LockState, isRetry: boolean): string[] {
  const edges: string[] = [];
  if (!isHeld(before) && isHeld(after)) edges.push('mutex-there');
  else if (isHeld(before) && !isHeld(after)) edges.push('mutex-back');
  else if (before.owner !== 0 && after.owner === 0) edges.push('mutex-round');
  const counts = [
    ['sleeping', before.sleepers, after.sleepers],
    ['polling', before.pollers, after.pollers],
  ] as const;
  for (const [region, was, is] of counts) {
    if (was === 0 && is > 0) edges.push(`${region}-there`);
    else if (was > 0 && is === 0) edges.push(`${region}-back`);
    else if (region === 'sleeping' ? is > was : is !== was || isRetry) edges.push(`${region}-round`);
  }
  return edges;
}

function lockStateNow({ locks }: Kernel): LockState {
  let sleepers = 0;
  for (let i = 0; locks.sleeper.get(i) !== 0; i++) {
    if (locks.sleepsOn.get(i) === DEVICE_HOTPLUG_LOCK + 1) sleepers++;
  }
  let pollers = 0;
  for (let thread = 0; thread < locks.polling.data.length; thread++) {
    if (locks.polling.get(thread) !== 0) pollers++;
  }
  return { owner: locks.owner.get(DEVICE_HOTPLUG_LOCK), sleepers, pollers };
}

function virtioNow({ virtio }: Kernel, device: number): number {
  return virtioMemConfiguration({
    isQueued: virtio.workPending.get(device) !== 0,
    isActive: virtio.workActive.get(device) !== 0,
    isBroken: virtio.broken.get(device) !== 0,
    isSettled:
      virtio.targetBytes.get(device) === virtio.pluggedBytes.get(device) &&
      virtio.haveUnpluggedBlock.get(device) === 0,
  });
}

/** The configuration of a subject as the store stands now. */
export function configurationNow(k: Kernel, subject: ChartSubject): number {
  switch (subject.kind) {
    case 'block':
      return k.blocks.chart.get(subject.number);
    case 'kmem':
      return k.dax.state.get(subject.number);
    case 'virtio-mem':
      return virtioNow(k, subject.number);
    case 'lock':
      return lockBits(lockStateNow(k));
  }
}

const keyOf = (subject: ChartSubject): string =>
  subject.kind === 'lock' ? 'lock' : `${subject.kind} ${subject.number}`;

export class ChartHistory {
  readonly #moves = new Map<string, ChartMove[]>();
  readonly #ofKind = new Map<ChartKind, ChartMove[]>();

  /** Walks the whole log; the store stands where it stood afterwards. */
  constructor({ kernel, run: { history, length } }: PlaygroundMachine) {
    const place = history.position;
    const { blocks, dax, virtio, locks } = kernel;
    const virtioColumns = [
      virtio.workPending,
      virtio.workActive,
      virtio.broken,
      virtio.targetBytes,
      virtio.pluggedBytes,
      virtio.haveUnpluggedBlock,
    ];
    const virtioIds = new Set(virtioColumns.map(({ id }) => id));
    const lockIds = new Set([locks.owner, locks.sleeper, locks.sleepsOn, locks.polling].map(({ id }) => id));
    history.seek(0);
    let lock = lockStateNow(kernel);
    const devices = Array.from({ length: virtio.count.value }, (_, device) => virtioNow(kernel, device));
    let entry = 0;
    for (let position = 1; position <= length; position++) {
      let touchesLock = isRetryStep(history.step(position - 1));
      const isRetry = touchesLock;
      let touchesVirtio = false;
      for (const end = history.changesBefore(position); entry < end; entry++) {
        const column = history.columnOfChange(entry);
        if (column === blocks.chart.id || column === dax.state.id) {
          const kind = column === blocks.chart.id ? 'block' : 'kmem';
          const { index, before, after } = history.changeAt(entry);
          this.#note({ kind, number: index }, layoutOf(kind, kernel), position, before, after);
        } else if (lockIds.has(column)) touchesLock = true;
        else if (virtioIds.has(column)) touchesVirtio = true;
      }
      if (!touchesLock && !touchesVirtio) continue;
      history.seek(position);
      if (touchesLock) {
        const after = lockStateNow(kernel);
        const edges = lockEdges(lock, after, isRetry && lock.pollers > 0 && after.pollers > 0);
        if (edges.length > 0) {
          this.#push({ kind: 'lock' }, { position, before: lockBits(lock), after: lockBits(after), edges });
        }
        lock = after;
      }
      for (let device = 0; touchesVirtio && device < devices.length; device++) {
        const [before, after] = [devices[device]!, virtioNow(kernel, device)];
        devices[device] = after;
        this.#note({ kind: 'virtio-mem', number: device }, virtioMemChartLayout, position, before, after);
      }
    }
    history.seek(place);
  }

  #note(
    subject: ChartSubject,
    layout: ChartLayout | null,
    position: number,
    before: number,
    after: number,
  ): void {
    if (layout === null || before === after) return;
    this.#push(subject, { position, before, after, edges: edgesBetween(layout, before, after) });
  }

  #push(subject: ChartSubject, move: ChartMove): void {
    const key = keyOf(subject);
    const moves = this.#moves.get(key);
    if (moves === undefined) this.#moves.set(key, [move]);
    else moves.push(move);
    const all = this.#ofKind.get(subject.kind);
    if (all === undefined) this.#ofKind.set(subject.kind, [move]);
    else all.push(move);
  }

  /** All moves of a subject, in order. */
  moves(subject: ChartSubject): readonly ChartMove[] {
    return this.#moves.get(keyOf(subject)) ?? [];
  }

  /** The move made last, up to a position. */
  lastMove(subject: ChartSubject, position: number): ChartMove | null {
    return this.moves(subject).findLast((move) => move.position <= position) ?? null;
  }

  /** Edges that any subject of the kind has taken up to a position, and configurations that it was in. */
  seen(
    kind: ChartKind,
    position: number,
  ): { readonly edges: ReadonlySet<string>; readonly configurations: ReadonlySet<number> } {
    const edges = new Set<string>();
    const configurations = new Set<number>();
    for (const move of this.#ofKind.get(kind) ?? []) {
      if (move.position > position) break;
      for (const edge of move.edges) edges.add(edge);
      configurations.add(move.before).add(move.after);
    }
    return { edges, configurations };
  }
}

/** A writer tries device_hotplug_lock and does not get it. */
function isRetryStep({ opId, reply }: { readonly opId: number; readonly reply: number }): boolean {
  return reply === 0 && opOf(opId).name === 'lock_device_hotplug_sysfs';
}
