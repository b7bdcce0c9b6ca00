/** What the browser remembers of charts. */
import { expect, test } from 'vitest';
import { rememberSeen } from './seen-charts.ts';

function box(full = false): { store: Pick<Storage, 'getItem' | 'setItem'>; cells: Map<string, string> } {
  const cells = new Map<string, string>();
  const setItem = (key: string, value: string): void => {
    if (full) throw new Error('quota');
    cells.set(key, value);
  };
  return { store: { getItem: (key) => cells.get(key) ?? null, setItem }, cells };
}

test('what was seen once stays seen, chart by chart', () => {
  const { store } = box();
  expect([...rememberSeen(store, 'block', ['add'])]).toEqual(['add']);
  expect([...rememberSeen(store, 'block', ['remove'])]).toEqual(['add', 'remove']);
  expect([...rememberSeen(store, 'lock', [])]).toEqual([]);
  expect([...rememberSeen(store, 'block', [])]).toEqual(['add', 'remove']);
});

test('a damaged, full or forbidden store leaves what was seen just now', () => {
  const { store, cells } = box();
  cells.set('memory-hotplug-playground.seen-charts', '{"block": 3, "lock"');
  expect([...rememberSeen(store, 'block', ['add'])]).toEqual(['add']);
  expect([...rememberSeen(box(true).store, 'block', ['add'])]).toEqual(['add']);
  expect([...rememberSeen(null, 'block', ['add'])]).toEqual(['add']);
});
