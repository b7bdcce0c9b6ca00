/**
 * The runs that a reader made, on a shelf of this browser: written after every act.
 */
import { isSameRun, type KeptRun } from '#lib/workbench/kept-runs.ts';
import type { Session } from '#lib/workbench/session.ts';
import { RecordShelf } from './record-shelf.svelte.ts';

function isGoingOn(before: Session | null, now: Session): boolean {
  if (before === null || JSON.stringify(before.source) !== JSON.stringify(now.source)) return false;
  const known = new Set(before.branches.map(({ id }) => id));
  return (
    before.branches.length === 1 || now.branches.some(({ id, parent }) => parent !== null && known.has(id))
  );
}

export class Shelf extends RecordShelf<KeptRun> {
  #seen: Session | null = null;

  /** Writes what is on screen, if the reader made something of it since it was opened. */
  keep(session: Session, title: string, position: number): void {
    const { onScreen } = this;
    if (this.#seen === session && onScreen?.position === position) return;
    if (onScreen?.session === session) {
      // Another place in the same run: not worth a copy when another tab has gone on with it.
      this.#seen = session;
      const next = { ...onScreen, position };
      if (this.overwrite(next)) this.onScreen = next;
      return;
    }
    const goesOn = isGoingOn(this.#seen, session);
    if (!goesOn) this.onScreen = null;
    const isMade = session !== this.#seen && goesOn && session.branches.length > 1;
    this.#seen = session;
    if (this.onScreen === null && !isMade) return;
    const record = this.onScreen ?? { id: this.newId(), title, revision: 0, savedMs: 0 };
    this.onScreen = this.write({ ...record, session, position });
  }

  override take(run: KeptRun): void {
    super.take(run);
    this.#seen = run.session;
  }

  protected override follows(there: KeptRun): boolean {
    if (super.follows(there)) return true;
    const { onScreen } = this;
    if (onScreen === null || !isSameRun(there, onScreen)) return false;
    const { position, session } = onScreen;
    this.onScreen = { ...there, position, session };
    return true;
  }
}
