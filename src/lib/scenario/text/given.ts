/**
 * Reading the parameters of a statement or verb.
 */
import type { Errors } from './errors.ts';
import { rangeOf, sizeOf, type BytesRange } from './numbers.ts';
import type { Clause, Word } from './syntax.ts';

/** The words of a parameter; none when it is not given. */
export function wordsOf(clause: Clause, name: string): readonly Word[] {
  return clause.params.find((param) => param.name === name)?.values ?? [];
}

/** The word of a parameter; null when it is not given. */
export function wordOf(clause: Clause, name: string): Word | null {
  return wordsOf(clause, name)[0] ?? null;
}

/** Is the flag there? */
export function hasFlag(clause: Clause, name: string): boolean {
  return clause.params.some((param) => param.name === name);
}

/** A number such as 2 or 0x10; `otherwise` when it is not given. */
export function numberGiven(clause: Clause, name: string, otherwise: number): number {
  const word = wordOf(clause, name);
  return word === null ? otherwise : Number(word.text);
}

/** Bytes of a size or address that was read already. */
export function bytesOfWord({ text, at }: Word, blockBytes: number, errors: Errors): number | null {
  const bytes = sizeOf(text, blockBytes);
  return bytes ?? errors.none(at, `${text} is beyond the last address, 4096T`, { fix: 'make it smaller' });
}

/** A range that was read already; an error when it is empty or ends before it begins. */
export function rangeOfWord({ text, at }: Word, blockBytes: number, errors: Errors): BytesRange | null {
  const range = rangeOf(text, blockBytes);
  if (range !== null) return range;
  return errors.none(at, `the range ${text} is empty or ends beyond 4096T`, {
    fix: 'write START+SIZE or START-END, the end behind the start',
  });
}
