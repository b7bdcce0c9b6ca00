/**
 * What the browser remembers of a reader's wishes between visits: a few short words, never a run.
 *
 * A browser may refuse to remember (private windows, blocked storage, a full disk); the page then works without.
 */

/** The part of the browser's storage that is used; tests hand in their own. */
export type KeyValueStore = Pick<Storage, 'getItem' | 'setItem'>;

const PREFIX = 'memory-hotplug-playground.';

/** The browser's own storage, or null where it is refused. */
export function browserStore(): Storage | null {
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
  const word = recallText(store, key);
  return allowed.find((candidate) => candidate === word) ?? fallback;
}

/** The remembered text, whatever it is; null for none. */
export function recallText(store: KeyValueStore | null, key: string): string | null {
  try {
    return store?.getItem(PREFIX + key) ?? null;
  } catch {
    return null;
  }
}

/** Remembers a word; says whether the browser allowed it. */
export function remember(store: KeyValueStore | null, key: string, word: string): boolean {
  try {
    store?.setItem(PREFIX + key, word);
    return store !== null;
  } catch {
    return false;
  }
}
