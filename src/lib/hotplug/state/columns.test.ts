/** Columns can be cloned, compared, hashed and watched, whatever the length of their arrays. */
import { describe, expect, test } from 'vitest';
import { ColumnStore, type ColumnType } from './columns.ts';

interface Change {
  readonly columnId: number;
  readonly index: number;
  readonly before: number;
  readonly after: number;
}

/** Two columns of one cell each, which grow, and a list of what the sink was told. */
function store(capacity = 1) {
  const columns = new ColumnStore();
  const bytes = columns.column('bytes', 'u8', capacity);
  const numbers = columns.column('numbers', 'f64', capacity);
  const changes: Change[] = [];
  columns.sink = {
    change: (columnId, index, before, after) => changes.push({ columnId, index, before, after }),
  };
  return { columns, bytes, numbers, changes };
}

describe('cells', () => {
  test('a cell that was never written is 0, also far behind the end of the array', () => {
    const { numbers } = store();
    expect([numbers.get(0), numbers.get(1_000_000)]).toEqual([0, 0]);
  });

  test('a write behind the end makes the array grow and keeps what is there', () => {
    const { numbers } = store();
    numbers.set(0, 5);
    numbers.set(524_287, 7);
    expect([numbers.get(0), numbers.get(524_287), numbers.get(524_288)]).toEqual([5, 7, 0]);
  });

  test.each([
    ['u8', 255],
    ['u16', 65535],
    ['i32', -2147483648],
    ['f64', 2 ** 52 + 1],
  ] as const)('a column of %s keeps %i exactly', (type: ColumnType, value) => {
    const column = new ColumnStore().column('c', type);
    column.set(3, value);
    expect(column.get(3)).toBe(value);
  });

  test('add changes a cell by a difference, and value is cell 0', () => {
    const { numbers } = store();
    numbers.value = 10;
    numbers.add(0, -3);
    numbers.add(9, 4);
    expect([numbers.value, numbers.get(9)]).toEqual([7, 4]);
  });

  test('the used length ends behind the last cell that is not 0', () => {
    const { numbers } = store();
    expect(numbers.usedLength()).toBe(0);
    numbers.set(20, 1);
    expect(numbers.usedLength()).toBe(21);
    numbers.set(20, 0);
    expect(numbers.usedLength()).toBe(0);
  });
});

describe('watching', () => {
  test('every change is told with the value before and after', () => {
    const { bytes, numbers, changes } = store();
    bytes.set(2, 9);
    numbers.set(0, 1.5);
    bytes.set(2, 4);
    expect(changes).toEqual([
      { columnId: 0, index: 2, before: 0, after: 9 },
      { columnId: 1, index: 0, before: 0, after: 1.5 },
      { columnId: 0, index: 2, before: 9, after: 4 },
    ]);
  });

  test('a write of the value that is there already is no change and no new version', () => {
    const { columns, bytes, changes } = store();
    bytes.set(0, 3);
    const { version } = columns;
    bytes.set(0, 3);
    bytes.set(50, 0);
    expect([changes.length, columns.version]).toEqual([1, version]);
  });

  test('a change of a quiet column is told but makes no new version', () => {
    const columns = new ColumnStore();
    const quiet = columns.column('quiet', 'u8', 1, true);
    let told = 0;
    columns.sink = { change: () => told++ };
    quiet.set(0, 3);
    expect([told, columns.version]).toEqual([1, 0]);
  });

  test('restoring a cell tells nobody', () => {
    const { bytes, changes } = store();
    bytes.restore(4, 8);
    expect([bytes.get(4), changes.length]).toEqual([8, 0]);
  });
});

describe('the hash', () => {
  test('it does not depend on the length of the arrays', () => {
    const [small, large] = [store(1), store(4096)];
    for (const { bytes, numbers } of [small, large]) {
      bytes.set(3, 7);
      numbers.set(1, 2 ** 40);
    }
    expect(small.columns.hash()).toBe(large.columns.hash());
  });

  test('it does not depend on how a state was reached', () => {
    const [straight, detour] = [store(), store()];
    straight.bytes.set(1, 5);
    detour.bytes.set(900, 5);
    detour.bytes.set(1, 200);
    detour.bytes.set(900, 0);
    detour.bytes.set(1, 5);
    expect(detour.columns.hash()).toBe(straight.columns.hash());
  });

  test('it tells apart values, places, columns, signs and what lies above 2^32', () => {
    const variants: ((s: ReturnType<typeof store>) => void)[] = [
      () => undefined,
      ({ bytes }) => bytes.set(0, 1),
      ({ bytes }) => bytes.set(0, 2),
      ({ bytes }) => bytes.set(1, 1),
      ({ numbers }) => numbers.set(0, 1),
      ({ numbers }) => numbers.set(0, -1),
      ({ numbers }) => numbers.set(0, 4294967295),
      ({ numbers }) => numbers.set(0, 4294967296),
      ({ numbers }) => numbers.set(0, 4294967297),
      ({ bytes }) => [bytes.set(0, 1), bytes.set(1, 2)],
      ({ bytes }) => [bytes.set(0, 2), bytes.set(1, 1)],
    ];
    const hashes = variants.map((write) => {
      const made = store();
      write(made);
      return made.columns.hash();
    });
    expect(new Set(hashes).size).toBe(variants.length);
  });

  test('it is a safe integer', () => {
    const { columns, numbers } = store();
    for (let i = 0; i < 200; i++) {
      numbers.set(i, i * 12_345_678_901);
      expect(Number.isSafeInteger(columns.hash())).toBe(true);
    }
  });
});

describe('comparing', () => {
  test('two stores in the same state do not differ, whatever the length of their arrays', () => {
    const [small, large] = [store(1), store(64)];
    small.bytes.set(5, 1);
    large.bytes.set(5, 1);
    expect([small.columns.difference(large.columns), large.columns.difference(small.columns)]).toEqual([
      null,
      null,
    ]);
  });

  test('the first cell that differs is named with both values', () => {
    const [one, other] = [store(), store()];
    one.numbers.set(2, 8);
    other.numbers.set(2, 9);
    expect(one.columns.difference(other.columns)).toEqual({
      column: 'numbers',
      index: 2,
      mine: 8,
      theirs: 9,
    });
  });

  test('a cell behind the end of the shorter array is found from either side', () => {
    const [short, long] = [store(), store()];
    long.bytes.set(70, 6);
    expect(short.columns.difference(long.columns)).toMatchObject({ index: 70, mine: 0, theirs: 6 });
    expect(long.columns.difference(short.columns)).toMatchObject({ index: 70, mine: 6, theirs: 0 });
  });
});

describe('keyframes', () => {
  test('a keyframe puts every cell back, those written since then included', () => {
    const { columns, bytes, numbers, changes } = store();
    bytes.set(3, 1);
    const keyframe = columns.keyframe();
    const hash = columns.hash();
    bytes.set(3, 2);
    bytes.set(500, 2);
    numbers.set(0, 2);
    const told = changes.length;
    columns.restore(keyframe);
    expect([columns.hash(), bytes.get(500), changes.length]).toEqual([hash, 0, told]);
  });

  test('it is a copy: later writes do not reach it', () => {
    const { columns, bytes } = store();
    bytes.set(0, 1);
    const keyframe = columns.keyframe();
    bytes.set(0, 9);
    columns.restore(keyframe);
    expect(bytes.get(0)).toBe(1);
  });

  test('a store with shorter arrays takes a keyframe of one with longer ones', () => {
    const [long, short] = [store(), store()];
    long.numbers.set(1000, 3);
    short.columns.restore(long.columns.keyframe());
    expect(short.numbers.get(1000)).toBe(3);
  });

  test('a restored store gives the same keyframe again, to the last cell', () => {
    for (const last of [0, 1, 5]) {
      const [long, short] = [store(), store()];
      for (let i = 0; i <= last; i++) long.numbers.set(i, i + 1);
      for (let i = 0; i < last; i++) short.numbers.set(i, 9);
      short.columns.restore(long.columns.keyframe());
      expect(short.columns.keyframe()).toEqual(long.columns.keyframe());
    }
  });

  test('a keyframe without one of the columns is refused by the name of the column', () => {
    expect(() => store().columns.restore([])).toThrow('bytes');
  });

  test('restoring makes a new version, so that whoever waits tries again', () => {
    const { columns } = store();
    const { version } = columns;
    columns.restore(columns.keyframe());
    expect(columns.version).toBeGreaterThan(version);
  });
});
