/** The two logs of a run: what was pushed is found again across chunk borders, and they can be cut anywhere. */
import { describe, expect, test } from 'vitest';
import { ColumnStore } from '../state/columns.ts';
import { ChangeLog } from './change-log.ts';
import { CHUNK_ENTRIES, StepLog } from './step-log.ts';

const BORDERS = [0, 1, 255, 256, 511, 512, 1024, CHUNK_ENTRIES - 1, CHUNK_ENTRIES, CHUNK_ENTRIES + 1];
const LENGTH = CHUNK_ENTRIES + 10;

function steps(): StepLog {
  const log = new StepLog();
  for (let i = 0; i < LENGTH; i++) log.push(i % 5, i % 300, i % 700, i % 9, -i, i * 2);
  return log;
}

function changes(): ChangeLog {
  const log = new ChangeLog();
  for (let i = 0; i < LENGTH; i++) log.push(i % 40, i, i / 2, -i);
  return log;
}

describe('the log of steps', () => {
  test.each(BORDERS)('step %i is the one that was pushed', (i) => {
    expect(steps().at(i)).toEqual({
      thread: i % 5,
      opId: i % 300,
      functionId: i % 700,
      depth: i % 9,
      reply: -i,
    });
  });

  test('it knows how many changes lie before a step', () => {
    const log = steps();
    expect(log.changesBefore(0)).toBe(0);
    expect(log.changesBefore(1)).toBe(0);
    expect(log.changesBefore(CHUNK_ENTRIES + 1)).toBe(CHUNK_ENTRIES * 2);
  });

  test.each(BORDERS)('cut to %i steps, the rest is gone and pushing goes on from there', (length) => {
    const log = steps();
    log.truncate(length);
    expect(log.length).toBe(length);
    expect(() => log.at(length)).toThrow(RangeError);
    log.push(1, 2, 3, 4, 5, 6);
    expect(log.at(length)).toEqual({ thread: 1, opId: 2, functionId: 3, depth: 4, reply: 5 });
    if (length > 0) expect(log.at(length - 1).reply).toBe(-(length - 1));
  });

  test('a cut behind the end changes nothing', () => {
    const log = steps();
    log.truncate(LENGTH + 1);
    expect([log.length, log.at(LENGTH - 1).reply]).toEqual([LENGTH, -(LENGTH - 1)]);
  });

  test.each([-1, LENGTH])('there is no step %i', (index) => {
    expect(() => steps().at(index)).toThrow(RangeError);
  });
});

describe('the log of changes', () => {
  test.each(BORDERS)('change %i is the one that was pushed', (i) => {
    expect(changes().at(i)).toEqual({ columnId: i % 40, index: i, before: i / 2, after: -i });
  });

  test.each(BORDERS)('cut to %i changes, the rest is gone and pushing goes on from there', (length) => {
    const log = changes();
    log.truncate(length);
    expect(() => log.at(length)).toThrow(RangeError);
    log.push(7, 8, 9, 10);
    expect([log.length, log.at(length)]).toEqual([
      length + 1,
      { columnId: 7, index: 8, before: 9, after: 10 },
    ]);
    if (length > 0) expect(log.at(length - 1).index).toBe(length - 1);
  });

  test.each([LENGTH, LENGTH + 1])('a cut at %i, behind the last change, changes nothing', (length) => {
    const log = changes();
    log.truncate(length);
    log.push(7, 8, 9, 10);
    expect([log.length, log.at(LENGTH).index, log.at(LENGTH - 1).index]).toEqual([LENGTH + 1, 8, LENGTH - 1]);
  });

  test('redoing writes the new values first to last, undoing the old ones last to first', () => {
    const store = new ColumnStore();
    const column = store.column('c', 'f64');
    const log = new ChangeLog();
    log.push(0, 3, 0, 10);
    log.push(0, 3, 10, 20);
    log.push(0, 4, 0, 5);
    log.redo(store.columns, 0, 3);
    expect([column.get(3), column.get(4)]).toEqual([20, 5]);
    log.undo(store.columns, 3, 1);
    expect([column.get(3), column.get(4)]).toEqual([10, 0]);
    log.undo(store.columns, 1, 0);
    expect(column.get(3)).toBe(0);
  });

  test('redoing and undoing cross the borders of chunks', () => {
    const store = new ColumnStore();
    const column = store.column('c', 'f64');
    const log = new ChangeLog();
    for (let i = 0; i < LENGTH; i++) log.push(0, 0, i, i + 1);
    log.redo(store.columns, 0, LENGTH);
    expect(column.value).toBe(LENGTH);
    log.undo(store.columns, LENGTH, CHUNK_ENTRIES - 2);
    expect(column.value).toBe(CHUNK_ENTRIES - 2);
  });
});
