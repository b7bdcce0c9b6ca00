/**
 * A word as it is written: in quotes where it was, or where it would be read as something else.
 */
import type { Word } from './syntax.ts';

/** Text in double quotes, escaped. */
export function quoted(text: string): string {
  const escaped = text.replace(/[\\"\n\t]/g, (char) => {
    if (char === '\n') return '\\n';
    return char === '\t' ? '\\t' : `\\${char}`;
  });
  return `"${escaped}"`;
}

export function printWord({ text, isQuoted }: Word): string {
  return isQuoted ? quoted(text) : text;
}
