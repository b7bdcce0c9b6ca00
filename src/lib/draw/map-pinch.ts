/**
 * Two fingers on the map: it is zoomed and moved so that what was under each finger stays there.
 */
import type { Scene } from './lanes/scene.ts';
import { pannedWindow, zoomedWindow } from './map-window.ts';
import type { ByteRange } from './ranges.ts';

/** Places of two fingers along the map, in its own pixels. */
export type Fingers = readonly [oneXPx: number, otherXPx: number];

/** Fingers nearer to each other than this say nothing about a scale. */
const LEAST_SPREAD_PX = 12;

const spread = ([one, other]: Fingers): number => Math.max(LEAST_SPREAD_PX, Math.abs(one - other));
const middle = ([one, other]: Fingers): number => (one + other) / 2;

/** The window after two fingers went from one place to another; `scene` is what was drawn when they touched down. */
export function pinchedWindow({ stage, scale }: Scene, from: Fingers, to: Fingers): ByteRange {
  const factor = spread(from) / spread(to);
  const zoomed = zoomedWindow(stage.axis, scale.window, scale.bytes(middle(from)), factor);
  const pxPerByte = scale.pxPerByte / factor;
  return pannedWindow(stage.axis, zoomed, (middle(from) - middle(to)) / pxPerByte);
}

/**
 * Listens for two fingers.
 * @param isHeld hears whether two fingers are down, so that a drag with the first can be given up
 * @returns the function that stops listening
 */
export function listenToPinch(
  svg: SVGSVGElement,
  scene: () => Scene,
  onwindow: (window: ByteRange) => void,
  isHeld: (held: boolean) => void,
): () => void {
  let start: { readonly scene: Scene; readonly fingers: Fingers } | null = null;
  const fingersOf = ({ touches }: TouchEvent): Fingers | null => {
    const [one, other] = [touches[0], touches[1]];
    if (one === undefined || other === undefined) return null;
    const { left } = svg.getBoundingClientRect();
    return [one.clientX - left, other.clientX - left];
  };
  const onStart = (event: TouchEvent): void => {
    const fingers = fingersOf(event);
    if (fingers === null) return;
    event.preventDefault();
    start = { scene: scene(), fingers };
    isHeld(true);
  };
  const onMove = (event: TouchEvent): void => {
    const fingers = fingersOf(event);
    if (start === null || fingers === null) return;
    event.preventDefault();
    onwindow(pinchedWindow(start.scene, start.fingers, fingers));
  };
  const onEnd = ({ touches }: TouchEvent): void => {
    if (touches.length >= 2) return;
    start = null;
    if (touches.length === 0) isHeld(false);
  };
  svg.addEventListener('touchstart', onStart, { passive: false });
  svg.addEventListener('touchmove', onMove, { passive: false });
  svg.addEventListener('touchend', onEnd);
  svg.addEventListener('touchcancel', onEnd);
  return () => {
    svg.removeEventListener('touchstart', onStart);
    svg.removeEventListener('touchmove', onMove);
    svg.removeEventListener('touchend', onEnd);
    svg.removeEventListener('touchcancel', onEnd);
  };
}
