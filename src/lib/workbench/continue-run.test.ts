/** Acting by hand: the same recipe gives the same bytes, however it was come by, and trying out changes nothing. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Act, Deed } from '#lib/scenario/deed.ts';
import { LiveRun } from './live-run.ts';
import { playOrder } from './model.ts';
import { TraceLibrary } from './trace-library.ts';

const library = new TraceLibrary(() => Promise.reject(new Error('no recordings here')));
const write = (block: number, word: string): Deed => ({
  kind: 'sysfs_write',
  path: `/sys/devices/system/memory/memory${block}/state`,
  bytes: `${word}\n`,
});

function played(cutAt: number | null, acts: readonly Act[]): LiveRun {
  const run = playOrder({ source: { kind: 'scenario', id: 'seed' }, variant: 'v1p3', cutAt, acts }, library);
  if (!(run instanceof Promise) && run.ok) return run.value;
  throw new Error('the story cannot be played');
}

const bytes = (run: LiveRun): unknown[] => [
  run.timeline.length,
  run.fingerprint(run.timeline.length),
  run.timeline.marks,
];

const source = played(null, []);
const pinnedAt = source.timeline.marks[2]!.startStep;

describe('a run that is gone on with by hand', () => {
  it('leaves out what the source did after the place where it was left', () => {
    const run = played(pinnedAt, []);
    expect(run.timeline.length).toBe(pinnedAt);
    expect(run.timeline.marks).toHaveLength(2);
  });

  it('does an act on the machine as it stands there', () => {
    const run = played(pinnedAt, [{ at: pinnedAt, actor: 'user', deed: write(34, 'offline') }]);
    const mark = run.timeline.marks.at(-1)!;
    expect(mark).toMatchObject({ result: '-EBUSY', failed: true, startStep: pinnedAt });
    expect(run.facts.fidelity.kind).toBe('modelled');
  });

  it('lets what was under way go on beside the act', () => {
    const middle = pinnedAt + 20;
    const run = played(middle, [{ at: middle, actor: 'user', deed: write(35, 'offline') }]);
    const [driver, user] = run.timeline.marks.slice(-2);
    expect(driver).toMatchObject({ result: '-EBUSY', startStep: pinnedAt });
    expect(user!.startStep).toBe(middle);
    expect(driver!.endStep).toBeGreaterThan(middle);
  });

  it('begins an act before the end of the one before it', () => {
    const run = played(pinnedAt, [
      { at: pinnedAt, actor: 'user', deed: write(32, 'offline') },
      { at: pinnedAt + 5, actor: 'user2', deed: write(33, 'offline') },
    ]);
    expect(run.timeline.marks.at(-1)!.startStep).toBe(pinnedAt + 5);
    expect(run.timeline.marks.slice(-2).map(({ result }) => result)).toEqual(['0', '0']);
  });

  it('comes out the same when the acts are done one by one and when they are played at once', () => {
    const word = fc.constantFrom('offline', 'online', 'online_movable', 'online_kernel', 'nonsense');
    const deeds = fc.array(fc.tuple(fc.integer({ min: 30, max: 37 }), word), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: source.timeline.length }), deeds, (cut, list) => {
        const cutAt = cut === source.timeline.length ? null : cut;
        let byHand = played(cutAt, []);
        for (const [block, text] of list) {
          byHand.frame(Math.floor(byHand.timeline.length / 2));
          byHand = byHand.extended({
            at: byHand.timeline.length,
            actor: 'user',
            deed: write(block, text),
          });
        }
        const { acts } = byHand.recipe;
        expect(bytes(played(cutAt, acts))).toEqual(bytes(byHand));
      }),
      { numRuns: 60 },
    );
  });
});

describe('a signal', () => {
  const kernelPage: Deed = { kind: 'pin', startBytes: 2 ** 32 + 3 * 2 ** 27, pages: 1, how: 'kernel' };

  it('ends an offline attempt that would never end', () => {
    const first = played(pinnedAt, [
      { at: pinnedAt, actor: 'gup', deed: kernelPage },
      { at: pinnedAt + 1, actor: 'user', deed: write(35, 'offline') },
    ]);
    expect(first.timeline.marks.at(-1)!.endStep).toBeNull();
    const after = first.extended({
      at: first.timeline.length,
      actor: 'shell',
      deed: { kind: 'signal', actor: 'user', signal: 'SIGINT' },
    });
    expect(after.timeline.marks.slice(-2).map(({ result }) => result)).toEqual(['-EINTR', '0']);
  });

  it('is told that nobody is there to get it', () => {
    const run = source.extended({
      at: source.timeline.length,
      actor: 'shell',
      deed: { kind: 'signal', actor: 'nobody', signal: 'SIGINT' },
    });
    expect(run.timeline.marks.at(-1)).toMatchObject({ failed: true });
  });
});

describe('trying out', () => {
  const run = played(null, []);

  it('says what the deed would meet: errno, function, condition', () => {
    const trial = run.whatIf(pinnedAt, write(34, 'offline'));
    expect(trial).toMatchObject({ kind: 'refused', result: '-EBUSY' });
    expect(trial.refusals.at(-1)).toMatchObject({
      errno: '-EBUSY',
      functionName: 'offline_pages',
      block: 34,
    });
    expect(run.whatIf(pinnedAt, write(35, 'offline'))).toMatchObject({ kind: 'done', result: '0' });
  });

  it('says that a deed would wait while somebody else holds the lock for ever', () => {
    const stuck = played(pinnedAt, [
      {
        at: pinnedAt,
        actor: 'gup',
        deed: { kind: 'pin', startBytes: 2 ** 32 + 3 * 2 ** 27, pages: 1, how: 'kernel' },
      },
      { at: pinnedAt + 1, actor: 'user', deed: write(35, 'offline') },
    ]);
    expect(stuck.whatIf(stuck.timeline.length, write(32, 'offline')).kind).toBe('waits');
  });

  it('says that a call is not in this kernel', () => {
    const deed: Deed = { kind: 'api', call: 'no_such_call' };
    expect(run.whatIf(0, deed)).toMatchObject({ kind: 'refused', result: 'not in this kernel' });
  });

  it('leaves the run as it is, byte for byte', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: run.timeline.length }),
        fc.integer({ min: 30, max: 36 }),
        (at, block) => {
          const before = run.fingerprint(at);
          run.whatIf(at, write(block, 'offline'));
          run.whatIf(at, write(block, 'a word never seen before'));
          expect(run.fingerprint(at)).toBe(before);
          expect(run.fingerprint(run.timeline.length)).toBe(source.fingerprint(source.timeline.length));
        },
      ),
      { numRuns: 40 },
    );
  });
});
