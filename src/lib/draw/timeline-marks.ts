/**
 * The timeline as marks: the whole run on one line, with what a reader looks for on it. Refusals are crosses, zone
 * changes diamonds; below the line lie the spans in which device_hotplug_lock is held.
 */
import { linearScale, type LinearScale } from './linear-scale.ts';
import type { MarkView, TimelineView } from '#lib/workbench/frame.ts';
import { horizontal, n, path, rect, text, vertical, type Mark } from './marks.ts';
import { LABEL_TEXT_PX, textWidthPx } from './text-width.ts';

export interface TimelineSize {
  readonly widthPx: number;
  /** One line without words, for narrow screens. */
  readonly isCompact: boolean;
}

export interface TimelineScene {
  readonly timeline: TimelineView;
  /** Steps done: 0 to the run's length. */
  readonly position: number;
  readonly size: TimelineSize;
  readonly scale: LinearScale;
  readonly flags: TimelineFlags;
}

/** What the reader has put on the timeline. */
export interface TimelineFlags {
  /** Positions at which the run is held while it plays, ascending. */
  readonly stops: readonly number[];
  /** The moment that others are compared with. */
  readonly marked: number | null;
}

const NO_FLAGS: TimelineFlags = { stops: [], marked: null };
const STOP_PITCH_PX = 7;

const HEIGHT = 62;
const COMPACT_HEIGHT = 32;
const EDGE_PX = 6;
const NUMBER_Y = 10;
const WORDS_ABOVE_PX = 9;
const PLAYHEAD_WIDTH = 8;
const LINE_Y = 37;
const COMPACT_LINE_Y = 16;
const LABEL_GAP_PX = 8;
/** Diamonds nearer than this would touch: the first stands for all. */
const DIAMOND_PITCH_PX = 9;
const CROSS_REACH_PX = 4;
const CROSS_PITCH_PX = 3;
/** A press this near to a refusal means the refusal, where single steps are too narrow to hit. */
const SNAP_PX = 4;
const LOCK_LABEL = 'device_hotplug_lock held';
const ZONE_LEGEND = '◇ zone changes';

export function timelineHeight({ isCompact }: TimelineSize): number {
  return isCompact ? COMPACT_HEIGHT : HEIGHT;
}

export function timelineScene(
  timeline: TimelineView,
  position: number,
  size: TimelineSize,
  flags: TimelineFlags = NO_FLAGS,
): TimelineScene {
  const scale = linearScale([0, Math.max(1, timeline.length)], [EDGE_PX, size.widthPx - EDGE_PX]);
  return { timeline, position, size, scale, flags };
}

/** The position that a press at `xPx` means. */
export function positionAt({ timeline, scale }: TimelineScene, xPx: number, isPress: boolean): number {
  const exact = scale.invert(xPx);
  const position = Math.round(Math.min(timeline.length, Math.max(0, exact)));
  if (!isPress || scale(1) - scale(0) >= SNAP_PX) return position;
  const near = timeline.errnos
    .map((errno) => errno.position)
    .filter((at) => Math.abs(scale(at) - xPx) <= SNAP_PX);
  const [nearest] = near.toSorted((a, b) => Math.abs(a - exact) - Math.abs(b - exact));
  return nearest ?? position;
}

const lineY = ({ isCompact }: TimelineSize): number => (isCompact ? COMPACT_LINE_Y : LINE_Y);

/** Of positions in ascending order those that are at least `pitchPx` apart. */
function apart(positions: readonly number[], scale: TimelineScene['scale'], pitchPx: number): number[] {
  const kept: number[] = [];
  for (const position of positions) {
    const last = kept.at(-1);
    if (last === undefined || scale(position) - scale(last) >= pitchPx) kept.push(position);
  }
  return kept;
}

interface Extent {
  readonly x0: number;
  readonly x1: number;
}

const isFree = (taken: readonly Extent[], { x0, x1 }: Extent): boolean =>
  taken.every((other) => other.x1 + LABEL_GAP_PX <= x0 || x1 + LABEL_GAP_PX <= other.x0);

/** Words for a command from long to short: all of it, or the function without its arguments. */
function commandWords({ text: words }: MarkView): readonly string[] {
  const call = /^([\w.]+)\(/.exec(words)?.[1];
  return call === undefined ? [words] : [words, `${call}()`];
}

interface Words extends Extent {
  readonly key: string;
  readonly text: string;
}

/** Names of commands as far as they fit before the next; in the room left, what the diamonds mean. */
function wordsAbove({ timeline, scale, size }: TimelineScene): Words[] {
  if (size.isCompact) return [];
  const words = (key: string, x0: number, text: string): Words => ({
    key,
    text,
    x0,
    x1: x0 + textWidthPx(text),
  });
  const names = timeline.marks.flatMap((mark, i) => {
    const next = timeline.marks[i + 1];
    const until = next === undefined ? size.widthPx : scale(next.startStep);
    const fitting = commandWords(mark)
      .map((text) => words(`command ${mark.index} words`, scale(mark.startStep), text))
      .find(({ x1 }) => x1 + LABEL_GAP_PX <= until);
    return fitting === undefined ? [] : [fitting];
  });
  const legend = timeline.zoneChanges
    .map((at) => words('zone words', scale(at) - CROSS_REACH_PX, ZONE_LEGEND))
    .find((one) => one.x1 < size.widthPx && isFree(names, one));
  return legend === undefined ? names : [...names, legend];
}

function commandMarks({ timeline, scale, size }: TimelineScene): Mark[] {
  const y = lineY(size);
  return timeline.marks.map(({ index, startStep }) =>
    vertical(`command ${index}`, 'outline', [scale(startStep), y - 5, y + 5]),
  );
}

function cross(x: number, y: number): string {
  const [left, right] = [n(x - CROSS_REACH_PX), n(x + CROSS_REACH_PX)];
  const [top, bottom] = [y - CROSS_REACH_PX, y + CROSS_REACH_PX];
  return `M${left} ${top}L${right} ${bottom}M${left} ${bottom}L${right} ${top}`;
}

function crossMarks({ timeline, scale, size }: TimelineScene): Mark[] {
  const positions = apart(
    timeline.errnos.map(({ position }) => position),
    scale,
    CROSS_PITCH_PX,
  );
  return positions.map((at) => path(`errno ${at}`, 'refused-line', cross(scale(at), lineY(size))));
}

/** Words below the line: both ends, errnos nearest to the playhead first, and what the bars mean. */
function footMarks({ timeline, scale, size, position }: TimelineScene): Mark[] {
  const y = HEIGHT - 3;
  const { length } = timeline;
  const end = String(length);
  const marks: Mark[] = [
    text('start', 'ink3', [EDGE_PX - 2, y], '0'),
    text('end', 'ink3', [size.widthPx - EDGE_PX + 2, y], end, 'end'),
  ];
  const taken: Extent[] = [
    { x0: 0, x1: EDGE_PX + textWidthPx('0') },
    { x0: size.widthPx - EDGE_PX - textWidthPx(end), x1: size.widthPx },
  ];
  const nearest = timeline.errnos.toSorted(
    (a, b) => Math.abs(a.position - position) - Math.abs(b.position - position) || a.position - b.position,
  );
  for (const { position: at, errno } of nearest) {
    const half = textWidthPx(errno, 'mono') / 2;
    const extent = { x0: scale(at) - half, x1: scale(at) + half };
    if (!isFree(taken, extent)) continue;
    taken.push(extent);
    const tone = at <= position ? 'refused strong' : 'ink2';
    marks.push(text(`errno words ${at}`, `mono ${tone}`, [scale(at), y], errno, 'middle'));
  }
  return [...marks, ...lockLabelMarks(timeline, scale, taken, y)];
}

function lockLabelMarks(
  { lockSpans }: TimelineView,
  scale: TimelineScene['scale'],
  taken: readonly Extent[],
  y: number,
): Mark[] {
  const longest = lockSpans.toSorted((a, b) => b.to - b.from - (a.to - a.from));
  for (const { from } of longest) {
    const extent = { x0: scale(from), x1: scale(from) + textWidthPx(LOCK_LABEL) };
    if (isFree(taken, extent)) return [text('lock words', 'ink2', [extent.x0, y], LOCK_LABEL)];
  }
  return [];
}

/** The playhead; it leaves out the row of words where it would cross one. */
function playheadMarks({ position, scale, size }: TimelineScene, words: readonly Words[]): Mark[] {
  const x = scale(position);
  const y = lineY(size);
  const crosses = words.some(({ x0, x1 }) => x0 - PLAYHEAD_WIDTH <= x && x <= x1 + PLAYHEAD_WIDTH);
  const above = size.isCompact ? 13 : crosses ? 7 : 18;
  const below = size.isCompact ? 13 : 15;
  const marks: Mark[] = [
    rect('playhead ground', 'now', [
      x - PLAYHEAD_WIDTH / 2,
      y - above + 1,
      PLAYHEAD_WIDTH,
      above + below - 2,
    ]),
    vertical('playhead', 'line now-line', [x, y - above, y + below]),
  ];
  if (size.isCompact) return marks;
  const number = String(position);
  const half = textWidthPx(number, 'sans', LABEL_TEXT_PX) / 2;
  const middle = Math.min(Math.max(x, half), size.widthPx - half);
  return [
    ...marks,
    path('playhead head', 'ink-fill', `M${n(x)} ${NUMBER_Y + 8}l6 -6h-12z`),
    text('playhead words', 'size-12 strong halo', [middle, NUMBER_Y], number, 'middle'),
  ];
}

/** Where the run is held, as wedges on the line; the marked moment as a flag. */
function flagMarks({ flags: { stops, marked }, timeline, scale, size }: TimelineScene): Mark[] {
  const y = lineY(size);
  const wedges = apart(stops, scale, STOP_PITCH_PX).map((at) =>
    path(`stop ${at}`, 'ink-fill', `M${n(scale(at))} ${y - 2}l3 -6h-6z`),
  );
  if (marked === null || marked > timeline.length) return wedges;
  const x = n(scale(marked));
  return [...wedges, path('marked', 'ink-fill', `M${x} ${y + 8}v-22h9l-3 3.5l3 3.5h-7.5v15z`)];
}

/** Spans without the gaps that are too narrow to be seen. */
function joinedSpans({ timeline: { lockSpans }, scale }: TimelineScene): { from: number; to: number }[] {
  const joined: { from: number; to: number }[] = [];
  for (const { from, to } of lockSpans) {
    const last = joined.at(-1);
    if (last !== undefined && scale(from) - scale(last.to) < 1) last.to = to;
    else joined.push({ from, to });
  }
  return joined;
}

/** The timeline from back to front. */
export function timelineMarks(scene: TimelineScene): Mark[] {
  const { timeline, position, scale, size } = scene;
  const y = lineY(size);
  const [start, now, end] = [scale(0), scale(position), scale(timeline.length)];
  const diamonds = size.isCompact ? [] : apart(timeline.zoneChanges, scale, DIAMOND_PITCH_PX);
  const bars = size.isCompact
    ? []
    : joinedSpans(scene).map(({ from, to }) =>
        rect(`lock ${from}`, 'ink3-fill', [scale(from), y + 9, Math.max(1, scale(to) - scale(from)), 4]),
      );
  const words = wordsAbove(scene);
  return [
    ...commandMarks(scene),
    ...words.map(({ key, x0, text: written }) => text(key, 'ink2', [x0, y - WORDS_ABOVE_PX], written)),
    horizontal('future', timeline.isHidden === true ? 'outline dashed' : 'outline', [now, end, y]),
    horizontal('past', 'line now-line', [start, now, y]),
    ...bars,
    ...diamonds.map((at) => path(`zone ${at}`, 'paper-disc', `M${n(scale(at))} ${y - 4}l4 4l-4 4l-4 -4z`)),
    ...(size.isCompact ? [] : footMarks(scene)),
    ...flagMarks(scene),
    ...playheadMarks(scene, words),
    ...crossMarks(scene),
  ];
}
