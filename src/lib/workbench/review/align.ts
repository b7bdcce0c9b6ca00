/**
 * Two lists of steps beside each other: what is the same stands in one row, what only one of them does has the other
 * side empty.
 */

/** A row: index in the left and in the right list; null where that side has nothing. */
export interface Row {
  readonly left: number | null;
  readonly right: number | null;
}

/** Beyond so many pairs the middle is not compared step by step: it is all different. */
const MOST_PAIRS = 4_000_000;

/** The longest common part of `a[from..aEnd)` and `b[from..bEnd)`, as rows. */
function middle(a: readonly string[], b: readonly string[], from: number, aEnd: number, bEnd: number): Row[] {
  const rows = aEnd - from;
  const columns = bEnd - from;
  const side = (left: number | null, right: number | null): Row => ({ left, right });
  if (rows * columns > MOST_PAIRS || rows === 0 || columns === 0) {
    return [
      ...Array.from({ length: rows }, (_, i) => side(from + i, null)),
      ...Array.from({ length: columns }, (_, i) => side(null, from + i)),
    ];
  }
  const width = columns + 1;
  // Length of the longest common part of what follows.
  const common = new Uint32Array((rows + 1) * width);
  for (let i = rows - 1; i >= 0; i--) {
    for (let j = columns - 1; j >= 0; j--) {
      common[i * width + j] =
        a[from + i] === b[from + j]
          ? common[(i + 1) * width + j + 1]! + 1
          : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!);
    }
  }
  const list: Row[] = [];
  let i = 0;
  let j = 0;
  while (i < rows || j < columns) {
    if (i < rows && j < columns && a[from + i] === b[from + j]) list.push(side(from + i++, from + j++));
    else if (j >= columns || (i < rows && common[(i + 1) * width + j]! >= common[i * width + j + 1]!)) {
      list.push(side(from + i++, null));
    } else list.push(side(null, from + j++));
  }
  return list;
}

/** Puts two lists beside each other; equal texts are equal steps. */
export function align(a: readonly string[], b: readonly string[]): Row[] {
  const shorter = Math.min(a.length, b.length);
  let from = 0;
  while (from < shorter && a[from] === b[from]) from++;
  let tail = 0;
  while (tail < shorter - from && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const aEnd = a.length - tail;
  const bEnd = b.length - tail;
  return [
    ...Array.from({ length: from }, (_, i) => ({ left: i, right: i })),
    ...middle(a, b, from, aEnd, bEnd),
    ...Array.from({ length: tail }, (_, i) => ({ left: aEnd + i, right: bEnd + i })),
  ];
}

/**
 * Steps in the place of each other: where one side does some and then the other does some, they stand in the same rows.
 */
export function pairUp(rows: readonly Row[]): Row[] {
  const list: Row[] = [];
  for (let at = 0; at < rows.length;) {
    const row = rows[at]!;
    if (row.left !== null && row.right !== null) {
      list.push(row);
      at++;
      continue;
    }
    const lefts: number[] = [];
    const rights: number[] = [];
    for (; at < rows.length; at++) {
      const { left, right } = rows[at]!;
      if (left !== null && right !== null) break;
      if (left !== null) lefts.push(left);
      if (right !== null) rights.push(right);
    }
    for (let i = 0; i < Math.max(lefts.length, rights.length); i++) {
      list.push({ left: lefts[i] ?? null, right: rights[i] ?? null });
    }
  }
  return list;
}
