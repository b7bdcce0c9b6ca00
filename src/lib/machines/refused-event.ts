/**
 * What happens when the kernel core asks a chart for a move that the chart does not have.
 *
 * That is never the user's doing, it is a bug in the core: hence an error with everything needed to find it.
 * It stands apart from the tables and without XState, and out of line, so that the checked move stays a few
 * instructions in the core's inner loop.
 */
import { KMEM_EVENT_NAMES, KMEM_NAMES } from './kmem-device.table.ts';
import { BLOCK_CONFIGURATIONS, BLOCK_EVENT_NAMES } from './memory-block.table.ts';

/** Thrown when something with a chart gets an event that its chart refuses in its present configuration. */
export class RefusedEvent extends Error {
  override readonly name = 'RefusedEvent';
  /** What the event was for, as in "block memory42" or "kmem device dax0.0". */
  readonly subject: string;
  /** Name of the configuration, see `BLOCK` and `KMEM`. */
  readonly state: string;
  /** Name of the event, see `BLOCK_EVENT` and `KMEM_EVENT`. */
  readonly event: string;
  /** The kernel function that sent the event. */
  readonly kernelFunction: string;

  constructor(subject: string, state: string, event: string, kernelFunction: string) {
    super(`refused: ${subject} is ${state}, event ${event}, from ${kernelFunction}`);
    this.subject = subject;
    this.state = state;
    this.event = event;
    this.kernelFunction = kernelFunction;
  }
}

/** Throws `RefusedEvent` for memory`blockId`; `configuration` and `event` are numbers of the block's table. */
export function refuse(blockId: number, configuration: number, event: number, kernelFunction: string): never {
  const state = BLOCK_CONFIGURATIONS[configuration]?.name ?? unknown(configuration);
  const eventName = BLOCK_EVENT_NAMES[event] ?? unknown(event);
  throw new RefusedEvent(`block memory${blockId}`, state, eventName, kernelFunction);
}

/** Throws `RefusedEvent` for a dax device such as "dax0.0"; `state` and `event` are numbers of the kmem table. */
export function refuseKmem(device: string, state: number, event: number, kernelFunction: string): never {
  const stateName = KMEM_NAMES[state] ?? unknown(state);
  throw new RefusedEvent(
    `kmem device ${device}`,
    stateName,
    KMEM_EVENT_NAMES[event] ?? unknown(event),
    kernelFunction,
  );
}

/** A number that no chart has a name for: the column that holds it is damaged. */
function unknown(number: number): string {
  return `unknown (${number})`;
}
