/**
 * Rewinding: the state at every position of a run is the one that was there the first time, to the byte, whichever
 * way one comes to it; what is cut off and run again comes out the same.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { add_memory } from '../core/add-memory.ts';
import { offline_and_remove_memory, remove_memory } from '../core/remove-memory.ts';
import type { Kernel } from '../state/kernel.ts';
import { Lab } from '../testing/lab.ts';
import { range } from '../testing/lab-machine.ts';
import { opOf } from './effects.ts';
import type { Run } from './run.ts';

/** A run and what its state was after each step. */
interface Recording {
  readonly run: Run;
  readonly k: Kernel;
  readonly hashes: readonly number[];
  /** Copies of the kernel at a few positions. */
  readonly copies: ReadonlyMap<number, Kernel>;
}

/** Adds `blocks` blocks that go online, takes them offline and removes them, and looks at each state. */
function record(blocks: number): Recording {
  const { k, machine } = new Lab({ defaultOnlineType: 1 });
  const { run } = machine;
  const hashes = [k.store.hash()];
  const copies = new Map([[0, k.clone()]]);
  for (const [fn, args] of [
    [add_memory, [1, ...range(32, blocks), 0]],
    [offline_and_remove_memory, range(32, blocks)],
  ] as const) {
    const thread = run.start('driver', fn, args);
    while (run.step(thread) !== 'ended') {
      hashes.push(k.store.hash());
      if (hashes.length % 97 === 0) copies.set(hashes.length - 1, k.clone());
    }
    hashes.push(k.store.hash());
  }
  return { run, k, hashes, copies };
}

/** A number sequence that looks unordered and is always the same. */
function* scattered(limit: number, count: number): Generator<number> {
  let x = 12345;
  for (let i = 0; i < count; i++) {
    x = (x * 1103515245 + 12345) % 2147483648;
    yield x % limit;
  }
}

describe('seeking', () => {
  let short: Recording;
  beforeAll(() => {
    short = record(4);
  });

  test('there is one state for each position, and the log is as long as the run', () => {
    expect(short.run.history.length).toBe(short.hashes.length - 1);
    expect(short.run.history.position).toBe(short.run.history.length);
  });

  test('backwards step by step, every state comes back', () => {
    const { run, k, hashes } = short;
    for (let position = run.history.length; position >= 0; position--) {
      run.history.seek(position);
      expect(k.store.hash()).toBe(hashes[position]);
    }
  });

  test('forwards step by step, every state comes back', () => {
    const { run, k, hashes } = short;
    for (let position = 0; position < hashes.length; position++) {
      run.history.seek(position);
      expect(k.store.hash()).toBe(hashes[position]);
    }
  });

  test('to any position from any other, the bytes are the same', () => {
    const { run, k, copies } = short;
    const positions = [...copies.keys()];
    for (const from of scattered(positions.length, 30)) {
      for (const position of positions) {
        run.history.seek(positions[from]!);
        run.history.seek(position);
        expect(k.store.difference(copies.get(position)!.store)).toBeNull();
      }
    }
  });

  test.each([-1, 10 ** 9])('there is no position %i', (position) => {
    expect(() => short.run.history.seek(position)).toThrow(RangeError);
  });
});

describe('keyframes', () => {
  let long: Recording;
  beforeAll(() => {
    long = record(90);
  });

  test('a long run has some, the last one not far from the end', () => {
    const { history } = long.run;
    const { step } = history.keyframeBefore(history.length);
    expect(step).toBeGreaterThan(history.length / 3);
    expect(history.keyframeBefore(step).step).toBe(step);
    expect(history.keyframeBefore(step - 1).step).toBeLessThan(step);
    expect(history.keyframeBefore(0).step).toBe(0);
  });

  test('seeking far and near gives the states of the first time', () => {
    const { run, k, hashes } = long;
    for (const position of scattered(hashes.length, 300)) {
      run.history.seek(position);
      expect(k.store.hash()).toBe(hashes[position]);
    }
  });

  test('around a keyframe, just before it and at it, every state comes back', () => {
    const { run, k, hashes } = long;
    const { step } = run.history.keyframeBefore(run.history.length);
    for (const position of [0, step - 1, hashes.length - 1, step, step + 1, 0, step, step - 1]) {
      run.history.seek(position);
      expect(k.store.hash()).toBe(hashes[position]);
    }
  });
});

describe('what a step was', () => {
  const { run } = record(1);

  test('the log names the thread, the step and the kernel function it was done in', () => {
    const steps = Array.from({ length: run.length }, (_, i) => run.history.step(i));
    const at = steps.findIndex(({ opId }) => opOf(opId).name === 'move_pfn_range_to_zone');
    // It replies whether the node had no memory before.
    expect(steps[at]).toMatchObject({ thread: 1, reply: 1 });
    expect(run.functionAt(at)).toBe('online_pages');
    expect(steps[at]!.depth).toBeGreaterThan(5);
  });

  test('the log has every cell that the step changed, with the value before and after', () => {
    const at = Array.from({ length: run.length }, (_, i) => i).find(
      (i) => opOf(run.history.step(i).opId).name === 'move_pfn_range_to_zone',
    )!;
    const columns = run.kernel.store.columns;
    const changed = run.history
      .changes(at)
      .map(({ columnId, before, after }) => `${columns[columnId]!.name} ${before} ${after}`);
    expect(changed.sort()).toEqual([
      'block.pagesZone 0 3',
      'node.node_spanned_pages 0 32768',
      'node.node_start_pfn 0 1048576',
      'zone.spanned_pages 0 32768',
      'zone.zone_start_pfn 0 1048576',
    ]);
  });
});

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

  test.each([
    ['from the last keyframe far before it', false],
    ['from a keyframe at every step', true],
  ])(
    'after any position of a run with sleepers and pollers the same follows again, %s',
    (_, withKeyframes) => {
      const { lab, from } = contended();
      const { run } = lab.machine;
      while (lab.machine.stepOnce() !== null) {
        if (withKeyframes) run.history.addKeyframe(run.saveThreads());
      }
      const [end, hash] = [run.length, lab.k.store.hash()];
      expect(lab.block(33)).toBe('absent');
      const journal = lab.k.journal.texts(lab.k.names, 'dmesg');
      for (let position = end - 1; position > from; position--) {
        lab.machine.truncate(position);
        lab.machine.settle();
        expect([position, lab.block(33), run.length, lab.k.store.hash()]).toEqual([
          position,
          'absent',
          end,
          hash,
        ]);
      }
      expect(lab.k.journal.texts(lab.k.names, 'dmesg')).toEqual(journal);
    },
  );

  test('everything behind the position is forgotten: steps, journal, threads', () => {
    const lab = new Lab({ defaultOnlineType: 1 });
    const { run } = lab.machine;
    lab.call(add_memory, 1, ...range(32), 0);
    const [length, journal] = [run.length, lab.k.journal.length];
    const hash = lab.k.store.hash();
    const thread = run.start('driver', offline_and_remove_memory, range(32));
    for (let i = 0; i < 30; i++) run.step(thread);
    expect(lab.k.journal.length).toBeGreaterThan(journal);
    run.truncate(length - 1);
    expect([run.length, run.history.position]).toEqual([length - 1, length - 1]);
    lab.machine.settle();
    expect([run.length, lab.k.journal.length, lab.k.store.hash()]).toEqual([length, journal, hash]);
    expect(run.threads).toEqual([]);
  });

  test('a cut before a keyframe drops it, and seeking still finds every state', () => {
    const { run, k, hashes } = record(90);
    const { step } = run.history.keyframeBefore(run.history.length);
    run.truncate(step - 5);
    expect(run.history.keyframeBefore(run.history.length).step).toBeLessThan(step);
    for (const position of [step - 5, 17, step - 6, 0, step - 5]) {
      run.history.seek(position);
      expect(k.store.hash()).toBe(hashes[position]);
    }
  });
});
