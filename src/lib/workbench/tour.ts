/**
 * The short tour: what a memory block is, what a zone is, why offlining fails. Each station says one thing, names one
 * thing to do, and is passed when that has happened in the model, however it was done.
 */
import { blockIn } from './frame-blocks.ts';
import type { BlockView, Frame } from './frame.ts';

export interface Station {
  readonly id: string;
  /** What can be seen now. */
  readonly says: string;
  /** What to do next, as an imperative. */
  readonly task: string;
  /** Has it been done? */
  readonly isDone: (frame: Frame, selected: number | null) => boolean;
}

const block = (frame: Frame, id: number): BlockView | null => blockIn(frame, id);
const isEnd = ({ position, length }: Frame): boolean => position === length;

/** Blocks that the tour speaks of; the scenario of the first minute has them. */
const FIRST = 32;
const SECOND = 33;

export const TOUR: readonly Station[] = [
  {
    id: 'block',
    says: 'memory32 is a memory block: 128 MiB, the smallest piece that Linux takes into use or gives back. Its seven neighbours are offline: known, but used for nothing.',
    task: `Bring memory${FIRST} online as Movable: select it and press o.`,
    isDone: (frame) => block(frame, FIRST)?.look === 'online-movable',
  },
  {
    id: 'steps',
    says: 'Each step is one thing that the kernel does: it takes device_hotplug_lock, asks the notifiers, lets the zone grow, hands the pages over.',
    task: 'Play to the end of the run with Space, or go step by step with the right arrow.',
    isDone: (frame) => isEnd(frame) && block(frame, FIRST)?.look === 'online-movable',
  },
  {
    id: 'zone',
    says: 'A zone says what pages may be used for. memory32 is in ZONE_MOVABLE: only pages that can be moved elsewhere. A kernel zone takes everything.',
    task: `Select memory${SECOND} and press k: it goes to a kernel zone, and the row n0 Normal appears.`,
    isDone: (frame) => isEnd(frame) && block(frame, SECOND)?.look === 'online-kernel',
  },
  {
    id: 'pin',
    says: 'The kernel may now put its own pages into memory33, and those cannot be moved.',
    task: `In the tab Act choose "allocate a kernel page" for memory${SECOND}.`,
    isDone: (frame) => isEnd(frame) && block(frame, SECOND)?.pinned === true,
  },
  {
    id: 'refused',
    says: 'A page that cannot move keeps its whole block.',
    task: `Press x on memory${SECOND} and play to the end: offlining fails.`,
    isDone: (frame) => isEnd(frame) && frame.refusals.some(({ block: id }) => id === SECOND),
  },
  {
    id: 'leaves',
    says: '-EBUSY: offline_pages() met the page and gave up, the block stays online. That is what ZONE_MOVABLE is for: such pages never get there.',
    task: `Take memory${FIRST} offline again: select it and press x.`,
    isDone: (frame) => isEnd(frame) && block(frame, FIRST)?.look === 'offline',
  },
];

/** Index of the first station that has not been passed, given those passed before; the tour's length when all are. */
export function passed(at: number, frame: Frame, selected: number | null): number {
  const station = TOUR[at];
  return station?.isDone(frame, selected) === true ? at + 1 : at;
}
