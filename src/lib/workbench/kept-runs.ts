/**
 * What a reader made, as the browser keeps it: one record for each run with all its branches. Every record is written
 * whole and read with the same distrust as a file from elsewhere.
 *
 * Each tab writes records of its own. Where two tabs have the same run open, the one that comes second writes a copy.
 */
import { failure, success, type Result } from '#lib/capture/result.ts';
import { JsonPlace } from '#lib/capture/json-place.ts';
import { MAX_POSITION } from '#lib/scenario/moment.ts';
import {
  actsAt,
  readJsonFile,
  sourceAt,
  sourceJson,
  variantAt,
  type FileError,
} from '#lib/scenario/run-file.ts';
import type { Branch, Session } from './session.ts';

/** The part of the browser's storage that is used; tests hand in their own. */
export type RunStore = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

export interface KeptRun {
  readonly id: string;
  readonly title: string;
  readonly savedMs: number;
  /** Grows with every write: tells whether another tab has written since. */
  readonly revision: number;
  readonly position: number;
  readonly session: Session;
}

const PREFIX = 'memory-hotplug-playground.run.';
const SHELF_FORMAT = 'memory-hotplug-runs/1';
const MOST_TITLE = 200;
const MOST_NUMBER = Number.MAX_SAFE_INTEGER;

const STORE_TROUBLE = 'The browser refuses to keep this run: storage is full or not allowed.';
const STORE_ADVICE = 'Save it as a file (Share), or delete runs from the list; the page goes on.';

function plain({ session, ...rest }: KeptRun): object {
  const { source, variant, branches, current } = session;
  return { ...rest, run: sourceJson(source), kernel: variant, branches, current };
}

function branchAt(place: JsonPlace): Branch {
  const numberOrNull = (key: string): number | null =>
    place.at(key).value === null ? null : place.at(key).integer(0, MAX_POSITION);
  return {
    id: place.at('id').integer(0, MOST_NUMBER),
    name: place.at('name').text(),
    parent: numberOrNull('parent'),
    forkAt: place.at('forkAt').integer(0, MAX_POSITION),
    cutAt: numberOrNull('cutAt'),
    acts: actsAt(place.at('acts')),
  };
}

function keptAt(place: JsonPlace): KeptRun {
  const branches = place.at('branches').list().map(branchAt);
  const current = place.at('current').integer(0, MOST_NUMBER);
  if (!branches.some(({ id }) => id === current)) place.at('current').refuse('the number of a branch');
  return {
    id: place.at('id').text(),
    title: place.at('title').text().slice(0, MOST_TITLE),
    savedMs: place.at('savedMs').integer(0, MOST_NUMBER),
    revision: place.at('revision').integer(0, MOST_NUMBER),
    position: place.at('position').integer(0, MAX_POSITION),
    session: { source: sourceAt(place.at('run')), variant: variantAt(place.at('kernel')), branches, current },
  };
}

export class KeptRuns {
  readonly #store: RunStore | null;
  readonly #newId: () => string;

  /** Without a store every write fails with a reason. */
  constructor(store: RunStore | null, newId: () => string = () => crypto.randomUUID()) {
    this.#store = store;
    this.#newId = newId;
  }

  newId(): string {
    return this.#newId();
  }

  get(id: string): KeptRun | null {
    try {
      const text = this.#store?.getItem(PREFIX + id) ?? null;
      const read = text === null ? null : readJsonFile(text, keptAt);
      return read?.ok === true ? read.value : null;
    } catch {
      return null;
    }
  }

  /** All of them, the newest first. A damaged record is passed over. */
  list(): KeptRun[] {
    return this.#ids()
      .map((id) => this.get(id))
      .filter((run) => run !== null)
      .sort((a, b) => b.savedMs - a.savedMs);
  }

  /**
   * Writes a run. If another tab has written this record since, it stays and a copy is written under a new id; what was
   * written is given back.
   */
  save(run: KeptRun): Result<KeptRun, string> {
    const there = this.get(run.id);
    const isOvertaken = there !== null && there.revision > run.revision;
    const next = isOvertaken
      ? { ...run, id: this.#newId(), title: `${run.title} (copy)`, revision: 1 }
      : { ...run, revision: run.revision + 1 };
    return this.put(next) ? success(next) : failure(`${STORE_TROUBLE} ${STORE_ADVICE}`);
  }

  /** Writes a record as it is: for what comes back after it was deleted. Says whether the browser allowed it. */
  put(run: KeptRun): boolean {
    try {
      if (this.#store === null) return false;
      this.#store.setItem(PREFIX + run.id, JSON.stringify(plain(run)));
      return true;
    } catch {
      return false;
    }
  }

  remove(id: string): void {
    try {
      this.#store?.removeItem(PREFIX + id);
    } catch {
      return;
    }
  }

  /** All runs as the text of one file. */
  file(): string {
    return `${JSON.stringify({ format: SHELF_FORMAT, runs: this.list().map(plain) }, null, 2)}\n`;
  }

  /** Brings runs back from such a file, beside those that are there; gives how many. */
  bringBack(text: string): Result<number, FileError> {
    const read = readJsonFile(text, (root) => {
      root.at('format').oneOf([SHELF_FORMAT]);
      return root.at('runs').list().map(keptAt);
    });
    if (!read.ok) return read;
    for (const run of read.value) {
      if (this.put({ ...run, id: this.#newId(), revision: 1 })) continue;
      const where = `At ${JSON.stringify(run.title)}.`;
      return failure({
        what: 'Not all runs could be kept.',
        where,
        why: STORE_TROUBLE,
        advice: STORE_ADVICE,
      });
    }
    return success(read.value.length);
  }

  #ids(): string[] {
    try {
      const store = this.#store;
      const keys = Array.from({ length: store?.length ?? 0 }, (_, i) => store?.key(i) ?? '');
      return keys.filter((key) => key.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length));
    } catch {
      return [];
    }
  }
}
