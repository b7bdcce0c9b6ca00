/**
 * Schedules survive being written down, and a wrong one is placed.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSchedule, scheduleText } from './schedule-text.ts';

const NAMES = ['udev', 'driver', 'user', 'kworker'];
const turns = fc.array(fc.record({ actor: fc.nat(3), steps: fc.integer({ min: 1, max: 10_000 }) }), {
  minLength: 1,
});

describe('the text of a schedule', () => {
  it('is read back as what was written', () => {
    fc.assert(
      fc.property(turns, (schedule) => {
        expect(parseSchedule(scheduleText(schedule, NAMES), NAMES)).toEqual({ ok: true, value: schedule });
      }),
    );
  });

  it('survives the line breaks and quote signs of a mail', () => {
    const text = '> driver 12,\r\n> user\n> 3,\n>> driver 4\n';
    expect(parseSchedule(text, NAMES)).toEqual({
      ok: true,
      value: [
        { actor: 1, steps: 12 },
        { actor: 2, steps: 3 },
        { actor: 1, steps: 4 },
      ],
    });
  });

  it.each([
    ['driver 12, usr 3', 11, 'there is no actor usr', 'did you mean user?'],
    ['driver 12, user three', 11, 'three is no number of steps', 'write a whole number from 1 on'],
    ['driver 0', 0, '0 is no number of steps', 'write a whole number from 1 on'],
    ['driver', 0, '"driver" is no turn', 'write a name and a number of steps: udev 12'],
    ['  ', 0, 'the schedule is empty', 'write whose turn it is: udev 12'],
  ])('%j: says where and what to write instead', (text, at, what, fix) => {
    expect(parseSchedule(text, NAMES)).toEqual({ ok: false, error: { at, what, fix } });
  });
});
