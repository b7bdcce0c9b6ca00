/**
 * Strings under a number.
 *
 * Kernel functions of this model take and return numbers only (threads must be plain data), so names of resources
 * and devices, words written to files and texts read from them travel as an index into this table. It only grows;
 * number 0 is the empty string.
 */
export class NameTable {
  readonly #texts: string[];
  readonly #ids: Map<string, number>;

  constructor(texts: readonly string[] = ['']) {
    this.#texts = [...texts];
    this.#ids = new Map(texts.map((text, id) => [text, id]));
  }

  /** A table with the same numbers that grows on its own. */
  copy(): NameTable {
    return new NameTable(this.#texts);
  }

  /** The number of a text; the same text always has the same number. */
  id(text: string): number {
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    const id = this.#texts.length;
    this.#texts.push(text);
    this.#ids.set(text, id);
    return id;
  }

  /** The text of a number that `id` gave out. */
  text(id: number): string {
    const text = this.#texts[id];
    if (text === undefined) throw new Error(`no name has the number ${id}`);
    return text;
  }
}
