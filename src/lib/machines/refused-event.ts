/**
 * What happens when the kernel core asks a chart for a move that the chart does not have.
 *
 * That is never the user's doing, it is a bug in the core: hence an error with everything needed to find it. It
 * stands apart from the tables and without XState, and out of line, so that the checked move stays a few
 * instructions in the core's inner loop.
 */
import { BLOCK_CONFIGURATIONS, BLOCK_EVENT_NAMES } from './memory-block.table.ts';

/** The byte in a compiled table that says "this event is refused here". */
export const REFUSED = 255;

/** Thrown when a memory block gets an event that its chart refuses in its present configuration. */
export class RefusedEvent extends Error {
  override readonly name = 'RefusedEvent';
  /** N of memoryN. */
  readonly blockId: number;
  /** Number of the configuration, see `BLOCK`. */
  readonly configuration: number;
  /** Number of the event, see `BLOCK_EVENT`. */
  readonly event: number;
  /** The kernel function that sent the event. */
  readonly kernelFunction: string;

  constructor(blockId: number, configuration: number, event: number, kernelFunction: string) {
    super(`refused: block memory${blockId} is ${refusal(configuration, event)}, from ${kernelFunction}`);
    this.blockId = blockId;
    this.configuration = configuration;
    this.event = event;
    this.kernelFunction = kernelFunction;
  }
}

/** The words "STATE, event EVENT" of a refusal; a number that the chart does not know is printed as such. */
export function refusal(configuration: number, event: number): string {
  const state = BLOCK_CONFIGURATIONS[configuration]?.name ?? `in unknown configuration ${configuration}`;
  return `${state}, event ${BLOCK_EVENT_NAMES[event] ?? `number ${event}`}`;
}

/** Throws `RefusedEvent`. `blockId` is the N of memoryN, `configuration` and `event` are table numbers. */
export function refuse(blockId: number, configuration: number, event: number, kernelFunction: string): never {
  throw new RefusedEvent(blockId, configuration, event, kernelFunction);
}
