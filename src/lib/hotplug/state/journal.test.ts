/** The journal keeps what was said under the step in which it was said, across its chunks, and can be cut. */
import { describe, expect, test } from 'vitest';
import { Journal, message, refusal } from './journal.ts';
import { NameTable } from './names.ts';

const LINE = message('dmesg', (_, a, b, c, d) => `line ${a} ${b} ${c} ${d}`);
const EVENT = message('uevent', (names, a) => `event ${names.text(a)}`);
const REFUSAL = refusal(
  22,
  'some_function',
  (_, block) => `memory${block} refuses`,
  (_, block) => `do something with memory${block}`,
  (block) => block,
);

/** More than two chunks. */
const MANY = 10_000;

/** One line in each even step, its number in it. */
function filled(): Journal {
  const journal = new Journal();
  for (let i = 0; i < MANY; i++) {
    journal.step = i * 2;
    journal.add(LINE, i % 7, i, -1, 2 ** 40 + i, 0.5);
  }
  return journal;
}

describe('entries', () => {
  test('each is found again with its step, thread, message and numbers, across the chunks', () => {
    const journal = filled();
    expect(journal.length).toBe(MANY);
    for (const i of [0, 4095, 4096, 8191, 8192, MANY - 1]) {
      expect(journal.at(i)).toEqual({
        step: i * 2,
        thread: i % 7,
        message: LINE,
        numbers: [i, -1, 2 ** 40 + i, 0.5],
      });
    }
  });

  test('numbers that were not said are 0', () => {
    const journal = new Journal();
    journal.add(LINE, 3, 9);
    expect(journal.at(0).numbers).toEqual([9, 0, 0, 0]);
  });

  test.each([MANY, MANY + 1, 20_000])('there is no entry %i', (index) => {
    expect(() => filled().at(index)).toThrow(RangeError);
  });
});

describe('the length at a step', () => {
  test.each([
    [0, 0],
    [1, 1],
    [2, 1],
    [8192, 4096],
    [8193, 4097],
    [MANY * 2, MANY],
    [10 ** 9, MANY],
  ])('before step %i there are %i entries', (step, length) => {
    expect(filled().lengthAtStep(step)).toBe(length);
  });

  test('all entries of a step count as one', () => {
    const journal = new Journal();
    journal.step = 5;
    for (let i = 0; i < 3; i++) journal.add(LINE, 0, i);
    expect([journal.lengthAtStep(5), journal.lengthAtStep(6)]).toEqual([0, 3]);
  });
});

describe('cutting', () => {
  test('what was cut is gone, and new entries take its place', () => {
    const journal = filled();
    journal.truncate(4096);
    expect(() => journal.at(4096)).toThrow(RangeError);
    journal.step = 1;
    journal.add(REFUSAL, 2, 33);
    expect([journal.length, journal.at(4096).message]).toEqual([4097, REFUSAL]);
    expect(journal.at(4095).numbers[0]).toBe(4095);
  });

  test('cutting behind the end changes nothing', () => {
    const journal = filled();
    journal.truncate(MANY + 5);
    expect(journal.length).toBe(MANY);
  });
});

describe('texts', () => {
  function said(): { journal: Journal; names: NameTable } {
    const [journal, names] = [new Journal(), new NameTable()];
    journal.add(LINE, 0, 1);
    journal.add(EVENT, 0, names.id('memory32'));
    journal.add(REFUSAL, 0, 34);
    journal.add(LINE, 0, 2);
    return { journal, names };
  }

  test('only those of one kind, in the order in which they were said', () => {
    const { journal, names } = said();
    expect(journal.texts(names, 'dmesg')).toEqual(['line 1 0 0 0', 'line 2 0 0 0']);
    expect(journal.texts(names, 'uevent')).toEqual(['event memory32']);
    expect(journal.texts(names, 'refusal')).toEqual(['memory34 refuses']);
    expect(journal.texts(names, 'notify')).toEqual([]);
  });

  test('only those between two positions', () => {
    const { journal, names } = said();
    expect(journal.texts(names, 'dmesg', 1)).toEqual(['line 2 0 0 0']);
    expect(journal.texts(names, 'dmesg', 0, 3)).toEqual(['line 1 0 0 0']);
  });
});

describe('declared messages', () => {
  test('every message has a number of its own', () => {
    expect(new Set([LINE.id, EVENT.id, REFUSAL.id]).size).toBe(3);
  });

  test('a refusal knows its errno, kernel function, remedy and block', () => {
    const names = new NameTable();
    expect([REFUSAL.errno, REFUSAL.kernelFunction]).toEqual([22, 'some_function']);
    expect(REFUSAL.remedy?.(names, 5, 0, 0, 0)).toBe('do something with memory5');
    expect(REFUSAL.block(5, 0, 0, 0)).toBe(5);
  });

  test('a log line speaks of no block', () => {
    expect([LINE.block(5, 0, 0, 0), LINE.remedy]).toEqual([-1, null]);
  });
});
