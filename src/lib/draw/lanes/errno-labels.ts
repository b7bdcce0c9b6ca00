/**
 * Errnos below refused blocks: one label per block where they fit, one for a row of equal ones where they do not.
 */
import { textWidthPx } from '../text-width.ts';

export interface RefusedPlace {
  readonly id: number;
  /** Middle of the block. */
  readonly x: number;
  readonly errno: string;
}

export interface ErrnoLabel {
  readonly key: string;
  /** Middle of the text. */
  readonly x: number;
  readonly label: string;
}

const GAP_PX = 2;

interface Run {
  readonly first: RefusedPlace;
  readonly last: RefusedPlace;
  readonly count: number;
}

function runsOfEqual(refused: readonly RefusedPlace[]): Run[] {
  const runs: Run[] = [];
  for (const place of refused) {
    const run = runs.at(-1);
    if (run !== undefined && run.first.errno === place.errno) {
      runs[runs.length - 1] = { first: run.first, last: place, count: run.count + 1 };
    } else runs.push({ first: place, last: place, count: 1 });
  }
  return runs;
}

const widthPx = (label: string): number => textWidthPx(label, 'mono');

function overlaps(labels: readonly ErrnoLabel[]): boolean {
  return labels.some(({ x, label }, i) => {
    const next = labels[i + 1];
    return next !== undefined && x + widthPx(label) / 2 + GAP_PX > next.x - widthPx(next.label) / 2;
  });
}

/**
 * Labels from left to right that do not overlap and stay inside the plot; one that has no room is left out, its stem
 * stays.
 * @param refused in address order
 */
export function errnoLabels(
  refused: readonly RefusedPlace[],
  { x0, x1 }: { readonly x0: number; readonly x1: number },
): ErrnoLabel[] {
  const inside = (label: ErrnoLabel): ErrnoLabel => {
    const half = widthPx(label.label) / 2;
    return { ...label, x: Math.min(Math.max(label.x, x0 + half), x1 - half) };
  };
  const single = refused.map(({ id, x, errno }) => inside({ key: String(id), x, label: errno }));
  if (!overlaps(single)) return single;
  const labels: ErrnoLabel[] = [];
  for (const { first, last, count } of runsOfEqual(refused)) {
    const label = count === 1 ? first.errno : `${first.errno} ×${count}`;
    const candidate = inside({ key: String(first.id), x: (first.x + last.x) / 2, label });
    if (!overlaps([...labels.slice(-1), candidate])) labels.push(candidate);
  }
  return labels;
}
