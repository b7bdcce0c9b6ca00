/**
 * One event to a memory block: the compiled table against a running XState actor.
 */
import { createActor } from 'xstate';
import { BLOCK, BLOCK_EVENT, BLOCK_EVENT_COUNT, BLOCK_NEXT } from '#lib/machines/memory-block.table.ts';
import { memoryBlockMachine } from '#lib/machines/memory-block.ts';
import { report } from './report.ts';

const ROUND = ['GO_ONLINE_MOVABLE', 'ONLINED', 'GO_OFFLINE', 'OFFLINED'] as const;
const NUMBERS = ROUND.map((name) => BLOCK_EVENT[name]);
const EVENTS = ROUND.map((type) => ({ type }));

function tableNsPerEvent(events: number): number {
  let configuration: number = BLOCK.OFFLINE;
  const begun = performance.now();
  for (let i = 0; i < events; i++)
    configuration = BLOCK_NEXT[configuration * BLOCK_EVENT_COUNT + NUMBERS[i & 3]!]!;
  const ms = performance.now() - begun;
  if (configuration !== BLOCK.OFFLINE) throw new Error('the table did not come round');
  return (ms * 1e6) / events;
}

function actorNsPerEvent(events: number): number {
  const actor = createActor(memoryBlockMachine).start();
  actor.send({ type: 'ADD' });
  const begun = performance.now();
  for (let i = 0; i < events; i++) actor.send(EVENTS[i & 3]!);
  const ms = performance.now() - begun;
  if (!actor.getSnapshot().matches('offline')) throw new Error('the actor did not come round');
  return (ms * 1e6) / events;
}

tableNsPerEvent(1_000_000);
actorNsPerEvent(20_000);
report({ tableNs: tableNsPerEvent(20_000_000), actorNs: actorNsPerEvent(200_000) });
