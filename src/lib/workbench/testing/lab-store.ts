/** A storage of the browser for tests: it can be full. */
import type { RecordStore } from '../kept/records.ts';

export class LabStore implements RecordStore {
  readonly #items: Map<string, string>;
  isFull = false;

  constructor(items: Readonly<Record<string, string>> = {}) {
    this.#items = new Map(Object.entries(items));
  }

  get length(): number {
    return this.#items.size;
  }

  key(index: number): string | null {
    return [...this.#items.keys()][index] ?? null;
  }

  getItem(key: string): string | null {
    return this.#items.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    if (this.isFull) throw new DOMException('full', 'QuotaExceededError');
    this.#items.set(key, value);
  }

  removeItem(key: string): void {
    this.#items.delete(key);
  }
}
