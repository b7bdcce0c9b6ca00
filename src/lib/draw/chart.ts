/**
 * Draws a statechart: thin, so that the block, a lock and a device can share it.
 */
import { CHART_HEIGHT, CHART_WIDTH, type ChartLayout } from '#lib/machines/chart-layout.ts';
import { chartMarks, type ChartState } from './chart-marks.ts';
import { drawMarks, layerOf } from './draw-marks.ts';

export interface ChartDrawing {
  readonly layout: ChartLayout;
  readonly state: ChartState;
  /** Let the marker run along the edge just taken. */
  readonly animate: boolean;
}

export function drawChart(svg: SVGSVGElement, { layout, state, animate }: ChartDrawing): void {
  svg.setAttribute('viewBox', `0 0 ${CHART_WIDTH} ${CHART_HEIGHT}`);
  drawMarks(layerOf(svg, 'chart').attr('aria-hidden', 'true'), chartMarks(layout, state), animate);
}
