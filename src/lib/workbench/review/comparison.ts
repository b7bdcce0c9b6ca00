/**
 * Two kernels on one scenario: which steps are the same, where they part for the first time, and what comes of it.
 */
import { blocksText } from '#lib/scenario/text/numbers.ts';
import type { BlockView, Frame } from '../frame.ts';
import { align, pairUp, type Row } from './align.ts';
import type { Side, SideStep } from './side.ts';

/** A row of the comparison; `left` and `right` are numbers of steps, from 0. */
export interface ComparedRow extends Row {
  readonly isSame: boolean;
}

/** Rows as they are shown: long stretches of equal steps are one line. */
export type ShownRow =
  | { readonly kind: 'row'; readonly row: ComparedRow; readonly isFirstDifference: boolean }
  | { readonly kind: 'fold'; readonly from: ComparedRow; readonly to: ComparedRow; readonly count: number };

export interface Comparison {
  readonly rows: readonly ComparedRow[];
  readonly shown: readonly ShownRow[];
  /** The first rows of stretches that differ, as indices of `rows`. */
  readonly differences: readonly number[];
  /** What happens at the first difference; null when there is none. */
  readonly firstWords: string | null;
  /** What is different in the end, one sentence each. */
  readonly endWords: readonly string[];
}

/** Equal steps left beside a difference. */
const CONTEXT = 1;
/** Fewer equal steps are not worth a fold. */
const SHORTEST_FOLD = 3;

const keyOf = ({ actor, functionName, label, reply }: SideStep): string =>
  `${actor}\t${functionName}\t${label}\t${reply}`;

/** A step in words: `memory_notify(): MEM_GOING_ONLINE, -EPERM`. */
export function stepWords({ functionName, label, reply }: SideStep): string {
  return `${functionName}(): ${label}${reply === '' ? '' : `, ${reply}`}`;
}

function shownRows(rows: readonly ComparedRow[]): ShownRow[] {
  const first = rows.findIndex(({ isSame }) => !isSame);
  const isNear = (at: number): boolean =>
    rows.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some(({ isSame }) => !isSame);
  const list: ShownRow[] = [];
  for (let at = 0; at < rows.length;) {
    let end = at;
    while (end < rows.length && !isNear(end)) end++;
    if (end - at >= SHORTEST_FOLD) {
      list.push({ kind: 'fold', from: rows[at]!, to: rows[end - 1]!, count: end - at });
      at = end;
      continue;
    }
    for (end = Math.max(end, at + 1); at < end; at++) {
      list.push({ kind: 'row', row: rows[at]!, isFirstDifference: at === first });
    }
  }
  return list;
}

function firstWords(a: Side, b: Side, row: ComparedRow): string {
  const left = row.left === null ? null : a.steps[row.left]!;
  const right = row.right === null ? null : b.steps[row.right]!;
  if (left === null && right !== null) {
    return `${b.variant} does one thing more: ${right.actor} in ${stepWords(right)}. ${a.variant} does not have it.`;
  }
  if (right === null && left !== null) {
    return `${a.variant} does one thing more: ${left.actor} in ${stepWords(left)}. ${b.variant} does not have it.`;
  }
  if (left === null || right === null) return '';
  const isSameStep = left.functionName === right.functionName && left.label === right.label;
  if (isSameStep && left.actor === right.actor) {
    const answer = ({ reply }: SideStep): string => (reply === '' ? 'no error' : reply);
    return `${left.actor} does the same in both, ${left.functionName}(): ${left.label}; the answer is ${answer(left)} on ${a.variant} and ${answer(right)} on ${b.variant}.`;
  }
  const who = left.actor === right.actor ? `${left.actor} goes` : `${left.actor} and ${right.actor} go`;
  return `${who} another way: on ${a.variant} ${stepWords(left)}; on ${b.variant} ${stepWords(right)}.`;
}

/** A block in a word or two: `absent`, `offline`, `online, Movable`. */
export function blockWords(block: BlockView | undefined): string {
  if (block === undefined) return 'absent';
  return block.zone === null || !block.state.startsWith('online')
    ? block.state
    : `${block.state}, ${block.zone}`;
}

function blockDifferences(a: Side, b: Side, left: Frame, right: Frame): string[] {
  const ids = new Set([...left.blocks, ...right.blocks].map(({ id }) => id));
  const groups = new Map<string, number[]>();
  for (const id of [...ids].sort((x, y) => x - y)) {
    const is = ({ blocks }: Frame): string => blockWords(blocks.find((block) => block.id === id));
    if (is(left) === is(right)) continue;
    const words = `${is(left)} on ${a.variant}, ${is(right)} on ${b.variant}`;
    groups.set(words, [...(groups.get(words) ?? []), id]);
  }
  return [...groups].map(([words, list]) => `${blocksText(list)}: ${words}.`);
}

function resultDifferences(a: Side, b: Side): string[] {
  const list: string[] = [];
  for (const [i, { actor, text, result }] of a.results.entries()) {
    const other = b.results.find(
      (line, j) => line.actor === actor && (line.text === text || j === i) && line.result !== result,
    );
    const same = b.results.some(
      (line) => line.actor === actor && line.text === text && line.result === result,
    );
    if (!same && other !== undefined) {
      list.push(`${actor}, ${text}: ${result} on ${a.variant}, ${other.result} on ${b.variant}.`);
    }
  }
  return list;
}

function endWords(a: Side, b: Side): string[] {
  const last = ({ run }: Side): Frame => run.frame(run.timeline.length);
  const differences = [...resultDifferences(a, b), ...blockDifferences(a, b, last(a), last(b))];
  return differences.length > 0 ? differences : ['In the end every answer and every block is the same.'];
}

/** Puts two kernels beside each other. */
export function compare(a: Side, b: Side): Comparison {
  const rows = pairUp(align(a.steps.map(keyOf), b.steps.map(keyOf))).map((row): ComparedRow => {
    const { left, right } = row;
    const isSame = left !== null && right !== null && keyOf(a.steps[left]!) === keyOf(b.steps[right]!);
    return { ...row, isSame };
  });
  const differences = rows.flatMap(({ isSame }, i) =>
    !isSame && (i === 0 || rows[i - 1]!.isSame) ? [i] : [],
  );
  const [first] = differences;
  return {
    rows,
    shown: shownRows(rows),
    differences,
    firstWords: first === undefined ? null : firstWords(a, b, rows[first]!),
    endWords: endWords(a, b),
  };
}

/** Steps done on each side once a row is done: the last that stand at or above it. */
export function positionsAt(
  { rows }: Comparison,
  index: number,
): { readonly left: number; readonly right: number } {
  let left = 0;
  let right = 0;
  for (const row of rows.slice(0, index + 1)) {
    left = row.left === null ? left : row.left + 1;
    right = row.right === null ? right : row.right + 1;
  }
  return { left, right };
}
