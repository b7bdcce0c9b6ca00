/**
 * Lock rows as marks, outer lock first: who holds it, who sleeps in its queue, who polls beside it.
 *
 * Shapes tell the ways of waiting apart: the rail is the queue, and only sleepers stand on it; a poller's ring
 * stands next to it, since polling writers have no place in any queue.
 */
import type { ActorRef, LockView } from '#lib/workbench/frame.ts';
import { circle, horizontal, n, path, rect, text, type Mark } from './marks.ts';
import { textWidthPx } from './text-width.ts';

const ROW_PITCH = 27;
const TOP = 18;
const NAME_FONT_PX = 11;
const NARROWEST_NAME = 140;
const PADLOCK_WIDTH = 20;
const SQUARE = 16;
const RING_R = 8;
const GAP = 10;
const QUEUE_PADDING = 12;

export function lockRowsHeight(locks: readonly LockView[]): number {
  return Math.max(1, locks.length) * ROW_PITCH;
}

function padlock(key: string, x: number, y: number, owner: ActorRef | null): Mark[] {
  const middle = x + PADLOCK_WIDTH / 2;
  if (owner === null) {
    return [
      path(`${key} shackle`, 'outline', `M${n(middle + 2)} ${y - 10}v-3a5 5 0 0 1 10 0v2`),
      rect(`${key} body`, 'free-lock', [x + 0.5, y - 9.5, PADLOCK_WIDTH - 1, 13]),
    ];
  }
  return [
    path(`${key} shackle`, 'line strong-line', `M${n(middle - 5)} ${y - 9}v-4a5 5 0 0 1 10 0v4`),
    rect(`${key} body`, 'ink-fill', [x, y - 10, PADLOCK_WIDTH, 14]),
    text(`${key} owner`, 'strong on-ink', [middle, y + 1], owner.letter, 'middle'),
  ];
}

interface Part {
  readonly width: number;
  readonly draw: (x: number, y: number) => Mark[];
}

function sleeperPart(key: string, actor: ActorRef, words: string): Part {
  const textWidth = words === '' ? 0 : 6 + textWidthPx(words);
  return {
    width: SQUARE + textWidth,
    draw: (x, y) => [
      rect(`${key} square`, 'ink2-fill', [x, y - 12, SQUARE, SQUARE]),
      text(`${key} letter`, 'strong on-ink', [x + SQUARE / 2, y], actor.letter, 'middle'),
      ...(words === '' ? [] : [text(`${key} words`, '', [x + SQUARE + 6, y], words)]),
    ],
  };
}

function pollerPart(key: string, actor: ActorRef, words: string): Part {
  const textWidth = words === '' ? 0 : 6 + textWidthPx(words);
  return {
    width: 2 * RING_R + textWidth,
    draw: (x, y) => [
      circle(`${key} ring`, 'polls', [x + RING_R, y - 4, RING_R]),
      text(`${key} letter`, 'strong', [x + RING_R, y], actor.letter, 'middle'),
      ...(words === '' ? [] : [text(`${key} words`, '', [x + 2 * RING_R + 6, y], words)]),
    ],
  };
}

interface Waiters {
  readonly sleepers: readonly Part[];
  readonly pollers: readonly Part[];
  readonly hasWords: boolean;
}

/** What is written beside the shapes, from long to short. */
const WORDINGS: readonly { sleeps: (name: string) => string; polls: (name: string) => string }[] = [
  { sleeps: (name) => `${name} sleeps (D)`, polls: (name) => `${name} polls, 5 ms, not in the queue` },
  { sleeps: (name) => `${name} sleeps (D)`, polls: (name) => `${name} polls, 5 ms` },
  { sleeps: (name) => name, polls: (name) => `${name} polls` },
];

/** Waiters with as many words as fit; the letters stand in any case. */
function waitersIn({ name, sleepers, pollers }: LockView, roomPx: number): Waiters {
  for (const { sleeps, polls } of WORDINGS) {
    const parts = {
      sleepers: sleepers.map((actor, i) => sleeperPart(`${name} sleeper ${i}`, actor, sleeps(actor.name))),
      pollers: pollers.map((actor, i) => pollerPart(`${name} poller ${i}`, actor, polls(actor.name))),
    };
    const width = [...parts.sleepers, ...parts.pollers].reduce((sum, part) => sum + part.width + GAP, 0);
    if (width + 2 * QUEUE_PADDING <= roomPx) return { ...parts, hasWords: true };
  }
  return {
    sleepers: sleepers.map((actor, i) => sleeperPart(`${name} sleeper ${i}`, actor, '')),
    pollers: pollers.map((actor, i) => pollerPart(`${name} poller ${i}`, actor, '')),
    hasWords: false,
  };
}

function placed(parts: readonly Part[], x: number, y: number): { marks: Mark[]; x1: number } {
  let at = x;
  const marks: Mark[] = [];
  for (const part of parts) {
    marks.push(...part.draw(at, y));
    at += part.width + GAP;
  }
  return { marks, x1: at };
}

/** The queue's rail with an arrow towards the lock. */
function rail(key: string, x0: number, x1: number, y: number): Mark[] {
  return [
    horizontal(`${key} rail`, 'line', [x0, x1, y]),
    path(`${key} rail head`, 'line', `M${n(x0 + 6)} ${y - 4}l-6 4l6 4`),
  ];
}

function rowMarks(lock: LockView, y: number, nameWidth: number, widthPx: number): Mark[] {
  const { name, owner, since } = lock;
  const hasWaiters = lock.sleepers.length + lock.pollers.length > 0;
  const tone = owner === null ? ' ink3' : '';
  const marks: Mark[] = [
    text(`${name} name`, `mono size-11${hasWaiters ? ' strong' : ''}${tone}`, [0, y], name),
    ...padlock(name, nameWidth, y, owner),
  ];
  const sinceX = nameWidth + PADLOCK_WIDTH + 11;
  const sinceWords = owner === null ? 'free' : since === null ? 'held' : `since ${since}`;
  const { sleepers, pollers, hasWords } = waitersIn(lock, widthPx - sinceX - 60);
  const hasSince = !hasWaiters || hasWords || widthPx >= 480;
  if (hasSince)
    marks.push(text(`${name} since`, `size-11 ${owner === null ? 'ink3' : 'ink2'}`, [sinceX, y], sinceWords));
  if (!hasWaiters) return marks;
  let x = hasSince ? sinceX + textWidthPx(sinceWords, 'sans', 11) + 16 : sinceX;
  if (sleepers.length > 0) {
    const queue = placed(sleepers, x + QUEUE_PADDING, y);
    marks.push(...rail(name, x, queue.x1, y + 5.5), ...queue.marks);
    x = queue.x1 + GAP;
  }
  return [...marks, ...placed(pollers, x + 4, y).marks];
}

/** All rows; `widthPx` decides how many words there are. */
export function lockMarks(locks: readonly LockView[], widthPx: number): Mark[] {
  const longest = Math.max(
    NARROWEST_NAME,
    ...locks.map(({ name }) => textWidthPx(name, 'mono', NAME_FONT_PX)),
  );
  return locks.flatMap((lock, i) => rowMarks(lock, TOP + i * ROW_PITCH, longest + 14, widthPx));
}

/** One lock in words. */
export function lockSentence({ name, owner, since, sleepers, pollers }: LockView): string {
  const holder =
    owner === null ? 'free' : `held by ${owner.name}${since === null ? '' : ` since step ${since}`}`;
  const queue = sleepers.map((actor) => actor.name);
  const parts = [
    `${name}: ${holder}`,
    ...(queue.length === 0 ? [] : [`asleep in the queue: ${queue.join(', then ')}`]),
    ...pollers.map((actor) => `${actor.name} polls every 5 ms, not in the queue`),
  ];
  return parts.join('; ');
}
