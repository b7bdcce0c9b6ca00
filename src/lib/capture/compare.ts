/**
 * Lays what a recorded kernel did beside what the model did and names every difference.
 */
import { isBlockOnlineFile } from './model-snapshot.ts';

/** One thing that differs. Texts that are not there read as a sentence in brackets. */
export interface Difference {
  /** A path, or one of rc, errno, stdout, stderr, pluggedSize, log. */
  readonly file: string;
  readonly expected: string;
  readonly got: string;
}

/** What an actor sees of a step, and what the kernel logged. */
export interface Answer {
  readonly rc: number | null;
  readonly errno: string | null;
  readonly stdout: string | null;
  readonly stderr: string | null;
  readonly pluggedSize: number | null;
  readonly log: readonly string[];
}

const MISSING = '(no such file)';
const NO_LINE = '(no further line)';

/** How much memory is free moves all the time and is no part of the model. */
const FREE_MEMORY = /^(node \d+ free:) \d+ MB$/gm;

const comparable = (value: string | number | null): string | number | null =>
  typeof value === 'string' ? value.replace(FREE_MEMORY, '$1') : value;

function shown(value: string | number | null): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

/** Differences between two answers; of the log only the first line that differs. */
export function answerDifferences(expected: Answer, got: Answer): Difference[] {
  const differences: Difference[] = [];
  for (const file of ['rc', 'errno', 'stdout', 'stderr', 'pluggedSize'] as const) {
    if (comparable(expected[file]) !== comparable(got[file])) {
      differences.push({ file, expected: shown(expected[file]), got: shown(got[file]) });
    }
  }
  const length = Math.max(expected.log.length, got.log.length);
  for (let i = 0; i < length; i++) {
    if (expected.log[i] === got.log[i]) continue;
    const [line, other] = [expected.log[i] ?? NO_LINE, got.log[i] ?? NO_LINE];
    differences.push({ file: `log line ${i + 1}`, expected: line, got: other });
    break;
  }
  return differences;
}

/**
 * Differences between two snapshots, in both directions: a file too many differs as much as a file too few.
 * `online` files of blocks are left out when nobody read them.
 */
export function snapshotDifferences(
  expected: ReadonlyMap<string, string>,
  got: ReadonlyMap<string, string>,
  withOnlineFiles: boolean,
): Difference[] {
  const differences: Difference[] = [];
  const isCompared = (path: string): boolean => withOnlineFiles || !isBlockOnlineFile(path);
  for (const [path, text] of expected) {
    const other = got.get(path);
    if (other !== text && isCompared(path))
      differences.push({ file: path, expected: text, got: other ?? MISSING });
  }
  for (const [path, text] of got) {
    if (!expected.has(path) && isCompared(path))
      differences.push({ file: path, expected: MISSING, got: text });
  }
  return differences;
}

/** The first line in which two texts differ, with its number when there are more; for reports of one line. */
export function firstDifferingLine({ expected, got }: Difference): { expected: string; got: string } {
  const [left, right] = [expected.split('\n'), got.split('\n')];
  if (left.length === 1 && right.length === 1) return { expected, got };
  const i = left.findIndex((line, index) => line !== right[index]);
  const at = i < 0 ? left.length : i;
  const line = (lines: string[]): string => `line ${at + 1}: ${lines[at]?.trim() ?? NO_LINE}`;
  return { expected: line(left), got: line(right) };
}
