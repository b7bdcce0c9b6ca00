/**
 * The node notifier chain of kernels after 6.12, drivers/base/node.c: it brackets the memory events when a node gets
 * its first memory or loses its last (spec 01 §11.2).
 */
import type { Kernel } from '../state/kernel.ts';
import { usableRange } from '../state/blocks.ts';
import { EPERM } from '../state/errno.ts';
import { refusal } from '../state/journal.ts';
import {
  EVENT_HELD,
  MEMORY_EVENTS,
  NODE_ADDED_FIRST_MEMORY,
  NODE_ADDING_FIRST_MEMORY,
  NODE_CHAIN_EVENT,
  NODE_EVENTS,
  NODE_REMOVED_LAST_MEMORY,
  NODE_REMOVING_LAST_MEMORY,
} from '../state/messages.ts';
import { defineOp, step, type Kfn } from '../run/effects.ts';
import { variantFunctions } from '../run/registry.ts';
import { answerOfRules, REMOVE_RULE, sayDemotionTargets, sleep_in_notifier } from './notifier.ts';

const REFUSED_BY_RULE = refusal(
  EPERM,
  'node_notify',
  (_, event, nid) =>
    `a node notifier of another module answers ${NODE_EVENTS[event]} of node ${nid} with a refusal`,
  () => REMOVE_RULE,
);

/** Events whose answer anybody reads. */
function isAnswerRead(event: number): boolean {
  return event === NODE_ADDING_FIRST_MEMORY || event === NODE_REMOVING_LAST_MEMORY;
}

function notify(k: Kernel, event: number, blockId: number): number {
  const nid = k.blocks.nid.get(blockId);
  const { startPfn, pages } = usableRange(k, blockId);
  // Memory tiers listen here instead of on the memory chain.
  if (event === NODE_ADDED_FIRST_MEMORY || event === NODE_REMOVED_LAST_MEMORY) sayDemotionTargets(k);
  const answer = k.constants.hasTestModule
    ? answerOfRules(k, MEMORY_EVENTS.length + event, startPfn, pages).answer
    : 0;
  k.say(NODE_CHAIN_EVENT, event, nid, blockId, answer);
  if (answer < 0 && isAnswerRead(event)) k.say(REFUSED_BY_RULE, event, nid);
  return answer;
}

/** One op for each event, so that a log of steps tells which event was sent. */
const NODE_NOTIFY_OPS = NODE_EVENTS.map((name, event) =>
  defineOp('node_notify', `send ${name} down the node chain`, (k, blockId: number) =>
    notify(k, event, blockId),
  ),
);

/** node_notify() for the node of a block: 0, or the errno of a refusal if the event is one whose answer counts. */
export function* node_notify(event: number, blockId: number): Kfn {
  let answer = yield step(NODE_NOTIFY_OPS[event]!, blockId);
  if (answer === EVENT_HELD) answer = yield step(sleep_in_notifier);
  return isAnswerRead(event) ? answer : 0;
}

export const nodeNotifierFunctions = variantFunctions('drivers/base/node.c', { node_notify });
