/**
 * The words under an exported picture: what is seen, why, and the link that opens it, in lines that fit the width.
 */

export interface PictureCaption {
  /** Of the run. */
  readonly title: string;
  readonly headline: string;
  /** A sentence each. */
  readonly sentences: readonly string[];
  /** Run, kernel and step. */
  readonly source: string;
  readonly address: string;
}

interface CaptionMark {
  readonly text: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly href?: string;
}

const MONO = "'JetBrains Mono', 'SF Mono', Menlo, Consolas, 'Liberation Mono', 'DejaVu Sans Mono', monospace";
/** Wider than any of the fonts sets text on average, so that no line runs out of the picture. */
const EM_PER_CHARACTER = 0.56;
const MONO_EM_PER_CHARACTER = 0.61;

function wrapped(text: string, perLine: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > perLine) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function pieces(text: string, perLine: number): string[] {
  return Array.from({ length: Math.ceil(text.length / perLine) }, (_, i) =>
    text.slice(i * perLine, (i + 1) * perLine),
  );
}

/** Lines of text below `top`, and their height. */
export function captionMarks(
  { headline, sentences, source, address }: PictureCaption,
  { x, top, widthPx }: { readonly x: number; readonly top: number; readonly widthPx: number },
): { readonly marks: readonly CaptionMark[]; readonly heightPx: number } {
  const roomPx = widthPx - 2 * x;
  const marks: CaptionMark[] = [];
  let y = top;
  const add = (lines: readonly string[], sizePx: number, more: CaptionMark['attributes'], href?: string) => {
    for (const text of lines) {
      y += Math.round(sizePx * 1.4);
      const attributes = { x, y, 'font-size': sizePx, ...more };
      marks.push(href === undefined ? { text, attributes } : { text, attributes, href });
    }
  };
  const perLine = (sizePx: number, em = EM_PER_CHARACTER): number => Math.floor(roomPx / (sizePx * em));
  add(wrapped(headline, perLine(16)), 16, { 'font-weight': 600 });
  for (const sentence of sentences) add(wrapped(sentence, perLine(13)), 13, {});
  y += 8;
  add(wrapped(source, perLine(12)), 12, { 'fill-opacity': 0.8 });
  add(pieces(address, perLine(10, MONO_EM_PER_CHARACTER)), 10, { 'font-family': MONO }, address);
  return { marks, heightPx: y - top };
}
