/**
 * A stretch of a run as marks: a lane for each actor with a bar for each call on its stack, the events of the notifier
 * chain, errnos, waits; below, who held the great locks. Steps run to the right; the playhead is the right edge, and
 * the functions open there are printed beside it, row by row.
 */
import { linearScale, type LinearScale } from './linear-scale.ts';
import type { ActorLane, CallBar, LaneEvent, SequenceView } from '#lib/workbench/sequence-view.ts';
import { circle, horizontal, n, path, rect, text, vertical, type Mark } from './marks.ts';
import { textWidthPx } from './text-width.ts';

const LABEL_WIDTH = 64;
const STACK_WIDTH = 176;
const STACK_FROM_PX = 420;
const TOP = 18;
const ROW = 15;
const BAR = 13;
const EVENT_ROW = 28;
const LANE_GAP = 8;
const LOCK_ROW = 13;
const POLL_R = 3;
const TICK_PITCH_PX = 56;
const NAME_PADDING = 4;

export interface SequenceScene {
  readonly view: SequenceView;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly scale: LinearScale;
  readonly hasStack: boolean;
}

const hasEvents = ({ events, sleeps }: ActorLane): boolean => events.length + sleeps.length > 0;
const laneHeight = (lane: ActorLane): number => lane.rows * ROW + (hasEvents(lane) ? EVENT_ROW : 4);

export function sequenceScene(view: SequenceView, widthPx: number): SequenceScene {
  const hasStack = widthPx >= STACK_FROM_PX;
  const right = widthPx - (hasStack ? STACK_WIDTH : 4);
  const scale = linearScale([view.from, Math.max(view.from + 1, view.to)], [LABEL_WIDTH, right]);
  const lanes = view.lanes.reduce((sum, lane) => sum + laneHeight(lane) + LANE_GAP, 0);
  return { view, widthPx, heightPx: TOP + lanes + view.locks.length * LOCK_ROW + 6, scale, hasStack };
}

/** The position that a press at `xPx` means: that after the step under the pointer. */
export function positionAtPx({ view, scale }: SequenceScene, xPx: number): number {
  return Math.min(view.to, Math.max(view.from, Math.ceil(scale.invert(xPx))));
}

function axisMarks({ view, scale, heightPx }: SequenceScene): Mark[] {
  const [x0, x1] = scale.range as [number, number];
  const count = Math.max(1, Math.floor((x1 - x0) / TICK_PITCH_PX));
  return scale
    .ticks(count)
    .filter((tick) => Number.isInteger(tick) && x1 - scale(tick) > 24)
    .flatMap((tick) => [
      vertical(`tick ${tick}`, 'hairline dashed', [scale(tick), TOP - 4, heightPx]),
      text(`tick ${tick} words`, 'ink3', [scale(tick), 10], String(tick), 'middle'),
    ])
    .concat(text('now words', 'strong', [x1, 10], String(view.to), 'middle'));
}

function barMarks(bar: CallBar, y: number, { scale }: SequenceScene, isOpen: boolean): Mark[] {
  const x0 = scale(bar.from);
  const x1 = scale(bar.to);
  const isWide = textWidthPx(bar.functionName, 'mono', 10.5) + 2 * NAME_PADDING <= x1 - x0;
  const box = rect(`bar ${bar.key}`, `call-bar${isOpen ? ' open' : ''}`, [
    x0,
    y,
    Math.max(2, x1 - x0 - 1),
    BAR,
  ]);
  return isWide
    ? [box, text(`bar ${bar.key} words`, 'mono', [x0 + NAME_PADDING, y + 9.5], bar.functionName)]
    : [box];
}

/** Down for what is about to happen, up for what is done, hollow for what is taken back. */
function eventMark(event: LaneEvent, index: number, y: number, { scale }: SequenceScene): Mark[] {
  const x = scale(event.position - 0.5);
  const key = `event ${event.position} ${index}`;
  switch (event.kind) {
    case 'going':
      return [path(key, 'ink-fill', `M${n(x)} ${y + 4}l4.5 -8h-9z`)];
    case 'cancel':
      return [path(key, 'paper-disc', `M${n(x)} ${y + 4}l4.5 -8h-9z`)];
    case 'done':
      return [path(key, 'ink-fill', `M${n(x)} ${y - 4}l4.5 8h-9z`)];
    case 'uevent':
      return [rect(key, 'paper-disc', [x - 3, y - 3, 6, 6])];
    case 'poll':
      return [circle(key, 'polls', [x, y, POLL_R])];
    case 'refusal':
      return [path(key, 'refused-line', `M${n(x - 4)} ${y - 4}l8 8M${n(x - 4)} ${y + 4}l8 -8`)];
  }
}

/** Errnos below their crosses, from the newest back, as far as they do not touch. */
function errnoWords(lane: ActorLane, y: number, { scale }: SequenceScene): Mark[] {
  let free = Infinity;
  const marks: Mark[] = [];
  for (const event of lane.events.filter(({ kind }) => kind === 'refusal').toReversed()) {
    const half = textWidthPx(event.text, 'mono') / 2;
    const x = scale(event.position - 0.5);
    if (x + half > free) continue;
    free = x - half - 6;
    marks.push(text(`errno ${event.position}`, 'mono refused strong', [x, y + 15], event.text, 'middle'));
  }
  return marks;
}

function sleepMarks(lane: ActorLane, y: number, { scale }: SequenceScene): Mark[] {
  return lane.sleeps.flatMap(({ from, to }) => {
    const [x0, x1] = [scale(from), scale(to)];
    const words = 'sleeps (D)';
    const box = rect(`sleep ${lane.actor.name} ${from}`, 'sleep-bar', [x0, y - 5, x1 - x0, 10]);
    const fits = textWidthPx(words) + 8 <= x1 - x0;
    return fits ? [box, text(`sleep ${from} words`, 'halo', [x0 + 4, y + 3.5], words)] : [box];
  });
}

function stackMarks(lane: ActorLane, y: number, { widthPx }: SequenceScene): Mark[] {
  const x = widthPx - STACK_WIDTH + 10;
  return lane.stack.slice(0, lane.rows).map((name, row) => {
    const isTop = row === lane.stack.length - 1;
    const tone = isTop ? 'mono strong' : 'mono ink2';
    return text(`stack ${lane.actor.name} ${row}`, tone, [x, y + row * ROW + 10], fitted(name));
  });
}

function fitted(name: string): string {
  const room = STACK_WIDTH - 14;
  if (textWidthPx(name, 'mono', 10.5) <= room) return name;
  let length = name.length;
  while (length > 1 && textWidthPx(`${name.slice(0, length)}…`, 'mono', 10.5) > room) length--;
  return `${name.slice(0, length)}…`;
}

function laneMarks(lane: ActorLane, y: number, scene: SequenceScene): Mark[] {
  const { actor } = lane;
  const eventsY = y + lane.rows * ROW + 8;
  const isOpen = (bar: CallBar): boolean =>
    bar.to === scene.view.to && lane.stack[bar.row] === bar.functionName;
  return [
    circle(`actor ${actor.name}`, 'ink-fill', [10, y + 8, 8]),
    text(`actor ${actor.name} letter`, 'strong on-ink', [10, y + 11.5], actor.letter, 'middle'),
    text(`actor ${actor.name} name`, 'strong', [22, y + 12], actor.name.slice(0, 7)),
    ...lane.bars.flatMap((bar) => barMarks(bar, y + bar.row * ROW, scene, isOpen(bar))),
    ...sleepMarks(lane, eventsY, scene),
    ...lane.events.flatMap((event, i) =>
      eventMark(event, i, eventsY, scene).map((mark) => ({ ...mark, key: `${actor.name} ${mark.key}` })),
    ),
    ...errnoWords(lane, eventsY, scene),
    ...(scene.hasStack ? stackMarks(lane, y, scene) : []),
  ];
}

function lockMarksOf(scene: SequenceScene, y: number): Mark[] {
  const { view, scale } = scene;
  return view.locks.flatMap(({ name, spans }, i) => {
    const top = y + i * LOCK_ROW;
    return [
      text(`lock ${name}`, 'mono', [2, top + 8], name),
      ...spans.map(({ from, to }) =>
        rect(`lock ${name} ${from}`, 'ink2-fill', [
          scale(from),
          top + 2,
          Math.max(2, scale(to) - scale(from)),
          6,
        ]),
      ),
    ];
  });
}

/** All of it, from back to front. */
export function sequenceMarks(scene: SequenceScene): Mark[] {
  const { view, scale, heightPx } = scene;
  const nowX0 = scale(Math.max(view.from, view.to - 1));
  const nowX1 = scale(Math.max(view.from + 1, view.to));
  const marks: Mark[] = [
    rect('now ground', 'now', [nowX0, TOP - 4, nowX1 - nowX0, heightPx - TOP + 4]),
    ...axisMarks(scene),
  ];
  let y = TOP;
  for (const lane of view.lanes) {
    marks.push(...laneMarks(lane, y, scene));
    y += laneHeight(lane) + LANE_GAP;
    marks.push(horizontal(`lane ${lane.actor.name}`, 'hairline', [0, scene.widthPx, y - LANE_GAP / 2]));
  }
  return [
    ...marks,
    ...lockMarksOf(scene, y),
    vertical('now', 'line strong-line', [nowX1, TOP - 4, heightPx]),
  ];
}

/** What a mark says when it is pointed at. */
export function sequenceTip({ view, scale }: SequenceScene, xPx: number, yPx: number): string | null {
  let y = TOP;
  for (const lane of view.lanes) {
    const bottom = y + laneHeight(lane);
    if (yPx >= y && yPx < bottom) {
      const row = Math.floor((yPx - y) / ROW);
      const at = scale.invert(xPx);
      const bar = lane.bars.find((one) => one.row === row && one.from <= at && at < one.to);
      if (bar !== undefined)
        return `${bar.functionName}(), steps ${bar.from + 1} to ${bar.to}, ${lane.actor.name}`;
      const events = lane.events.filter(({ position }) => position === Math.ceil(at));
      if (events.length === 0 || row < lane.rows) return null;
      return `step ${events[0]!.position}: ${events.map((event) => eventTip(event, lane.actor.name)).join('; ')}`;
    }
    y = bottom + LANE_GAP;
  }
  return null;
}

function eventTip({ kind, text: words, answers = [] }: LaneEvent, actor: string): string {
  if (kind === 'poll') return `${actor} tries the lock${words === '' ? '' : ', and will again'}`;
  if (kind === 'refusal') return words;
  if (kind === 'uevent') return `uevent ${words}`;
  return `MEM_${words}${answers.map((answer) => `, ${answer}`).join('')}`;
}
