/** A mark that stays is found again, wherever it moves; no element is given to two marks. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinMarks, NEW_MARK } from './join-marks.ts';

const things = fc.uniqueArray(
  fc.record({ kind: fc.constantFrom('rect', 'text'), key: fc.constantFrom(...'abcdefgh') }),
  { selector: ({ kind, key }) => `${kind} ${key}`, maxLength: 12 },
);

describe('joinMarks', () => {
  it('finds each mark at the place where it was, and only what is new is new', () => {
    fc.assert(
      fc.property(things, things, (before, marks) => {
        const expected = marks.map(({ kind, key }) =>
          before.findIndex((one) => one.kind === kind && one.key === key),
        );
        expect(joinMarks(before, marks)).toEqual(expected);
      }),
    );
  });

  it('finds all of a picture that has one mark more or less', () => {
    fc.assert(
      fc.property(things, fc.nat(), (marks, at) => {
        const without = marks.toSpliced(at % (marks.length + 1), 1);
        expect(joinMarks(marks, without)).not.toContain(NEW_MARK);
        const found = joinMarks(without, marks).filter((place) => place !== NEW_MARK);
        expect(found).toEqual(without.map((_, i) => i));
      }),
    );
  });
});
