/**
 * A row whose span lies outside of the window says on which side, so that an empty row is not taken for an empty
 * zone.
 */
import type { AddressScale } from '../address-scale.ts';
import { text, type Mark } from '../marks.ts';
import { rangeSizeBytes, rangesOverlap, type ByteRange } from '../ranges.ts';

/** @param y baseline of the row's text */
export function elsewhereMarks(key: string, span: ByteRange, y: number, scale: AddressScale): Mark[] {
  const { window, x0Px, x1Px } = scale;
  if (rangeSizeBytes(span) === 0 || rangesOverlap(span, window)) return [];
  return span.endBytes <= window.startBytes
    ? [text(`${key} elsewhere`, 'ink3', [x0Px + 2, y], '◂ below')]
    : [text(`${key} elsewhere`, 'ink3', [x1Px - 2, y], 'above ▸', 'end')];
}
