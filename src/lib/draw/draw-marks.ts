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

/**
 * Makes the layer show exactly these marks, in this order from back to front.
 * @param animate marks that were not there before get the class `entering` until the next call
 */
export function drawMarks<Parent extends SVGElement>(
  layer: Selection<Parent, unknown, null, undefined>,
  marks: readonly Mark[],
  animate = false,
): void {
  const isFirst = layer.node()?.childElementCount === 0;
  const entering = animate && !isFirst ? ' entering' : '';
  const entered = new Set<SVGElement>();
  layer
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
      setAttribute(this, 'class', entered.has(this) ? mark.className + entering : mark.className);
      setGeometry(this, mark);
    });
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
