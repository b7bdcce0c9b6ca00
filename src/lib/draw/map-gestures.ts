/**
 * Moving the map's window by hand: drag the bracket or one of its edges, drag the lanes, zoom with the wheel.
 *
 * The window is state of the page; a gesture only says what it should become. While dragging, positions are taken
 * from the drawing at the gesture's begin, since the picture moves under the pointer.
 */
import { drag, type D3DragEvent, type DragBehavior } from 'd3-drag';
import { pointer, select } from 'd3-selection';
import { blockAtPx, optionAt } from './block-list.ts';
import { layerOf, SILENT } from './draw-marks.ts';
import { bracketEdges, stripScale, type StripScale } from './lanes/strip.ts';
import type { Scene } from './lanes/scene.ts';
import { n } from './marks.ts';
import { pannedWindow, windowBetween, zoomedWindow } from './map-window.ts';
import { toKept } from './kept-axis.ts';
import { listenToPinch } from './map-pinch.ts';
import type { ByteRange } from './ranges.ts';

/** One notch of a wheel is 100 or 120 px and zooms by about a fifth. */
const ZOOM_PER_PX = 0.0025;
const PX_PER_LINE = 16;
/** `WheelEvent.DOM_DELTA_LINE`. */
const DELTA_IN_LINES = 1;
/** Half the width of the places where an edge of the bracket can be seized. */
const EDGE_REACH_PX = 5;
/** A press that moves less than this is a click. */
const CLICK_PX = 4;

export interface GestureHandlers {
  /** What is on the page now. */
  readonly scene: () => Scene;
  readonly onwindow: (window: ByteRange) => void;
  readonly onselect: (block: number) => void;
  /** A block was pressed with Shift: everything up to it is to be chosen. */
  readonly onreach: (block: number) => void;
  /** The menu of a block is asked for, at a place of the browser's window. */
  readonly onmenu: (block: number, xPx: number, yPx: number) => void;
}

type Grip = 'from' | 'to' | 'whole' | 'elsewhere';

function gripAt(x: number, scale: StripScale, window: ByteRange): Grip {
  const { x0, x1 } = bracketEdges(scale, window);
  if (Math.abs(x - x0) <= EDGE_REACH_PX) return 'from';
  if (Math.abs(x - x1) <= EDGE_REACH_PX) return 'to';
  return x0 < x && x < x1 ? 'whole' : 'elsewhere';
}

/** The window after the bracket was seized at `fromX` and led to `toX`. */
export function draggedBracket(scene: Scene, fromX: number, toX: number): ByteRange {
  const scale = stripScale(scene.stage, scene.geometry);
  const { axis } = scene.stage;
  const { window } = scene.scale;
  switch (gripAt(fromX, scale, window)) {
    case 'from':
      return windowBetween(axis, scale.invert(toX), window.endBytes);
    case 'to':
      return windowBetween(axis, window.startBytes, scale.invert(toX));
    case 'whole': {
      const start = window.startBytes + scale.invert(toX) - scale.invert(fromX);
      return pannedWindow(axis, window, toKept(axis, start) - toKept(axis, window.startBytes));
    }
    case 'elsewhere': {
      const middle = (toKept(axis, window.startBytes) + toKept(axis, window.endBytes)) / 2;
      return pannedWindow(axis, window, toKept(axis, scale.invert(toX)) - middle);
    }
  }
}

/** The window after the lanes were seized at `fromX` and led to `toX`. */
export function draggedLanes({ stage, scale }: Scene, fromX: number, toX: number): ByteRange {
  return pannedWindow(stage.axis, scale.window, (fromX - toX) / scale.pxPerByte);
}

/** What a wheel event says about its turn. */
export type WheelTurn = Pick<WheelEvent, 'deltaX' | 'deltaY' | 'deltaMode' | 'shiftKey'>;

/** The window after a turn of the wheel over `x`: across moves it, up and down zooms. */
export function wheeledWindow({ stage, scale }: Scene, x: number, event: WheelTurn): ByteRange {
  const px = event.deltaMode === DELTA_IN_LINES ? PX_PER_LINE : 1;
  const [across, along] = event.shiftKey ? [event.deltaY, 0] : [event.deltaX, event.deltaY];
  if (Math.abs(across) > Math.abs(along)) {
    return pannedWindow(stage.axis, scale.window, (across * px) / scale.pxPerByte);
  }
  return zoomedWindow(stage.axis, scale.window, scale.bytes(x), 2 ** (along * px * ZOOM_PER_PX));
}

const sameWindow = (a: ByteRange, b: ByteRange): boolean =>
  Math.abs(a.startBytes - b.startBytes) < 1 && Math.abs(a.endBytes - b.endBytes) < 1;

interface Surface {
  readonly className: string;
  readonly y: number;
  readonly height: number;
}

/** Invisible rectangles that take the pointer, kept over the plot by `placeSurfaces`. */
function surfacesOf({ geometry }: Scene): Surface[] {
  const { strip, axisY, blocks } = geometry;
  return [
    { className: 'surface strip-surface', y: 0, height: strip.y + strip.height + 10 },
    { className: 'surface lane-surface', y: axisY - 14, height: blocks.y - axisY },
  ];
}

/** Puts the surfaces where the scene has the strip and the lanes. */
export function placeSurfaces(svg: SVGSVGElement, scene: Scene): void {
  const { x0, x1 } = scene.geometry.plot;
  layerOf(svg, 'surfaces', SILENT)
    .selectAll<SVGRectElement, Surface>('rect')
    .data(surfacesOf(scene))
    .join('rect')
    .attr('class', ({ className }) => className)
    .attr('x', n(x0))
    .attr('width', n(x1 - x0))
    .attr('y', ({ y }) => n(y))
    .attr('height', ({ height }) => n(height));
}

interface DragState {
  readonly scene: Scene;
  readonly fromX: number;
  readonly isStrip: boolean;
  moved: boolean;
}

type SvgDragEvent = D3DragEvent<SVGSVGElement, unknown, unknown>;

function isOnSurface({ target }: Event): boolean {
  return target instanceof Element && target.matches('.surface, .option');
}

const isOnStrip = ({ target }: Event): boolean =>
  target instanceof Element && target.matches('.strip-surface');

function dragBehaviour(
  { scene, onwindow }: GestureHandlers,
  isPinching: () => boolean,
): DragBehavior<SVGSVGElement, unknown, unknown> {
  let state: DragState | null = null;
  return drag<SVGSVGElement, unknown>()
    .container(function () {
      return this;
    })
    .filter((event: MouseEvent) => isOnSurface(event) && !event.ctrlKey && event.button === 0)
    .clickDistance(CLICK_PX)
    .on('start', ({ x, sourceEvent }: SvgDragEvent) => {
      state = { scene: scene(), fromX: x, isStrip: isOnStrip(sourceEvent as Event), moved: false };
    })
    .on('drag', ({ x }: SvgDragEvent) => {
      if (isPinching()) state = null;
      if (state === null || (!state.moved && Math.abs(x - state.fromX) < CLICK_PX)) return;
      state.moved = true;
      const dragged = state.isStrip ? draggedBracket : draggedLanes;
      onwindow(dragged(state.scene, state.fromX, x));
    })
    .on('end', () => {
      state = null;
    });
}

/**
 * Listens on the whole picture; `handlers.scene()` says at each gesture what is drawn.
 * @returns the function that stops listening
 */
export function listenToGestures(svg: SVGSVGElement, handlers: GestureHandlers): () => void {
  let isPinching = false;
  const node = select(svg).call(dragBehaviour(handlers, () => isPinching));
  const stopPinch = listenToPinch(svg, handlers.scene, handlers.onwindow, (held) => (isPinching = held));

  // A click, not the end of a drag: assistive technology clicks too.
  const onClick = (event: MouseEvent): void => {
    if (!isOnSurface(event)) return;
    const scene = handlers.scene();
    const [x] = pointer(event, svg);
    if (isOnStrip(event)) {
      handlers.onwindow(draggedBracket(scene, x, x));
      return;
    }
    const block = optionAt(event) ?? blockAtPx(scene, x);
    if (block === null) return;
    if (event.shiftKey) handlers.onreach(block.id);
    else handlers.onselect(block.id);
  };

  const onContextMenu = (event: MouseEvent): void => {
    if (!isOnSurface(event) || isOnStrip(event)) return;
    const block = optionAt(event) ?? blockAtPx(handlers.scene(), pointer(event, svg)[0]);
    if (block === null) return;
    event.preventDefault();
    handlers.onmenu(block.id, event.clientX, event.clientY);
  };

  const onWheel = (event: WheelEvent): void => {
    if (!isOnSurface(event)) return;
    const scene = handlers.scene();
    const window = wheeledWindow(scene, pointer(event, svg)[0], event);
    // At the end of what can be zoomed the page may scroll on.
    if (sameWindow(window, scene.scale.window)) return;
    event.preventDefault();
    handlers.onwindow(window);
  };

  svg.addEventListener('click', onClick);
  svg.addEventListener('contextmenu', onContextMenu);
  svg.addEventListener('wheel', onWheel, { passive: false });
  return () => {
    stopPinch();
    node.on('.drag', null);
    svg.removeEventListener('click', onClick);
    svg.removeEventListener('contextmenu', onContextMenu);
    svg.removeEventListener('wheel', onWheel);
  };
}
