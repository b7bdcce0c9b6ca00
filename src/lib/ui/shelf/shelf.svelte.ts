/**
 * The runs that a reader made, on a shelf of this browser: written after every act, listed, named, taken down.
 */
import type { Result } from '#lib/capture/result.ts';
import type { FileError } from '#lib/scenario/run-file.ts';
import type { KeptRun, KeptRuns } from '#lib/workbench/kept-runs.ts';
import type { Session } from '#lib/workbench/session.ts';

function isGoingOn(before: Session | null, now: Session): boolean {
  if (before === null || JSON.stringify(before.source) !== JSON.stringify(now.source)) return false;
  const known = new Set(before.branches.map(({ id }) => id));
  return (
    before.branches.length === 1 || now.branches.some(({ id, parent }) => parent !== null && known.has(id))
  );
}

export class Shelf {
  readonly #kept: KeptRuns;
  readonly #nowMs: () => number;
  #runs = $state.raw<readonly KeptRun[]>([]);
  #trouble = $state<string | null>(null);
  #news = $state<string | null>(null);
  #taken = $state.raw<KeptRun | null>(null);
  /** The record of what is on screen; null as long as nothing was made of it. */
  #open: KeptRun | null = null;
  #seen: Session | null = null;

  constructor(kept: KeptRuns, nowMs: () => number = Date.now) {
    this.#kept = kept;
    this.#nowMs = nowMs;
    this.refresh();
  }

  get runs(): readonly KeptRun[] {
    return this.#runs;
  }

  /** Why the last write failed, and what to do; null when it did not. */
  get trouble(): string | null {
    return this.#trouble;
  }

  /** What another tab did to the run on screen. */
  get news(): string | null {
    return this.#news;
  }

  /** The reader has read both. */
  hush(): void {
    this.#trouble = null;
    this.#news = null;
  }

  /** The run that was deleted last and can be put back. */
  get taken(): KeptRun | null {
    return this.#taken;
  }

  refresh(): void {
    this.#runs = this.#kept.list();
  }

  /** Another tab has written a record. */
  heardOf(id: string): void {
    this.refresh();
    if (id !== this.#open?.id) return;
    this.#news =
      'This run was changed in another tab. Its version is in the list; what is done here becomes a copy.';
  }

  /** Writes what is on screen, if the reader made something of it since it was opened. */
  keep(session: Session, title: string, position: number): void {
    if (this.#seen === session && this.#open?.position === position) return;
    if (this.#open?.session === session) {
      this.#keepPlace(this.#open, position);
      return;
    }
    const goesOn = isGoingOn(this.#seen, session);
    if (!goesOn) this.#open = null;
    const isMade = session !== this.#seen && goesOn && session.branches.length > 1;
    this.#seen = session;
    const before = this.#open;
    if (before === null && !isMade) return;
    const record = before ?? { id: this.#kept.newId(), title, revision: 0 };
    const saved = this.#kept.save({
      id: record.id,
      title: record.title,
      revision: record.revision,
      session,
      position,
      savedMs: this.#nowMs(),
    });
    if (saved.ok) this.#open = saved.value;
    this.#trouble = saved.ok ? null : saved.error;
    this.refresh();
  }

  /** Another place in the same run: not worth a copy when another tab has gone on with it. */
  #keepPlace(open: KeptRun, position: number): void {
    this.#seen = open.session;
    if (this.#kept.get(open.id)?.revision !== open.revision) return;
    const next = { ...open, position };
    if (this.#kept.put(next)) this.#open = next;
  }

  /** From now on this record is what is on screen. */
  take(run: KeptRun): void {
    this.#open = run;
    this.#seen = run.session;
    this.#news = null;
  }

  rename(run: KeptRun, title: string): void {
    const name = title.trim();
    if (name === '') return;
    const next = { ...run, title: name, revision: run.revision + 1 };
    this.#kept.put(next);
    if (this.#open?.id === run.id) this.#open = next;
    this.refresh();
  }

  remove(run: KeptRun): void {
    this.#kept.remove(run.id);
    if (this.#open?.id === run.id) this.#open = null;
    this.#taken = run;
    this.refresh();
  }

  putBack(): void {
    if (this.#taken !== null) this.#kept.put(this.#taken);
    this.#taken = null;
    this.refresh();
  }

  file(): string {
    return this.#kept.file();
  }

  bringBack(text: string): Result<number, FileError> {
    const count = this.#kept.bringBack(text);
    this.refresh();
    return count;
  }
}
