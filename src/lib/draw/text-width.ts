/**
 * How much room a text takes, computed without a browser: a label is printed whole or not at all, and layouts are
 * tested in Node. The figures hold for the wider fonts of the page's stacks, within a pixel or two for a word.
 */

export type FontFace = 'sans' | 'mono';

/** Monospaced fonts of the stack have 0.6 to 0.602 of the font size. */
const MONO_EM = 0.602;
/** Widths of letters in proportional fonts, in parts of the font size; all others have the last one. */
const SANS_EM: readonly (readonly [letters: RegExp, em: number])[] = [
  [/[ijl.,:;!'|]/, 0.3],
  [/[frt() -]/, 0.4],
  [/[mwMW%]/, 0.85],
  [/[A-Z]/, 0.66],
  [/./, 0.56],
];

/** Text inside pictures is set at this size unless a class says otherwise. */
export const SMALL_TEXT_PX = 10.5;
/** Block numbers, lane labels. */
export const LABEL_TEXT_PX = 12;

/** Widths found so far: the same letters are asked for in every step. */
const foundEm = new Map<string, number>();

function emOf(letter: string): number {
  const found = foundEm.get(letter);
  if (found !== undefined) return found;
  const em = SANS_EM.find(([letters]) => letters.test(letter))?.[1] ?? 1;
  foundEm.set(letter, em);
  return em;
}

export function textWidthPx(text: string, face: FontFace = 'sans', fontPx: number = SMALL_TEXT_PX): number {
  if (face === 'mono') return text.length * MONO_EM * fontPx;
  let em = 0;
  for (const letter of text) em += emOf(letter);
  return em * fontPx;
}
