/**
 * A sentence as it is set: each mark stays on the line of the word that it stands at.
 */
import type { Inline, Sentence } from '#lib/scenario/lesson/lesson.ts';

export type Piece =
  | { readonly kind: 'part'; readonly part: Inline }
  | {
      readonly kind: 'marked';
      /** What the mark stands at; null at the beginning of a sentence. */
      readonly at: Inline | null;
      readonly mark: Extract<Inline, { kind: 'mark' }>;
    };

/** Takes the last word of what was read so far, or a whole piece of code. */
function takeLast(pieces: Piece[]): Inline | null {
  const last = pieces.at(-1);
  if (last?.kind !== 'part' || (last.part.kind !== 'text' && last.part.kind !== 'code')) return null;
  pieces.pop();
  const cut = last.part.kind === 'code' ? -1 : last.part.text.lastIndexOf(' ');
  if (cut < 0) return last.part;
  pieces.push({ kind: 'part', part: { kind: 'text', text: last.part.text.slice(0, cut + 1) } });
  return { kind: 'text', text: last.part.text.slice(cut + 1) };
}

/** `plain` leaves the marks out. */
export function sentencePieces(parts: Sentence, plain: boolean): readonly Piece[] {
  const pieces: Piece[] = [];
  for (const part of parts) {
    if (part.kind !== 'mark') pieces.push({ kind: 'part', part });
    else if (!plain) pieces.push({ kind: 'marked', at: takeLast(pieces), mark: part });
  }
  return pieces;
}
