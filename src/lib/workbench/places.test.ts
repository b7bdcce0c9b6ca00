/** Places in runs, and the same place in the run of another kernel. */
import { describe, expect, test } from 'vitest';
import type { MarkView, TimelineView } from './frame.ts';
import {
  commandPosition,
  nextCommand,
  nextErrno,
  previousCommand,
  samePlace,
  tellingPosition,
} from './places.ts';

const actor = { name: 'driver', letter: 'D' };

function mark(index: number, startStep: number, endStep: number | null): MarkView {
  return {
    index,
    actor,
    text: `command ${index}`,
    startStep,
    endStep,
    result: '0',
    failed: false,
    agrees: null,
    difference: null,
  };
}

/** Commands by where they begin and end; refusals by their position. */
function run(
  spans: readonly (readonly [number, number | null])[],
  errnos: readonly number[] = [],
): TimelineView {
  return {
    length: Math.max(...spans.map(([start, end]) => end ?? start + 10)),
    errnos: errnos.map((position) => ({ position, errno: '-EBUSY' })),
    lockSpans: [],
    zoneChanges: [],
    marks: spans.map(([start, end], index) => mark(index, start, end)),
  };
}

describe('jumping', () => {
  const timeline = run(
    [
      [0, 10],
      [10, 30],
      [15, 40],
    ],
    [12, 25],
  );

  test('finds the refusals after a position, one after the other', () => {
    expect(nextErrno(timeline, 0)).toBe(12);
    expect(nextErrno(timeline, 12)).toBe(25);
    expect(nextErrno(timeline, 25)).toBeNull();
  });

  test('goes to the first step of commands', () => {
    expect(nextCommand(timeline, 0)).toBe(1);
    expect(nextCommand(timeline, 1)).toBe(11);
    expect(nextCommand(timeline, 16)).toBeNull();
    expect(previousCommand(timeline, 40)).toBe(16);
    expect(previousCommand(timeline, 11)).toBe(1);
  });

  test('goes back to the start from the first command, and no further', () => {
    expect(previousCommand(timeline, 1)).toBe(0);
    expect(previousCommand(timeline, 0)).toBeNull();
  });

  test('stays where a command was tried that the kernel does not have', () => {
    expect(commandPosition(mark(0, 7, 7))).toBe(7);
    expect(commandPosition(mark(0, 7, null))).toBe(8);
  });
});

describe('the telling position', () => {
  test('is the first refusal, or the end where nothing is refused', () => {
    expect(tellingPosition(run([[0, 30]], [12, 20]))).toBe(12);
    expect(tellingPosition(run([[0, 30]]))).toBe(30);
  });
});

describe('the same place in another run', () => {
  const from = run(
    [
      [0, 10],
      [10, 30],
    ],
    [22],
  );
  const to = run(
    [
      [0, 14],
      [14, 20],
      [20, 60],
    ],
    [18],
  );

  test('of the start is the start', () => {
    expect(samePlace(from, 0, to)).toBe(0);
  });

  test('of a refusal is the same refusal of the same command', () => {
    expect(samePlace(from, 22, to)).toBe(18);
  });

  test('of the end of a command is its end', () => {
    expect(samePlace(from, 10, to)).toBe(14);
    expect(samePlace(from, 30, to)).toBe(20);
  });

  test('of any other step is as far into the same command, but not beyond it', () => {
    expect(samePlace(from, 13, to)).toBe(17);
    expect(samePlace(from, 29, to)).toBe(20);
  });

  test('of a refusal that the other kernel does not give is as far into the command', () => {
    expect(
      samePlace(
        from,
        22,
        run([
          [0, 5],
          [5, 50],
        ]),
      ),
    ).toBe(17);
  });

  test('of a command that the other run does not have lies within the run', () => {
    expect(samePlace(from, 29, run([[0, 5]]))).toBe(5);
  });
});
