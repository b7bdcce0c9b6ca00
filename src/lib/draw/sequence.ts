/**
 * Puts the lanes of a stretch of the run into an SVG element and listens to the pointer there.
 */
import { pointer, select } from 'd3-selection';
import { drawMarks, layerOf } from './draw-marks.ts';
import { positionAtPx, sequenceMarks, sequenceTip, type SequenceScene } from './sequence-marks.ts';

export function drawSequence(svg: SVGSVGElement, scene: SequenceScene): void {
  select(svg)
    .attr('width', scene.widthPx)
    .attr('height', scene.heightPx)
    .attr('viewBox', `0 0 ${scene.widthPx} ${scene.heightPx}`);
  drawMarks(layerOf(svg, 'marks'), sequenceMarks(scene));
}

export interface SequenceHandlers {
  readonly scene: () => SequenceScene;
  /** A step was pressed: the position after it. */
  readonly onseek: (position: number) => void;
  /** What is under the pointer, in words; null for nothing. */
  readonly ontip: (words: string | null) => void;
  /** The wheel was turned: so many times as many steps are wanted. */
  readonly onzoom: (factor: number) => void;
}

const ZOOM_PER_PX = 0.002;

/** @returns the function that stops listening */
export function listenToSequence(svg: SVGSVGElement, handlers: SequenceHandlers): () => void {
  const onClick = (event: MouseEvent): void => {
    handlers.onseek(positionAtPx(handlers.scene(), pointer(event, svg)[0]));
  };
  const onMove = (event: PointerEvent): void => {
    const [x, y] = pointer(event, svg);
    handlers.ontip(sequenceTip(handlers.scene(), x, y));
  };
  const onLeave = (): void => handlers.ontip(null);
  const onWheel = (event: WheelEvent): void => {
    if (!event.ctrlKey && Math.abs(event.deltaY) <= Math.abs(event.deltaX)) return;
    if (!event.ctrlKey && !event.shiftKey) return;
    event.preventDefault();
    handlers.onzoom(2 ** (event.deltaY * ZOOM_PER_PX));
  };
  svg.addEventListener('click', onClick);
  svg.addEventListener('pointermove', onMove);
  svg.addEventListener('pointerleave', onLeave);
  svg.addEventListener('wheel', onWheel, { passive: false });
  return () => {
    svg.removeEventListener('click', onClick);
    svg.removeEventListener('pointermove', onMove);
    svg.removeEventListener('pointerleave', onLeave);
    svg.removeEventListener('wheel', onWheel);
  };
}
