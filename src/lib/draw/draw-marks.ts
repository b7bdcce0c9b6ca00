/**
 * Puts marks on the page: one data join per layer, keyed, so that a redraw touches only what differs and an element
 * that moves can be eased by the style sheet.
 */
import { select, type Selection } from 'd3-selection';
import { n, type Mark } from './marks.ts';

const SVG_NAMESPACE = 'http://www.w3.org/2000/svg';

/** A group that a picture draws into. */
export type Layer = Selection<SVGGElement, unknown, null, undefined>;

/** The group with that class directly inside `svg`; made when it is missing. */
export function layerOf(svg: SVGSVGElement | SVGGElement, className: string): Layer {
  const existing = [...svg.children].find((child) => child.classList.contains(className));
  if (existing instanceof SVGGElement) return select(existing);
  const group = document.createElementNS(SVG_NAMESPACE, 'g');
  group.setAttribute('class', className);
  svg.append(group);
  return select(group);
}

/** What each element shows, so that one that shows the same again is not touched: most do not change in a step. */
const shown = new WeakMap<SVGElement, Mark>();

/** The elements of a layer for the marks that it shows. */
interface Drawn {
  readonly marks: readonly Mark[];
  readonly nodes: readonly SVGElement[];
}
const drawn = new WeakMap<SVGElement, Drawn>();

function isSame(a: Mark, b: Mark): boolean {
  if (a === b) return true;
  const names = Object.keys(b) as (keyof Mark)[];
  return names.length === Object.keys(a).length && names.every((name) => a[name] === b[name]);
}

/** Are these the marks that the layer shows, one for one, whatever has changed about them? */
function isSameList(parent: SVGElement, before: Drawn, marks: readonly Mark[]): boolean {
  return (
    before.marks.length === marks.length &&
    parent.childElementCount === marks.length &&
    before.marks.every(({ kind, key }, i) => kind === marks[i]!.kind && key === marks[i]!.key)
  );
}

function show(node: SVGElement, mark: Mark, entering: string): void {
  const before = shown.get(node);
  if (before !== undefined && isSame(before, mark)) return;
  setAttribute(node, 'class', mark.className + entering);
  setGeometry(node, mark);
  if (entering === '') shown.set(node, mark);
  else shown.delete(node);
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
  const before = drawn.get(parent);
  if (before !== undefined && isSameList(parent, before, marks)) {
    for (const [i, mark] of marks.entries()) show(before.nodes[i]!, mark, '');
    drawn.set(parent, { marks, nodes: before.nodes });
    return;
  }
  const entering = animate && parent.childElementCount > 0 ? ' entering' : '';
  const entered = new Set<SVGElement>();
  const nodes = layer
    .selectAll<SVGElement, Mark>(':scope > *')
    .data(marks, ({ kind, key }) => `${kind} ${key}`)
    .join((enter) =>
      enter.append(({ kind }) => {
        const node = document.createElementNS(SVG_NAMESPACE, kind);
        entered.add(node);
        return node;
      }),
    )
    .order()
    .each(function (mark) {
      show(this, mark, entered.has(this) ? entering : '');
    })
    .nodes();
  drawn.set(parent, { marks, nodes });
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
