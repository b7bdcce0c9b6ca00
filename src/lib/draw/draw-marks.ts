/**
 * Puts marks on the page: one keyed join per layer, so that a redraw touches only what differs and an element that
 * moves can be eased by the style sheet. Not D3's join, which names every element anew at each redraw: half a
 * millisecond of the map's two (decision 0022).
 */
import { select, type Selection } from 'd3-selection';
import { joinMarks, NEW_MARK } from './join-marks.ts';
import { n, type Mark } from './marks.ts';

const SVG_NAMESPACE = 'http://www.w3.org/2000/svg';

/** A group that a picture draws into. */
export type Layer = Selection<SVGGElement, unknown, null, undefined>;

/**
 * The group with that class directly inside `svg`; made when it is missing.
 * @param attributes given to it when it is made: setting them again would cost each redraw
 */
export function layerOf(
  svg: SVGSVGElement | SVGGElement,
  className: string,
  attributes: Readonly<Record<string, string>> = {},
): Layer {
  for (let child = svg.firstElementChild; child !== null; child = child.nextElementSibling) {
    if (child instanceof SVGGElement && child.classList.contains(className)) return select(child);
  }
  const group = document.createElementNS(SVG_NAMESPACE, 'g');
  group.setAttribute('class', className);
  for (const [name, value] of Object.entries(attributes)) group.setAttribute(name, value);
  svg.append(group);
  return select(group);
}

/** Said of layers whose picture is told in words elsewhere. */
export const SILENT = { 'aria-hidden': 'true' } as const;

/** What an element was last made to show; for those who must know what was pointed at. */
const shown = new WeakMap<Element, Mark>();

/** The mark that an element stands for; null for elements that are not of a picture. */
export function markOf(element: Element): Mark | null {
  return shown.get(element) ?? null;
}

/** What a layer shows: an element for each mark. */
interface Drawn {
  readonly marks: readonly Mark[];
  readonly nodes: readonly SVGElement[];
  /** Elements with the class `entering`. */
  readonly entered: ReadonlySet<SVGElement>;
}
const NOTHING: Drawn = { marks: [], nodes: [], entered: new Set() };
const drawn = new WeakMap<SVGElement, Drawn>();

function isSameLook(a: Mark, b: Mark): boolean {
  if (a === b) return true;
  const names = Object.keys(b) as (keyof Mark)[];
  return names.length === Object.keys(a).length && names.every((name) => a[name] === b[name]);
}

/** The element for each mark: the one that showed the same thing before, else a new one. */
function nodesFor(marks: readonly Mark[], before: Drawn): SVGElement[] {
  return joinMarks(before.marks, marks).map((place, i) =>
    place === NEW_MARK ? document.createElementNS(SVG_NAMESPACE, marks[i]!.kind) : before.nodes[place]!,
  );
}

/** Makes these the children of the layer, in this order; elements that keep their order are not moved. */
function arrange(parent: SVGElement, nodes: readonly SVGElement[], before: Drawn): void {
  const kept = new Set(nodes);
  for (const node of before.nodes) if (!kept.has(node)) node.remove();
  let place = parent.firstElementChild;
  for (const node of nodes) {
    if (node === place) place = place.nextElementSibling;
    else parent.insertBefore(node, place);
  }
}

/**
 * Makes the layer show exactly these marks, in this order from back to front.
 * @param animate marks that were not there before get the class `entering` until the next call
 */
export function drawMarks<Parent extends SVGElement>(
  layer: Selection<Parent, unknown, null, undefined>,
  marks: readonly Mark[],
  animate = false,
): void {
  const parent = layer.node();
  if (parent === null) return;
  const before = drawn.get(parent) ?? NOTHING;
  const nodes = nodesFor(marks, before);
  const isSameList =
    nodes.length === before.nodes.length && nodes.every((node, i) => node === before.nodes[i]);
  if (!isSameList) arrange(parent, nodes, before);
  const entered = new Set<SVGElement>();
  for (const [i, mark] of marks.entries()) {
    const node = nodes[i]!;
    const shownMark = shown.get(node);
    const isEntering = animate && shownMark === undefined && before.nodes.length > 0;
    if (isEntering) entered.add(node);
    else if (shownMark !== undefined && !before.entered.has(node) && isSameLook(shownMark, mark)) continue;
    setAttribute(node, 'class', isEntering ? `${mark.className} entering` : mark.className);
    setGeometry(node, mark);
    shown.set(node, mark);
  }
  drawn.set(parent, { marks, nodes, entered });
}

/** Writes only attributes that differ: setting an equal one would still invalidate the picture. */
function setAttribute(node: SVGElement, name: string, value: string | number): void {
  const written = typeof value === 'number' ? String(n(value)) : value;
  if (node.getAttribute(name) !== written) node.setAttribute(name, written);
}

function setGeometry(node: SVGElement, mark: Mark): void {
  switch (mark.kind) {
    case 'rect':
      setAttribute(node, 'x', mark.x);
      setAttribute(node, 'y', mark.y);
      setAttribute(node, 'width', mark.width);
      setAttribute(node, 'height', mark.height);
      if (mark.rx !== undefined) setAttribute(node, 'rx', mark.rx);
      break;
    case 'path':
      setAttribute(node, 'd', mark.d);
      break;
    case 'circle':
      setAttribute(node, 'cx', mark.x);
      setAttribute(node, 'cy', mark.y);
      setAttribute(node, 'r', mark.r);
      break;
    case 'text':
      setAttribute(node, 'text-anchor', mark.anchor);
      if (mark.upwards === true) {
        setAttribute(node, 'transform', `translate(${n(mark.x)} ${n(mark.y)}) rotate(-90)`);
      } else {
        setAttribute(node, 'x', mark.x);
        setAttribute(node, 'y', mark.y);
      }
      if (node.textContent !== mark.text) node.textContent = mark.text;
      break;
  }
}
