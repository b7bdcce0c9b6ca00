/**
 * What a reader made, as the browser keeps it: one record for each run or review. Every record is written whole and read
 * with the same distrust as a file from elsewhere.
 *
 * Where two tabs have the same record open, the one that comes second writes a copy. What the browser refuses to keep
 * stays in the list as long as the page is open, so that it can be saved as a file.
 */
import type { JsonPlace } from '#lib/capture/json-place.ts';
import { success, type Result } from '#lib/capture/result.ts';
import { readJsonFile, type FileError } from '#lib/scenario/run-file.ts';

/** The part of the browser's storage that is used; tests hand in their own. */
export type RecordStore = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

export interface KeptRecord {
  readonly id: string;
  readonly title: string;
  readonly savedMs: number;
  /** Another one after every write: tells whether another tab has written since. */
  readonly revision: number;
}

/** One kind of record: how it is written, read and spoken of. */
export interface RecordKind<T extends KeptRecord> {
  /** What one of them is called: `run`. */
  readonly noun: string;
  /** Stands before the id in the name of a record. */
  readonly prefix: string;
  /** Of a file with several of them, which has them under `list`. */
  readonly format: string;
  readonly list: string;
  /** What to do when the browser keeps no more. */
  readonly advice: string;
  /** As plain data. */
  readonly plain: (record: T) => object;
  /** Reads plain data. Throws InvalidPlace. */
  readonly read: (place: JsonPlace) => T;
  /** What to call it. */
  readonly nameOf: (record: T) => string;
  /** One record that has all of both, where nothing is lost by it; null where there must be two. */
  readonly join: (there: T, own: T) => T | null;
  /** As it is when it came with a file. */
  readonly brought: (record: T) => T;
}

/** What came of a write. */
export interface Saved<T> {
  /** The record as it is in the list from now on: it may be a copy, or joined with what was there. */
  readonly record: T;
  /** Why the browser did not keep it, and what to do; null when it did. */
  readonly trouble: string | null;
}

const MOST_TITLE = 200;

/** Reads what every record has. Throws InvalidPlace. */
export function headAt(place: JsonPlace): KeptRecord {
  return {
    id: place.at('id').text(),
    title: place.at('title').text().slice(0, MOST_TITLE),
    savedMs: place.at('savedMs').amount(),
    revision: place.at('revision').amount(),
  };
}

export class KeptRecords<T extends KeptRecord> {
  readonly kind: RecordKind<T>;
  readonly #store: RecordStore | null;
  readonly #newId: () => string;
  /** What the browser refused to keep. */
  readonly #unkept = new Map<string, T>();

  /** Without a store every write fails with a reason. */
  constructor(
    kind: RecordKind<T>,
    store: RecordStore | null,
    newId: () => string = () => crypto.randomUUID(),
  ) {
    this.kind = kind;
    this.#store = store;
    this.#newId = newId;
  }

  newId(): string {
    return this.#newId();
  }

  /** Is there something that is gone with the page? */
  get hasUnkept(): boolean {
    return this.#unkept.size > 0;
  }

  isUnkept(id: string): boolean {
    return this.#unkept.has(id);
  }

  get(id: string): T | null {
    return this.#unkept.get(id) ?? this.#stored(id);
  }

  /** All of them, the newest first. A damaged record is passed over. */
  list(): T[] {
    const ids = new Set([...this.#unkept.keys(), ...this.#ids()]);
    return [...ids].flatMap((id) => this.get(id) ?? []).sort((a, b) => b.savedMs - a.savedMs);
  }

  /** How many records cannot be read. They stay where they are. */
  countDamaged(): number {
    return this.#ids().filter((id) => this.#stored(id) === null).length;
  }

  /**
   * Writes a record. If another tab has written it since, that version stays and a copy is written under a new id, unless
   * both can be joined.
   */
  save(record: T): Saved<T> {
    const next = this.#next(record);
    this.#unkept.delete(record.id);
    if (this.put(next)) return { record: next, trouble: null };
    const refused = next.id === record.id ? record : { ...next, revision: 0 };
    this.#unkept.set(refused.id, refused);
    return { record: refused, trouble: this.refusal() };
  }

  /** Writes a record that was deleted, or that came with a file, beside what is there. */
  restore(record: T): Saved<T> {
    return this.save({ ...record, id: this.#newId(), revision: 0 });
  }

  /** Writes a record as it is. Says whether the browser allowed it. */
  put(record: T): boolean {
    try {
      if (this.#store === null) return false;
      this.#store.setItem(this.kind.prefix + record.id, JSON.stringify(this.kind.plain(record)));
      this.#unkept.delete(record.id);
      return true;
    } catch {
      return false;
    }
  }

  /**
   * Takes a record away and gives it, as the last tab has written it; null when there is none. Of a record that was
   * refused here and written in another tab, the version of that tab stays.
   */
  take(id: string): T | null {
    const unkept = this.#unkept.get(id);
    const there = this.#stored(id);
    this.#unkept.delete(id);
    if (unkept !== undefined && unkept.revision !== there?.revision) return unkept;
    try {
      this.#store?.removeItem(this.kind.prefix + id);
    } catch {
      return null;
    }
    return unkept ?? there;
  }

  /** Some of them, or all, as the text of one file: a line for each, so that it is not much larger than the storage. */
  file(records: readonly T[] = this.list()): string {
    const { format, list } = this.kind;
    const lines = records.map((record) => JSON.stringify(this.kind.plain(record)));
    return `{"format":${JSON.stringify(format)},${JSON.stringify(list)}:[\n${lines.join(',\n')}\n]}\n`;
  }

  /** Brings records back from such a file, beside those that are there; gives them, also those that are not kept. */
  bringBack(text: string): Result<readonly T[], FileError> {
    const { format, list, read, brought } = this.kind;
    const records = readJsonFile(text, (root) => {
      root.at('format').oneOf([format]);
      return root.at(list).list().map(read);
    });
    if (!records.ok) return records;
    return success(records.value.map((record) => this.restore(brought(record)).record));
  }

  /** Said when the browser does not keep something. */
  refusal(): string {
    const { noun, advice } = this.kind;
    return `The browser refuses to keep this ${noun}: storage is full or not allowed. ${advice}`;
  }

  #next(record: T): T {
    const there = this.#stored(record.id);
    if (there?.revision === record.revision) return { ...record, revision: record.revision + 1 };
    const both = there === null ? null : this.kind.join(there, record);
    if (there !== null && both !== null) {
      return { ...both, savedMs: record.savedMs, revision: there.revision + 1 };
    }
    // What cannot be read was written by a newer edition of the page, or is damaged: it stays too.
    const isThere = this.#ids().includes(record.id);
    if (isThere)
      return { ...record, id: this.#newId(), title: `${this.kind.nameOf(record)} (copy)`, revision: 1 };
    // One that was deleted comes back under another id: another tab may bring it back as well.
    return { ...record, id: record.revision === 0 ? record.id : this.#newId(), revision: 1 };
  }

  #stored(id: string): T | null {
    try {
      const text = this.#store?.getItem(this.kind.prefix + id) ?? null;
      const read = text === null ? null : readJsonFile(text, this.kind.read);
      return read?.ok === true ? read.value : null;
    } catch {
      return null;
    }
  }

  #ids(): string[] {
    const { prefix } = this.kind;
    try {
      const store = this.#store;
      const keys = Array.from({ length: store?.length ?? 0 }, (_, i) => store?.key(i) ?? '');
      return keys.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
    } catch {
      return [];
    }
  }
}
