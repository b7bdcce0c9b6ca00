/**
 * Paragraphs, lists, notes and tables of a lesson. Whatever states a fact has to say how true it is.
 */
import type { Token, Tokens } from 'marked';
import { sentenceOf, type SentenceReader } from './inline.ts';
import { lineAt } from './lesson-errors.ts';
import { hasMark, sentencesOf, type Prose, type Sentence } from './lesson.ts';

/** A token with the line in which it begins. */
export interface PlacedToken {
  readonly token: Token;
  readonly line: number;
}

/** Counts the lines of tokens: Markdown does not say where they stand, but together they are the whole text. */
export function placed(tokens: readonly Token[], firstLine: number): PlacedToken[] {
  let line = firstLine;
  return tokens.map((token) => {
    const here = { token, line };
    line += token.raw.split('\n').length - 1;
    return here;
  });
}

function itemsOf(items: readonly Token[], line: number, reader: SentenceReader): Sentence[] {
  return placed(items, line).map(({ token, line: at }) =>
    sentenceOf((token as Tokens.ListItem).tokens, at, reader),
  );
}

function tableOf({ header, rows }: Tokens.Table, line: number, reader: SentenceReader): Prose {
  const cells = (row: readonly Tokens.TableCell[], at: number): Sentence[] =>
    row.map(({ tokens }) => sentenceOf(tokens, at, reader));
  return { kind: 'table', head: cells(header, line), rows: rows.map((row, i) => cells(row, line + 2 + i)) };
}

function noteOf({ tokens }: Tokens.Blockquote, line: number, reader: SentenceReader): Prose {
  const inside = tokens.flatMap((token) =>
    token.type === 'paragraph' ? (token as Tokens.Paragraph).tokens : [],
  );
  return { kind: 'note', parts: sentenceOf(inside, line, reader) };
}

/** One piece of prose; null for what Markdown puts between pieces, and for what is refused. */
export function proseOf({ token, line }: PlacedToken, reader: SentenceReader): Prose | null {
  switch (token.type) {
    case 'paragraph':
      return { kind: 'paragraph', parts: sentenceOf((token as Tokens.Paragraph).tokens, line, reader) };
    case 'list': {
      const { ordered, items } = token as Tokens.List;
      return { kind: 'list', isOrdered: ordered, items: itemsOf(items, line, reader) };
    }
    case 'blockquote':
      return noteOf(token as Tokens.Blockquote, line, reader);
    case 'table':
      return tableOf(token as Tokens.Table, line, reader);
    case 'code':
      return { kind: 'code', text: (token as Tokens.Code).text };
    case 'space':
      return null;
    default:
      reader.errors.add(lineAt(line, token.raw), `${token.type} cannot stand in a lesson`, {
        fix: 'use paragraphs, lists, tables, > notes, and ## for the next step',
      });
      return null;
  }
}

const endsWithColon = (parts: Sentence): boolean => {
  const last = parts.at(-1);
  return last?.kind === 'text' && last.text.trimEnd().endsWith(':');
};

/**
 * Notes that a piece of prose states facts and does not say how true they are. A list may leave that to the paragraph
 * above that begins it.
 */
export function checkMarks(
  prose: Prose,
  line: number,
  above: Prose | undefined,
  { errors }: SentenceReader,
): void {
  if (prose.kind === 'note' || prose.kind === 'code' || sentencesOf(prose).some(hasMark)) return;
  const isBegun = above?.kind === 'paragraph' && endsWithColon(above.parts) && hasMark(above.parts);
  if (isBegun && prose.kind !== 'paragraph') return;
  errors.add(lineAt(line), `this ${prose.kind} does not say how true it is`, {
    fix: 'end it with [exact: RECORDING], [modelled], [assumed] or [thread: WHO WHEN]; begin it with > if it states no fact',
  });
}
