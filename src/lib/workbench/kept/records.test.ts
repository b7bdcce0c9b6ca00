/** Whatever tabs do in whatever order, nothing that somebody wrote is lost; trouble is a sentence. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LabStore } from '../testing/lab-store.ts';
import { headAt, KeptRecords, type KeptRecord, type RecordKind, type RecordStore } from './records.ts';

interface Note extends KeptRecord {
  readonly words: string;
}

const NOTES: RecordKind<Note> = {
  noun: 'note',
  prefix: 'lab.note.',
  format: 'notes/1',
  list: 'notes',
  advice: 'Save it as a file.',
  plain: (note) => note,
  read: (place) => ({ ...headAt(place), words: place.at('words').text() }),
  nameOf: ({ title }) => title,
  join: (there, own) => (there.words === own.words ? there : null),
  brought: (note) => note,
};

let ids = 0;
const tab = (store: RecordStore | null): KeptRecords<Note> =>
  new KeptRecords(NOTES, store, () => `new${++ids}`);
const note = (words: string, id = 'a'): Note => ({ id, title: id, savedMs: 1, revision: 0, words });

/** What a tab does: writes more words into what it has open, opens, deletes or puts back; or the disk fills up. */
const deeds = fc.array(
  fc.record({
    tab: fc.nat(2),
    deed: fc.constantFrom('write', 'write', 'write', 'open', 'delete', 'put back', 'full', 'room'),
  }),
  { maxLength: 60 },
);

describe('records of several tabs', () => {
  it('are never overwritten: the last words of each tab are somewhere, unless they were deleted', () => {
    fc.assert(
      fc.property(deeds, (list) => {
        const store = new LabStore();
        const begin = tab(store).save(note('begin')).record;
        const tabs = [0, 1, 2].map(() => ({ kept: tab(store), open: begin, taken: [] as Note[] }));
        /** Written, and not the words that were then replaced by the same tab. */
        const alive = new Set(['begin']);
        let count = 0;
        for (const { tab: index, deed } of list) {
          const here = tabs[index]!;
          const { kept } = here;
          if (deed === 'full' || deed === 'room') store.isFull = deed === 'full';
          else if (deed === 'open') here.open = kept.get(here.open.id) ?? here.open;
          else if (deed === 'delete') {
            const taken = kept.take(here.open.id);
            if (taken !== null) here.taken.push(taken);
          } else {
            const back = deed === 'put back' ? here.taken.pop() : undefined;
            if (deed === 'put back' && back === undefined) continue;
            const before = here.open;
            const wasRefused = kept.isUnkept(before.id);
            const words = back?.words ?? `${count++}`;
            here.open = (back === undefined ? kept.save({ ...before, words }) : kept.restore(back)).record;
            alive.add(words);
            // The tab replaces its own words where it goes on with what it has written, or could not write.
            if (back === undefined && (wasRefused || here.open.id === before.id)) alive.delete(before.words);
          }
          const found = new Set(
            tabs.flatMap((each) => [...each.kept.list(), ...each.taken]).map(({ words }) => words),
          );
          for (const words of alive) expect(found).toContain(words);
        }
      }),
    );
  });

  it('become a copy where another tab has written since, and the copy goes on as itself', () => {
    const store = new LabStore();
    const [one, two] = [tab(store), tab(store)];
    const first = one.save(note('both')).record;
    one.save({ ...first, words: 'one' });
    const copy = two.save({ ...first, words: 'two' }).record;
    expect(copy).toMatchObject({ title: 'a (copy)', revision: 1 });
    two.save({ ...copy, words: 'two more' });
    expect(
      one
        .list()
        .map(({ words }) => words)
        .sort(),
    ).toEqual(['one', 'two more']);
  });

  it('are one where both tabs wrote the same', () => {
    const kept = tab(new LabStore());
    kept.save(note('same'));
    kept.save({ ...note('same'), revision: 1 });
    expect(kept.save({ ...note('same'), revision: 1 })).toMatchObject({ record: { id: 'a', revision: 3 } });
    expect(kept.list()).toHaveLength(1);
  });
});

describe('a store that keeps nothing', () => {
  it('is said with what to do; what was kept stays, what was not is in the list and in the file', () => {
    const store = new LabStore();
    const kept = tab(store);
    kept.save(note('kept'));
    store.isFull = true;
    expect(kept.save(note('not kept', 'b'))).toEqual({
      record: note('not kept', 'b'),
      trouble: 'The browser refuses to keep this note: storage is full or not allowed. Save it as a file.',
    });
    expect([kept.isUnkept('a'), kept.isUnkept('b'), kept.hasUnkept]).toEqual([false, true, true]);
    expect(tab(store).list()).toHaveLength(1);
    store.isFull = false;
    const elsewhere = tab(new LabStore());
    elsewhere.bringBack(kept.file());
    expect(
      elsewhere
        .list()
        .map(({ words }) => words)
        .sort(),
    ).toEqual(['kept', 'not kept']);
    kept.save(note('not kept', 'b'));
    expect([kept.hasUnkept, tab(store).list().length]).toEqual([false, 2]);
  });

  it('is no trouble to look at', () => {
    const kept = tab(null);
    expect(kept.save(note('x')).trouble).toContain('refuses');
    expect(kept.list()).toHaveLength(1);
    expect(kept.take('a')).toMatchObject({ words: 'x' });
    expect(kept.list()).toEqual([]);
  });
});

it('what cannot be read is counted, left as it is, and not written over', () => {
  const store = new LabStore({ 'lab.note.a': '{"id":"a","newer":1}', 'another.note.b': '{}' });
  const kept = tab(store);
  expect([kept.list(), kept.countDamaged()]).toEqual([[], 1]);
  expect(kept.save(note('mine'))).toMatchObject({ record: { title: 'a (copy)' } });
  expect(store.getItem('lab.note.a')).toBe('{"id":"a","newer":1}');
});
