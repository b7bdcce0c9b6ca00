/** Remembered wishes, also where a browser refuses to remember. */
import { describe, expect, test } from 'vitest';
import { recall, remember, type KeyValueStore } from './storage.ts';

const WORDS = ['light', 'dark'] as const;

function memory(entries: Record<string, string> = {}): KeyValueStore & { entries: Record<string, string> } {
  return {
    entries,
    getItem: (key) => entries[key] ?? null,
    setItem: (key, value) => {
      entries[key] = value;
    },
  };
}

const refusing: KeyValueStore = {
  getItem: () => {
    throw new Error('blocked');
  },
  setItem: () => {
    throw new Error('full');
  },
};

describe('wishes', () => {
  test('come back as they were remembered', () => {
    const store = memory();
    remember(store, 'theme', 'dark');
    expect(recall(store, 'theme', WORDS, 'light')).toBe('dark');
  });

  test('that are no word of ours are passed over', () => {
    const store = memory();
    remember(store, 'theme', '<script>');
    expect(recall(store, 'theme', WORDS, 'light')).toBe('light');
  });

  test('do not meet those of other pages of the same host', () => {
    const store = memory({ theme: 'dark' });
    remember(store, 'theme', 'light');
    expect(store.entries['theme']).toBe('dark');
  });

  test.each([refusing, null])('fall back where nothing can be remembered', (store) => {
    remember(store, 'theme', 'dark');
    expect(recall(store, 'theme', WORDS, 'light')).toBe('light');
  });
});
