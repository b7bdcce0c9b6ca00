/**
 * The memory notifier chain: memory_notify() and the callbacks that can answer (spec 01 §11).
 *
 * Order: the test module registered itself first, then drivers in the order in which they came. Callbacks that
 * never refuse and that nobody can observe (slub, KSM, cpusets …) are left out.
 */
import { EPERM, errnoName } from '../state/errno.ts';
import { usableRange } from '../state/blocks.ts';
import type { Kernel } from '../state/kernel.ts';
import {
  CHAIN_EVENT,
  DEMOTION_TARGETS,
  EVENT_HELD,
  MEM_GOING_OFFLINE,
  MEM_GOING_ONLINE,
  MEM_OFFLINE,
  MEM_ONLINE,
  MEM_PREPARE_ONLINE,
  MEMORY_EVENTS,
  TEST_MODULE_EVENT,
} from '../state/messages.ts';
import { message, refusal } from '../state/journal.ts';
import { bytesOf, memRange } from '../state/units.ts';
import { BLOCKED, defineOp, step, type Kfn } from '../run/effects.ts';
import { kernelFunctions } from '../run/registry.ts';

export const RULE_VETO = 1;
export const RULE_HOLD = 2;

/** A driver's callback: 0 to let the event pass, a negative errno to refuse. */
export type MemoryNotifier = (k: Kernel, event: number, startPfn: number, pages: number) => number;

interface RegisteredNotifier {
  readonly callback: MemoryNotifier;
  readonly name: string;
  readonly isOnChain: (k: Kernel) => boolean;
}

const driverNotifiers: RegisteredNotifier[] = [];

/**
 * Puts a driver's callback at the end of the chain; it must answer 0 for devices that have not registered.
 * @param name of the kernel's function
 * @param isOnChain whether any device has registered it: only then its answer is noted
 */
export function registerMemoryNotifier(
  callback: MemoryNotifier,
  name: string,
  isOnChain: (k: Kernel) => boolean,
): void {
  driverNotifiers.push({ callback, name, isOnChain });
}

const TEST_MODULE = -1;

/** Place of the callback in the order of registration, or TEST_MODULE; its answer. */
const CALLBACK_ANSWER = message('answer', (_, which, answer) => {
  const name = driverNotifiers[which]?.name ?? 'hpctl_memory_callback';
  if (answer === EVENT_HELD) return `${name}() holds the event`;
  return answer < 0 ? `${name}() answers NOTIFY_BAD, -${errnoName(-answer)}` : `${name}() answers NOTIFY_OK`;
});

/** What helps against the refusal of a rule. */
export const REMOVE_RULE = 'remove the rule that refuses the event';

const REFUSED_BY_RULE = refusal(
  (_event, _pfn, _pages, answer) => -answer,
  'memory_notify',
  (_, event, pfn, pages) =>
    `a memory notifier of another module answers ${MEMORY_EVENTS[event]} for ${memRange(pfn, pages)} with a refusal`,
  () => REMOVE_RULE,
);

/** Events whose answer anybody reads; a refusal of the others only ends the walk of the chain. */
function isAnswerRead(event: number): boolean {
  return event === MEM_GOING_ONLINE || event === MEM_GOING_OFFLINE || event === MEM_PREPARE_ONLINE;
}

/** Index of the first rule that matches and is not used up, or -1. */
function matchingRule(k: Kernel, event: number, startPfn: number, pages: number): number {
  const rules = k.rules;
  for (let i = 0; i < rules.count.value; i++) {
    if (rules.event.get(i) !== event || rules.uses.get(i) === 0) continue;
    if (bytesOf(startPfn) < rules.endBytes.get(i) && bytesOf(startPfn + pages) > rules.startBytes.get(i))
      return i;
  }
  return -1;
}

const HELD = EVENT_HELD;

/**
 * What the rules of the test module answer to an event, the first that matches used up by one: a refusal (negative),
 * HELD, or 0. Node events have numbers behind those of the memory chain.
 */
export function answerOfRules(
  k: Kernel,
  event: number,
  startPfn: number,
  pages: number,
): { kind: number; answer: number } {
  const rule = matchingRule(k, event, startPfn, pages);
  if (rule < 0) return { kind: 0, answer: 0 };
  if (k.rules.uses.get(rule) > 0) k.rules.uses.add(rule, -1);
  const kind = k.rules.kind.get(rule);
  if (kind === RULE_HOLD) {
    k.rules.held.value = k.current + 1;
    return { kind, answer: HELD };
  }
  const errno = k.rules.errno.get(rule);
  return { kind, answer: errno === 0 ? -EPERM : -errno };
}

/** The test module's callback: a refusal (negative), HELD, or 0. */
function testModuleCallback(k: Kernel, event: number, startPfn: number, pages: number): number {
  const { kind, answer } = answerOfRules(k, event, startPfn, pages);
  k.say(TEST_MODULE_EVENT, event, startPfn, pages, kind);
  k.say(CALLBACK_ANSWER, TEST_MODULE, answer);
  if (answer < 0 && isAnswerRead(event)) k.say(REFUSED_BY_RULE, event, startPfn, pages, answer);
  return answer;
}

function askDrivers(k: Kernel, event: number, startPfn: number, pages: number): number {
  for (const [which, { callback, isOnChain }] of driverNotifiers.entries()) {
    const answer = callback(k, event, startPfn, pages);
    if (answer !== 0 || isOnChain(k)) k.say(CALLBACK_ANSWER, which, answer);
    if (answer !== 0) return answer;
  }
  return 0;
}

/** One op for each event, so that a log of steps tells which event was sent. */
export const NOTIFY_OPS = MEMORY_EVENTS.map((name, event) =>
  defineOp(
    'memory_notify',
    `send MEM_${name} down the notifier chain`,
    (k, blockId: number, nodeStatesChanged: number) => {
      const { startPfn, pages } = usableRange(k, blockId);
      const isDone = event === MEM_ONLINE || event === MEM_OFFLINE;
      if (nodeStatesChanged !== 0 && isDone) sayDemotionTargets(k);
      const first = k.constants.hasTestModule ? testModuleCallback(k, event, startPfn, pages) : 0;
      const answer = first === 0 ? askDrivers(k, event, startPfn, pages) : first;
      const node = nodeStatesChanged === 0 ? 0 : k.blocks.nid.get(blockId) + 1;
      k.say(CHAIN_EVENT, event, blockId, answer, node);
      return answer;
    },
  ),
);

export const sleep_in_notifier = defineOp('memory_notify', 'sleep in the notifier until released', (k) =>
  k.rules.held.value === k.current + 1 ? BLOCKED : 0,
);

const notify_rest = defineOp(
  'memory_notify',
  'released: ask the rest of the chain',
  (k, event: number, blockId: number) => {
    const { startPfn, pages } = usableRange(k, blockId);
    return askDrivers(k, event, startPfn, pages);
  },
);

/**
 * memory_notify() for the usable pages of a block (those that do not hold its memory map): 0, or the errno of the
 * first refusal if the event is one whose answer counts. `nodeStatesChanged` is 1 when the node gets its first memory
 * or loses its last with it: 6.12 sends that along.
 */
export function* memory_notify(event: number, blockId: number, nodeStatesChanged: number): Kfn {
  let answer = yield step(NOTIFY_OPS[event]!, blockId, nodeStatesChanged);
  if (answer === HELD) {
    yield step(sleep_in_notifier);
    answer = yield step(notify_rest, event, blockId);
  }
  return isAnswerRead(event) ? answer : 0;
}

/** Memory tiers, priority 100: one line per node with memory when a node got its first or lost its last. */
export function sayDemotionTargets(k: Kernel): void {
  for (let nid = 0; nid < k.constants.nodeCount; nid++) {
    if (k.nodes.hasMemory.get(nid) !== 0) k.say(DEMOTION_TARGETS, nid);
  }
}

kernelFunctions('drivers/base/memory.c', { memory_notify });
