/**
 * Two texts line by line: which lines are gone, which are new, in the manner of diff -u without headers.
 */

export interface LineChange {
  readonly sign: '-' | '+';
  readonly text: string;
}

/** Longer texts are compared as wholes: the table of common lines would grow with the square of their length. */
const MOST_LINES = 1500;

/** Lengths of the longest common rests of both texts, row by row. */
function commonRests(a: readonly string[], b: readonly string[]): Uint16Array[] {
  const rows = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      rows[i]![j] = a[i] === b[j] ? rows[i + 1]![j + 1]! + 1 : Math.max(rows[i + 1]![j]!, rows[i]![j + 1]!);
    }
  }
  return rows;
}

/** The lines that differ, in the order of the texts; none when they are equal. */
export function lineChanges(before: string, after: string): LineChange[] {
  if (before === after) return [];
  const a = before.trimEnd().split('\n');
  const b = after.trimEnd().split('\n');
  const gone = (text: string): LineChange => ({ sign: '-', text });
  const added = (text: string): LineChange => ({ sign: '+', text });
  if (a.length > MOST_LINES || b.length > MOST_LINES) return [...a.map(gone), ...b.map(added)];
  const rests = commonRests(a, b);
  const changes: LineChange[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      i++;
      j++;
    } else if (j === b.length || (i < a.length && rests[i + 1]![j]! >= rests[i]![j + 1]!)) {
      changes.push(gone(a[i++]!));
    } else {
      changes.push(added(b[j++]!));
    }
  }
  return changes;
}
