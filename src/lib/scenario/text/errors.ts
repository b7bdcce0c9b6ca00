/**
 * Collects what is wrong while a text is compiled, so that one run finds all of it.
 */
import { textError, type Place, type TextError } from './text-error.ts';

type More = Parameters<typeof textError>[2];

export class Errors {
  readonly list: TextError[] = [];

  add(at: Place, what: string, more: More = {}): void {
    this.list.push(textError(at, what, more));
  }

  /** The same, for expressions that need a value: gives null. */
  none(at: Place, what: string, more: More = {}): null {
    this.add(at, what, more);
    return null;
  }
}
