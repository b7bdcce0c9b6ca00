/**
 * A stretch of a run as lanes of actors: which kernel functions were open from step to step, the events that were sent
 * down the notifier chain, the errnos, the tries of pollers, and who held the two great locks.
 */
import { opOf } from '#lib/hotplug/run/effects.ts';
import { DEVICE_HOTPLUG_LOCK, MEM_HOTPLUG_LOCK } from '#lib/hotplug/run/locks.ts';
import type { Thread } from '#lib/hotplug/run/thread.ts';
import type { ActorRef } from './frame.ts';
import { actorOfThread } from './jobs-of-threads.ts';
import type { Playable } from './playable.ts';

/** A call of a kernel function, as far as it lies in the stretch. */
export interface CallBar {
  readonly key: string;
  readonly functionName: string;
  /** 0 for the outermost function. */
  readonly row: number;
  /** Position before its first step there, and after its last. */
  readonly from: number;
  readonly to: number;
}

export interface LaneEvent {
  /** Position after the step. */
  readonly position: number;
  /** `going` and `done` events of the chain, `cancel`, a `refusal`, a `uevent`, a try of a `poll`. */
  readonly kind: 'going' | 'cancel' | 'done' | 'refusal' | 'uevent' | 'poll';
  /** Name of the event, errno of the refusal, text of the uevent; empty for a poll. */
  readonly text: string;
  /** Of an event of the chain what each callback answered, in their order. */
  readonly answers?: readonly string[];
}

export interface ActorLane {
  readonly actor: ActorRef;
  readonly rows: number;
  readonly bars: readonly CallBar[];
  readonly events: readonly LaneEvent[];
  /** Stretches in which it waits for a lock, asleep. */
  readonly sleeps: readonly { readonly from: number; readonly to: number }[];
  /** Open functions at the end of the stretch, outermost first. */
  readonly stack: readonly string[];
}

export interface LockLane {
  readonly name: string;
  readonly spans: readonly { readonly from: number; readonly to: number }[];
}

export interface SequenceView {
  readonly from: number;
  readonly to: number;
  readonly lanes: readonly ActorLane[];
  readonly locks: readonly LockLane[];
}

interface OpenLane {
  readonly actor: ActorRef;
  readonly bars: Map<string, CallBar>;
  readonly events: LaneEvent[];
  readonly sleeps: { from: number; to: number }[];
  lastStep: number | null;
  stack: readonly string[];
}

const POLLS = 'lock_device_hotplug_sysfs';
/** Functions in which a thread sleeps until somebody lets go of a lock. */
const SLEEPS = new Set(['lock_device_hotplug', 'mutex_lock', 'device_lock', 'mem_hotplug_begin']);

const CHAIN_KINDS: ReadonlySet<string> = new Set(['going', 'cancel', 'done']);

function chainEvent(label: string): LaneEvent['kind'] | null {
  const name = /^send MEM_(\w+)/.exec(label)?.[1];
  if (name === undefined) return null;
  if (name.startsWith('GOING_') || name.startsWith('PREPARE_')) return 'going';
  return name.startsWith('CANCEL_') ? 'cancel' : 'done';
}

function noteStep(playable: Playable, lane: OpenLane, thread: Thread, life: number, step: number): void {
  const { history } = playable.machine.run;
  const { opId, reply } = history.step(step);
  const calls = thread.openCalls();
  const top = calls.at(-1)?.info.name ?? '';
  for (const [row, { info, callNumber }] of calls.entries()) {
    const key = `${life} ${callNumber} ${row}`;
    const before = lane.bars.get(key);
    const from = before?.from ?? step;
    lane.bars.set(key, { key, functionName: info.name, row, from, to: step + 1 });
  }
  if (lane.lastStep !== null && step > lane.lastStep + 1 && SLEEPS.has(top)) {
    lane.sleeps.push({ from: lane.lastStep + 1, to: step });
  }
  const { label } = opOf(opId);
  const event = chainEvent(label);
  const position = step + 1;
  if (event !== null) {
    lane.events.push({ position, kind: event, text: /MEM_(\w+)/.exec(label)?.[1] ?? '' });
  } else if (top === POLLS) {
    lane.events.push({ position, kind: 'poll', text: reply === 0 ? '' : 'again' });
  }
  lane.lastStep = step;
}

function noteRefusals({ index }: Playable, lanes: readonly OpenLane[], from: number, to: number): void {
  for (const { position, errno } of index.errnos) {
    if (position <= from || position > to) continue;
    const lane = lanes.find(({ bars }) =>
      [...bars.values()].some((bar) => bar.from < position && position <= bar.to),
    );
    const isKnown = lane?.events.some((event) => event.kind === 'refusal' && event.position === position);
    if (isKnown === false) lane?.events.push({ position, kind: 'refusal', text: errno });
  }
}

/** Uevents, and what the callbacks of the chain answered. */
function noteMessages({ machine }: Playable, lanes: readonly OpenLane[], from: number, to: number): void {
  const { journal, names } = machine.kernel;
  for (let i = journal.lengthAtStep(from); i < journal.lengthAtStep(to); i++) {
    const { message, step, numbers } = journal.at(i);
    if (message.kind !== 'uevent' && message.kind !== 'answer') continue;
    const position = step + 1;
    const lane = lanes.find(({ bars }) =>
      [...bars.values()].some((bar) => bar.from < position && position <= bar.to && bar.row === 0),
    );
    if (lane === undefined) continue;
    const text = message.text(names, ...numbers);
    if (message.kind === 'uevent') {
      lane.events.push({ position, kind: 'uevent', text });
      continue;
    }
    const at = lane.events.findIndex((event) => event.position === position && CHAIN_KINDS.has(event.kind));
    const event = lane.events[at];
    if (event !== undefined) lane.events[at] = { ...event, answers: [...(event.answers ?? []), text] };
  }
}

function lockLane({ index }: Playable, name: string, lock: number, from: number, to: number): LockLane {
  const spans = index
    .lockSpans(lock)
    .filter((span) => span.to > from && span.from <= to)
    .map((span) => ({ from: Math.max(from, span.from - 1), to: Math.min(to, span.to) }));
  return { name, spans };
}

/** The steps after `from` up to `to`. */
export function sequenceView(playable: Playable, from: number, to: number): SequenceView {
  const { run } = playable.machine;
  const lanes = new Map<string, OpenLane>();
  const end = Math.min(to, run.length);
  /** Numbers of threads are used again, so each gets one of its own. */
  const lives = new Map<Thread, number>();
  let step = from;
  for (const thread of run.threadsOfSteps(from)) {
    if (step >= end) break;
    const actor = playable.actors.ref(actorOfThread(playable, thread.id, step));
    const lane: OpenLane = lanes.get(actor.name) ?? {
      actor,
      bars: new Map(),
      events: [],
      sleeps: [],
      lastStep: null,
      stack: [],
    };
    lanes.set(actor.name, lane);
    const life = lives.get(thread) ?? lives.size;
    lives.set(thread, life);
    noteStep(playable, lane, thread, life, step);
    step++;
  }
  for (const thread of run.threadsAt(end)) {
    const lane = lanes.get(actorOfThread(playable, thread.id, end));
    if (lane === undefined) continue;
    lane.stack = thread.openCalls().map(({ info }) => info.name);
    const isAsleep = SLEEPS.has(lane.stack.at(-1) ?? '') && lane.lastStep !== null && lane.lastStep + 1 < end;
    if (isAsleep) lane.sleeps.push({ from: lane.lastStep! + 1, to: end });
  }
  const open = [...lanes.values()];
  noteRefusals(playable, open, from, end);
  noteMessages(playable, open, from, end);
  return {
    from,
    to: end,
    lanes: open.map(({ actor, bars, events, sleeps, stack }) => ({
      actor,
      rows: 1 + Math.max(0, ...[...bars.values()].map(({ row }) => row)),
      bars: [...bars.values()],
      events: events.sort((a, b) => a.position - b.position),
      sleeps,
      stack,
    })),
    locks: [
      lockLane(playable, 'DHL', DEVICE_HOTPLUG_LOCK, from, end),
      lockLane(playable, 'MHL', MEM_HOTPLUG_LOCK, from, end),
    ],
  };
}
