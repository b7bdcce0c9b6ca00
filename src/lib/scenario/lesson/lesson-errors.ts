/**
 * Collects what is wrong with a lesson, so that one run finds all of it. Lines count from the top of the file.
 */
import { textError, textErrorLine, type Place, type TextError } from '../text/text-error.ts';

type More = Parameters<typeof textError>[2];

/** A place that is a whole line. */
export function lineAt(line: number, text = ''): Place {
  const column = text.search(/\S/) + 1;
  return { line, column: Math.max(1, column), length: Math.max(1, text.trim().length) };
}

export class LessonErrors {
  readonly list: TextError[] = [];

  add(at: Place, what: string, more: More = {}): void {
    this.list.push(textError(at, what, more));
  }
}

/** `lessons/01-blocks.md:12:3: there is no concept zone; did you mean zones?` */
export function lessonErrorLine(file: string, error: TextError): string {
  const { line, column } = error;
  return `${file}:${line}:${column}: ${textErrorLine(error).replace(/^line \d+, column \d+: /, '')}`;
}
