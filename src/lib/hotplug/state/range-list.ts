/**
 * Lists of byte ranges as one text: kernel functions take numbers only, so a list travels as the number of its name.
 */

export interface ByteRange {
  readonly startBytes: number;
  readonly sizeBytes: number;
}

/** `start+size,start+size`; empty for no range. */
export function rangeListText(ranges: readonly ByteRange[]): string {
  return ranges.map(({ startBytes, sizeBytes }) => `${startBytes}+${sizeBytes}`).join(',');
}

/** The ranges of a text that `rangeListText` made. */
export function parseRangeList(text: string): ByteRange[] {
  if (text === '') return [];
  return text.split(',').map((part) => {
    const [start, size] = part.split('+');
    return { startBytes: Number(start), sizeBytes: Number(size) };
  });
}
