/**
 * Prose above a scenario text, in one mail: it must not be read as a part of the text when the mail is pasted back.
 */
import { HEAD_WORDS } from './vocabulary.ts';

/**
 * The line, kept apart by a dash when it begins with a word of the language. A line that is indented stays as long as it
 * was.
 */
export function apart(line: string): string {
  const [, indent = '', word = ''] = /^( *)(\S*)/.exec(line)!;
  if (!HEAD_WORDS.includes(word)) return line;
  return `${indent.slice(2)}- ${line.slice(indent.length)}`;
}
