/**
 * What the browser remembers of a reader's wishes between visits: a few short words, never a run.
 *
 * A browser may refuse to remember (private windows, blocked storage, a full disk); the page then works without.
 */

/** The part of the browser's storage that is used; tests hand in their own. */
export type KeyValueStore = Pick<Storage, 'getItem' | 'setItem'>;

const PREFIX = 'memory-hotplug-playground.';

/** The browser's own storage, or null where it is refused. */
export function browserStore(): KeyValueStore | null {
  try {
    return globalThis.localStorage;
  } catch {
    return null;
  }
}

/** The remembered word if it is one of `allowed`, else `fallback`. */
export function recall<T extends string>(
  store: KeyValueStore | null,
  key: string,
  allowed: readonly T[],
  fallback: T,
): T {
  let word: string | null = null;
  try {
    word = store?.getItem(PREFIX + key) ?? null;
  } catch {
    return fallback;
  }
  return allowed.find((candidate) => candidate === word) ?? fallback;
}

/** Remembers a word; does nothing where the browser refuses. */
export function remember(store: KeyValueStore | null, key: string, word: string): void {
  try {
    store?.setItem(PREFIX + key, word);
  } catch {
    return;
  }
}
