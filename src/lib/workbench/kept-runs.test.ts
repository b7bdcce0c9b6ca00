/**
 * Runs that the browser keeps: they come back whole, two tabs do not overwrite each other, trouble is a sentence.
 */
import { describe, expect, it } from 'vitest';
import { KeptRuns, type KeptRun, type RunStore } from './kept-runs.ts';
import { sessionOf } from './session.ts';

class FakeStore implements RunStore {
  readonly #items = new Map<string, string>();
  isFull = false;
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

const session = sessionOf({
  source: { kind: 'scenario', id: 'seed' },
  variant: 'v1p3',
  cutAt: 94,
  acts: [{ at: 94, actor: 'user', deed: { kind: 'sysfs_read', path: '/proc/iomem' } }],
});
const run: KeptRun = { id: 'a', title: 'mine', savedMs: 5, revision: 0, position: 94, session };

function shelf(store: RunStore | null = new FakeStore()): KeptRuns {
  let n = 0;
  return new KeptRuns(store, () => `new${++n}`);
}

describe('kept runs', () => {
  it('come back with all branches, the newest first', () => {
    const kept = shelf();
    kept.save(run);
    kept.save({ ...run, id: 'b', savedMs: 9 });
    expect(kept.list().map(({ id }) => id)).toEqual(['b', 'a']);
    expect(kept.get('a')).toEqual({ ...run, revision: 1 });
  });

  it('are not overwritten by a tab that has an older version: it writes a copy', () => {
    const store = new FakeStore();
    const [one, two] = [shelf(store), shelf(store)];
    const first = one.save(run);
    expect(first.ok && one.save({ ...first.value, position: 1 }).ok).toBe(true);
    const late = first.ok ? two.save({ ...first.value, position: 2 }) : first;
    expect(late).toMatchObject({ ok: true, value: { id: 'new1', title: 'mine (copy)' } });
    expect(one.get('a')?.position).toBe(1);
    expect(one.list()).toHaveLength(2);
  });

  it('say what to do when the disk is full or storage is forbidden, and what was kept stays', () => {
    const store = new FakeStore();
    const kept = shelf(store);
    kept.save(run);
    store.isFull = true;
    expect(kept.save({ ...run, id: 'b' })).toMatchObject({
      ok: false,
      error: expect.stringMatching(/full or not allowed.*Save it as a file/) as string,
    });
    expect(kept.list()).toHaveLength(1);
    expect(shelf(null).save(run).ok).toBe(false);
    expect(shelf(null).list()).toEqual([]);
  });

  it('pass over a damaged record', () => {
    const store = new FakeStore();
    store.setItem('memory-hotplug-playground.run.x', '{"id":');
    store.setItem('memory-hotplug-playground.run.y', '{"id":"y"}');
    shelf(store).save(run);
    expect(shelf(store).list()).toHaveLength(1);
  });

  it('go into one file and come back from it beside what is there', () => {
    const kept = shelf();
    kept.save(run);
    const text = kept.file();
    expect(kept.bringBack(text)).toEqual({ ok: true, value: 1 });
    expect(kept.list().map(({ session: { branches } }) => branches.length)).toEqual([2, 2]);
    expect(kept.bringBack('{}')).toMatchObject({ ok: false, error: { where: 'At format.' } });
  });
});
