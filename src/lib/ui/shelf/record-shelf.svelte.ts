/**
 * A shelf of what a reader made, in this browser: listed, named, taken down, put back, saved as a file. Which of them is
 * on screen, and when that is written, is left to the shelves of runs and of reviews.
 */
import type { Result } from '#lib/capture/result.ts';
import type { FileError } from '#lib/scenario/run-file.ts';
import type { KeptRecord, KeptRecords, Saved } from '#lib/workbench/kept/records.ts';

export class RecordShelf<T extends KeptRecord> {
  readonly #kept: KeptRecords<T>;
  readonly #nowMs: () => number;
  #records = $state.raw<readonly T[]>([]);
  #damaged = $state(0);
  #trouble = $state<string | null>(null);
  #news = $state<string | null>(null);
  /** The record that another tab has written. */
  #otherId = $state<string | null>(null);
  /** Of which version the news were. */
  #told = '';
  #taken = $state.raw<readonly T[]>([]);
  /** The record of what is on screen, as it was read or written last; null as long as there is none. */
  protected onScreen: T | null = null;

  constructor(kept: KeptRecords<T>, nowMs: () => number = Date.now) {
    this.#kept = kept;
    this.#nowMs = nowMs;
    this.refresh();
  }

  /** What one of them is called. */
  get noun(): string {
    return this.#kept.kind.noun;
  }

  /** All of them, the newest first. */
  get records(): readonly T[] {
    return this.#records;
  }

  /** Records that cannot be read; they stay where they are. */
  get damaged(): number {
    return this.#damaged;
  }

  /** Why the last write failed, and what to do; null when it did not. */
  get trouble(): string | null {
    return this.#trouble;
  }

  /** What another tab did to the record on screen. */
  get news(): string | null {
    return this.#news;
  }

  /** The version of what is on screen that another tab has written; null when there is none, or it is gone. */
  get other(): T | null {
    return this.#news === null ? null : (this.#records.find(({ id }) => id === this.#otherId) ?? null);
  }

  /** The record that was deleted last and can be put back. */
  get taken(): T | null {
    return this.#taken.at(-1) ?? null;
  }

  /** Is there something that is gone with the page? */
  get hasUnkept(): boolean {
    return this.#kept.hasUnkept;
  }

  /** Did the browser refuse to keep it? */
  isUnkept({ id }: T): boolean {
    return this.#kept.isUnkept(id);
  }

  nameOf(record: T): string {
    return this.#kept.kind.nameOf(record);
  }

  /** The reader has read both. */
  hush(): void {
    this.#trouble = null;
    this.#news = null;
  }

  refresh(): void {
    this.#records = this.#kept.list();
    this.#damaged = this.#kept.countDamaged();
  }

  /**
   * Another tab has written the record with that name in the storage, or, with none, may have written anything: a page
   * that was put aside hears nothing. What was told once is not told again.
   */
  heardOf(key: string | null): void {
    const { prefix } = this.#kept.kind;
    if (key !== null && !key.startsWith(prefix)) return;
    this.refresh();
    const { onScreen } = this;
    if (onScreen === null || (key !== null && key !== prefix + onScreen.id)) return;
    const there = this.#kept.get(onScreen.id);
    const what = `${onScreen.id} ${there?.revision ?? 'deleted'}`;
    if ((there !== null && this.follows(there)) || what === this.#told) return;
    this.#told = what;
    this.#otherId = onScreen.id;
    this.#news =
      there === null
        ? `This ${this.noun} was deleted in another tab. What is on screen stays, and is kept again when you change it.`
        : `This ${this.noun} was changed in another tab. Its version is in the list; what is done here becomes a copy.`;
  }

  /** Is this what is on screen, or was it taken over because nothing is lost by it? */
  protected follows(there: T): boolean {
    return there.revision === this.onScreen?.revision;
  }

  rename(record: T, title: string): void {
    const name = title.trim();
    const there = this.#kept.get(record.id);
    if (name === '' || there === null) return;
    const { onScreen } = this;
    const { id, revision, savedMs } = this.write({ ...there, title: name });
    if (onScreen?.id !== there.id || onScreen.revision !== there.revision) return;
    this.onScreen = { ...onScreen, id, revision, savedMs, title: name };
  }

  remove(record: T): void {
    const taken = this.#kept.take(record.id) ?? record;
    this.#taken = [...this.#taken, taken];
    if (this.onScreen?.id === record.id) this.onScreen = null;
    this.#keepUnkept();
    this.refresh();
  }

  /** There is room again. */
  #keepUnkept(): void {
    for (const record of this.#records) {
      if (!this.isUnkept(record)) continue;
      const saved = this.#kept.save(record);
      if (this.onScreen?.id === record.id) this.onScreen = saved.record;
    }
  }

  /** Puts back what was deleted last; gives it. */
  putBack(): T | null {
    const { taken } = this;
    if (taken === null) return null;
    this.#taken = this.#taken.slice(0, -1);
    return this.#written(this.#kept.restore(taken));
  }

  /** From now on this record is what is on screen. */
  take(record: T): void {
    this.onScreen = record;
    this.#news = null;
  }

  /** Some of them, or all, as the text of a file. */
  file(records?: readonly T[]): string {
    return this.#kept.file(records);
  }

  /** Brings records back from a file, and gives them. */
  bringBack(text: string): Result<readonly T[], FileError> {
    const brought = this.#kept.bringBack(text);
    this.refresh();
    if (brought.ok && brought.value.some((record) => this.isUnkept(record))) {
      this.#trouble = this.#kept.refusal();
    }
    return brought;
  }

  protected newId(): string {
    return this.#kept.newId();
  }

  protected get(id: string): T | null {
    return this.#kept.get(id);
  }

  /** Writes the time of now into a record and the record into the browser; gives what the list has from now on. */
  protected write(record: T): T {
    return this.#written(this.#kept.save({ ...record, savedMs: this.#nowMs() }));
  }

  #written({ record, trouble }: Saved<T>): T {
    this.#trouble = trouble;
    this.refresh();
    return record;
  }

  /** Writes a record as it is, if no other tab has written it; says whether. */
  protected overwrite(record: T): boolean {
    return this.#kept.get(record.id)?.revision === record.revision && this.#kept.put(record);
  }
}
