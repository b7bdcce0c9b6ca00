/**
 * Draws the timeline and turns presses and drags on it into positions.
 */
import { drag, type D3DragEvent } from 'd3-drag';
import { select } from 'd3-selection';
import { drawMarks, layerOf, SILENT } from './draw-marks.ts';
import { positionAt, timelineHeight, timelineMarks, type TimelineScene } from './timeline-marks.ts';

export function drawTimeline(svg: SVGSVGElement, scene: TimelineScene): void {
  const height = timelineHeight(scene.size);
  svg.setAttribute('viewBox', `0 0 ${scene.size.widthPx} ${height}`);
  svg.setAttribute('height', String(height));
  drawMarks(layerOf(svg, 'timeline', SILENT), timelineMarks(scene));
}

export interface ScrubHandlers {
  /** What is drawn now. */
  readonly scene: () => TimelineScene;
  /** A new position, several times during one drag. */
  readonly onseek: (position: number) => void;
  /** Around a drag; a press that does not move is none. */
  readonly onstart: () => void;
  readonly onend: () => void;
}

type SvgDragEvent = D3DragEvent<SVGSVGElement, unknown, unknown>;

/** @returns the function that stops listening */
export function listenToScrubbing(svg: SVGSVGElement, handlers: ScrubHandlers): () => void {
  let isDragging = false;
  const seek = (xPx: number, isPress: boolean): void => {
    const drawn = handlers.scene();
    const position = positionAt(drawn, xPx, isPress);
    if (position !== drawn.position) handlers.onseek(position);
  };
  const behaviour = drag<SVGSVGElement, unknown>()
    .container(function () {
      return this;
    })
    .on('start', ({ x }: SvgDragEvent) => {
      seek(x, true);
    })
    .on('drag', ({ x }: SvgDragEvent) => {
      if (!isDragging) handlers.onstart();
      isDragging = true;
      seek(x, false);
    })
    .on('end', () => {
      if (isDragging) handlers.onend();
      isDragging = false;
    });
  const node = select(svg).call(behaviour);
  return () => {
    node.on('.drag', null);
  };
}

/** The position that a key leads to, or null for other keys; a page is a twentieth of the run. */
export function positionForKey(key: string, position: number, length: number): number | null {
  const page = Math.max(2, Math.round(length / 20));
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: -1,
    ArrowDown: -1,
    ArrowRight: 1,
    ArrowUp: 1,
    PageDown: -page,
    PageUp: page,
    Home: -length,
    End: length,
  };
  const step = steps[key];
  return step === undefined ? null : Math.min(length, Math.max(0, position + step));
}
