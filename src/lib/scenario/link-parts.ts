/**
 * Takes a link apart by the lengths in it alone, so that a damaged one can be shown as well.
 *
 *     a        U       1       S4seed  P21W  BY  f9kB2…   x7Qd0
 *     version  length  kernel  fields: letter, length, characters   checksum
 */
import { readLength } from './base62.ts';
import { CHECK_LENGTH } from './checksum.ts';
import type { LinkPart, LinkPartName } from './link-error.ts';
import { fieldOf, readKernel, type Reading } from './link-fields.ts';

/** Version, length, kernel and checksum; every real link has at least one field more. */
const MIN_LINK_LENGTH = 3 + CHECK_LENGTH;

/** Parts of which a link has one. */
const SOURCES: ReadonlySet<LinkPartName> = new Set(['scenario', 'recording', 'text']);

export interface LinkField {
  readonly tag: string;
  /** Index in the link of the letter, and behind the last character. */
  readonly start: number;
  readonly end: number;
  readonly content: string;
}

export interface LinkPieces {
  readonly link: string;
  /** Index behind the characters that say the length. */
  readonly kernelAt: number;
  readonly fields: readonly LinkField[];
  /** Where the fields end, or where none could be told any more; below `checkAt` in a link with such a rest. */
  readonly fieldsEnd: number;
  /** Where the checksum begins, or would begin if the link were not cut. */
  readonly checkAt: number;
}

/** Takes `link` apart, which says that it has `promised` characters. */
export function takeApart(link: string, promised: number): LinkPieces {
  const checkAt = Math.max(promised, link.length, MIN_LINK_LENGTH) - CHECK_LENGTH;
  const body = link.slice(0, checkAt);
  const kernelAt = readLength(body, 1)?.next ?? body.length;
  const fields: LinkField[] = [];
  let at = Math.min(kernelAt + 1, body.length);
  while (at < body.length) {
    const size = readLength(body, at + 1);
    if (size === null || size.next + size.length > body.length) break;
    const end = size.next + size.length;
    fields.push({ tag: body.charAt(at), start: at, end, content: body.slice(size.next, end) });
    at = end;
  }
  return { link, kernelAt, fields, fieldsEnd: at, checkAt };
}

function wordsOf(reading: Reading<unknown> | undefined): string {
  return reading?.ok === true ? reading.words : '';
}

/**
 * The parts for people. `vouched`: the checksum matches, so what can be read is what was sent. `at`: the character at
 * which the trouble is known to be.
 */
export function describeParts(pieces: LinkPieces, vouched: boolean, at: number | null): readonly LinkPart[] {
  const { link, kernelAt, fields, fieldsEnd, checkAt } = pieces;
  const parts: LinkPart[] = [];
  const add = (
    name: LinkPartName,
    start: number,
    end: number,
    words: string,
    isReadable = words !== '',
  ): void => {
    const text = link.slice(start, end);
    const isHere = at !== null && start <= at && at < end;
    const state = text === '' ? 'missing' : isHere || !isReadable ? 'bad' : vouched ? 'read' : 'doubtful';
    parts.push({ name, state, text, start, words: text === '' ? '' : words });
  };
  add('version', 0, 1, `format ${link.charAt(0)}`);
  const length = readLength(link, 1);
  add('length', 1, kernelAt, length === null ? '' : `${length.length} characters`);
  add('kernel', kernelAt, Math.min(kernelAt + 1, checkAt), wordsOf(readKernel(link.charAt(kernelAt))));
  for (const { tag, start, end, content } of fields) {
    const known = fieldOf(tag);
    add(known?.name ?? 'unknown', start, end, wordsOf(known?.read(content)));
  }
  if (fieldsEnd < Math.min(checkAt, link.length)) {
    const name = fieldOf(link.charAt(fieldsEnd))?.name ?? 'unknown';
    add(name, fieldsEnd, checkAt, '');
  }
  if (!parts.some(({ name }) => SOURCES.has(name))) {
    add('scenario', link.length, link.length, '');
  }
  const isComplete = link.length >= checkAt + CHECK_LENGTH;
  add('checksum', checkAt, link.length, vouched ? 'matches' : '', isComplete);
  return parts;
}
