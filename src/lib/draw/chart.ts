/**
 * Draws a statechart: thin, so that the block, a lock and a device can share it.
 */
import { CHART_HEIGHT, CHART_WIDTH, type ChartLayout } from '#lib/machines/chart-layout.ts';
import { chartMarks, chartReaches, type ChartState } from './chart-marks.ts';
import { drawMarks, layerOf, markOf, SILENT } from './draw-marks.ts';

export interface ChartDrawing {
  readonly layout: ChartLayout;
  readonly state: ChartState;
  /** Let the marker run along the edge just taken. */
  readonly animate: boolean;
}

export function drawChart(svg: SVGSVGElement, { layout, state, animate }: ChartDrawing): void {
  svg.setAttribute('viewBox', `0 0 ${CHART_WIDTH} ${CHART_HEIGHT}`);
  drawMarks(layerOf(svg, 'chart', SILENT), chartMarks(layout, state), animate);
  drawMarks(layerOf(svg, 'reaches', SILENT), chartReaches(layout));
}

/**
 * Listens for the pointer over edges.
 * @param onpoint hears the id of the edge, and null when the pointer leaves it
 * @returns the function that stops listening
 */
export function listenToChart(svg: SVGSVGElement, onpoint: (edge: string | null) => void): () => void {
  const onMove = ({ target }: PointerEvent): void => {
    const isReach = target instanceof SVGElement && target.classList.contains('edge-reach');
    onpoint(isReach ? (markOf(target)?.key ?? null) : null);
  };
  const onLeave = (): void => onpoint(null);
  svg.addEventListener('pointermove', onMove);
  svg.addEventListener('pointerdown', onMove);
  svg.addEventListener('pointerleave', onLeave);
  return () => {
    svg.removeEventListener('pointermove', onMove);
    svg.removeEventListener('pointerdown', onMove);
    svg.removeEventListener('pointerleave', onLeave);
  };
}
