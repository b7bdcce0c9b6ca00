/**
 * Draws the lock rows: puts the marks of lock-marks.ts into the page.
 */
import type { LockView } from '#lib/workbench/frame.ts';
import { drawMarks, layerOf, SILENT } from './draw-marks.ts';
import { lockMarks, lockRowsHeight } from './lock-marks.ts';

export function drawLocks(svg: SVGSVGElement, locks: readonly LockView[], widthPx: number): void {
  const height = lockRowsHeight(locks);
  svg.setAttribute('viewBox', `0 0 ${widthPx} ${height}`);
  svg.setAttribute('height', String(height));
  drawMarks(layerOf(svg, 'locks', SILENT), lockMarks(locks, widthPx));
}
