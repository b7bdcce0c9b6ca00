/** Waits for bug 3: what is cut off and run again comes out the same, with sleepers and pollers. */
import { describe, expect, test } from 'vitest';
import { add_memory } from '../core/add-memory.ts';
import { remove_memory } from '../core/remove-memory.ts';
import { Lab } from '../testing/lab.ts';
import { range } from '../testing/lab-machine.ts';

describe('cutting', () => {
  /** A driver held in a notifier, a user who polls, a second driver asleep; then somebody releases the first. */
  function contended(): { lab: Lab; from: number } {
    const lab = new Lab();
    lab.call(add_memory, 1, ...range(32, 4), 0);
    lab.hold('GOING_ONLINE', 32);
    lab.beginWrite('memory32/state', 'online');
    lab.beginWrite('memory33/state', 'online_movable');
    lab.start(remove_memory, ...range(33));
    const from = lab.machine.run.length;
    lab.machine.begin('root', { kind: 'notifier_release' });
    return { lab, from };
  }

  test('after any position of a run with sleepers and pollers, what is run again comes out the same', () => {
    const { lab, from } = contended();
    const { run } = lab.machine;
    lab.machine.settle();
    const [end, hash] = [run.length, lab.k.store.hash()];
    expect(lab.block(33)).toBe('absent');
    const journal = lab.k.journal.texts(lab.k.names, 'dmesg');
    for (let position = end - 1; position > from; position--) {
      run.truncate(position);
      lab.machine.settle();
      expect([position, lab.block(33), run.length, lab.k.store.hash()]).toEqual([
        position,
        'absent',
        end,
        hash,
      ]);
    }
    expect(lab.k.journal.texts(lab.k.names, 'dmesg')).toEqual(journal);
  });
});
