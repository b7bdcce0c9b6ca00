/**
 * A picture of the page as one SVG that stands alone: every style resolved into attributes, a caption and the link
 * below it, nothing that has to be loaded.
 */
import { captionMarks, type PictureCaption } from './picture-caption.ts';

const SVG = 'http://www.w3.org/2000/svg';
const MARGIN_PX = 16;

/** What of an element's style a picture depends on, with the value that need not be written. */
const STYLES: readonly (readonly [name: string, initial: string])[] = [
  ['fill', ''],
  ['fill-opacity', '1'],
  ['stroke', 'none'],
  ['stroke-width', '1px'],
  ['stroke-dasharray', 'none'],
  ['stroke-linecap', 'butt'],
  ['stroke-linejoin', 'miter'],
  ['stroke-opacity', '1'],
  ['opacity', '1'],
  ['paint-order', 'normal'],
  ['text-anchor', 'start'],
  ['dominant-baseline', 'auto'],
  ['letter-spacing', 'normal'],
];
const TEXT_STYLES = ['font-family', 'font-size', 'font-weight', 'font-style'] as const;
/** Attributes that mean something only in the page. */
const PAGE_ONLY = /^(class|style|role|tabindex|aria-|data-)/;

function isShown(element: Element, style: CSSStyleDeclaration): boolean {
  if (style.display === 'none' || style.visibility === 'hidden') return false;
  const isContainer = !/^(rect|path|circle|line|ellipse|polygon|polyline)$/.test(element.localName);
  return isContainer || style.fill !== 'none' || style.stroke !== 'none';
}

/** Gives `copy`, which is a copy of `original`, all that it owed to style sheets. */
function resolveStyles(original: Element, copy: Element): void {
  const style = getComputedStyle(original);
  const isClip = original.closest('clipPath, defs') !== null;
  if (!isClip && !isShown(original, style)) {
    copy.remove();
    return;
  }
  for (const { name } of Array.from(copy.attributes)) if (PAGE_ONLY.test(name)) copy.removeAttribute(name);
  for (const [name, initial] of STYLES) {
    const value = style.getPropertyValue(name);
    if (value !== initial) copy.setAttribute(name, value);
  }
  if (original.localName === 'text' || original.localName === 'tspan') {
    for (const name of TEXT_STYLES) copy.setAttribute(name, style.getPropertyValue(name));
  }
  const copies = Array.from(copy.children);
  Array.from(original.children).forEach((child, i) => resolveStyles(child, copies[i]!));
}

function make(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** One drawing of the page as a part of the file. */
function partOf(drawing: Element, { x, y, width, height }: Box): SVGElement {
  if (drawing instanceof HTMLCanvasElement) {
    return make('image', { x, y, width, height, href: drawing.toDataURL(), preserveAspectRatio: 'none' });
  }
  const copy = drawing.cloneNode(true) as SVGElement;
  resolveStyles(drawing, copy);
  for (const [key, value] of Object.entries({ x, y, width, height })) copy.setAttribute(key, String(value));
  return copy;
}

/** Drawings inside an element that take part in the picture, from back to front. Icons of buttons do not. */
function drawingsIn(root: Element): Element[] {
  return Array.from(root.querySelectorAll('svg, canvas')).filter((drawing) => {
    const { width, height } = drawing.getBoundingClientRect();
    return width > 0 && height > 0 && drawing.closest('button, .unseen') === null;
  });
}

export interface PictureFile {
  readonly svg: string;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** The drawings inside `root` with a caption, as the text of an SVG file. */
export function pictureFile(root: Element, caption: PictureCaption): PictureFile {
  const outer = root.getBoundingClientRect();
  const widthPx = Math.ceil(outer.width) + 2 * MARGIN_PX;
  const page = getComputedStyle(document.body);
  const parts = drawingsIn(root).map((drawing) => {
    const { x, y, width, height } = drawing.getBoundingClientRect();
    return partOf(drawing, { x: x - outer.x + MARGIN_PX, y: y - outer.y + MARGIN_PX, width, height });
  });
  const top = Math.ceil(outer.height) + 2 * MARGIN_PX;
  const { marks, heightPx: captionPx } = captionMarks(caption, { x: MARGIN_PX, top, widthPx });
  const heightPx = top + captionPx + MARGIN_PX;
  const file = make('svg', { width: widthPx, height: heightPx, viewBox: `0 0 ${widthPx} ${heightPx}` });
  file.setAttribute('xmlns', SVG);
  const title = make('title', {});
  title.textContent = `${caption.title}: ${caption.headline}`;
  const description = make('desc', {});
  description.textContent = caption.address;
  const ground = make('rect', { width: '100%', height: '100%', fill: page.backgroundColor });
  const words = make('g', { fill: page.color, 'font-family': page.fontFamily });
  for (const { text, attributes, href } of marks) {
    const line = make('text', attributes);
    line.textContent = text;
    if (href === undefined) words.append(line);
    else {
      const link = make('a', { href });
      link.append(line);
      words.append(link);
    }
  }
  file.append(title, description, ground, ...parts, words);
  return { svg: new XMLSerializer().serializeToString(file), widthPx, heightPx };
}
