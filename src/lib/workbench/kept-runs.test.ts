/** Runs that the browser keeps come back whole, also from a file and from damaged storage. */
import { describe, expect, it } from 'vitest';
import { keptRuns, type KeptRun } from './kept-runs.ts';
import { sessionOf, startSession } from './session.ts';
import { LabStore } from './testing/lab-store.ts';

const session = sessionOf({
  source: { kind: 'scenario', id: 'seed' },
  variant: 'v1p3',
  cutAt: 94,
  acts: [{ at: 94, actor: 'user', deed: { kind: 'sysfs_read', path: '/proc/iomem' } }],
});
const run: KeptRun = { id: 'a', title: 'mine', savedMs: 5, revision: 0, position: 94, session };

describe('kept runs', () => {
  it('come back with all branches, the newest first', () => {
    const kept = keptRuns(new LabStore());
    kept.save(run);
    kept.save({ ...run, id: 'b', savedMs: 9 });
    expect(kept.list().map(({ id }) => id)).toEqual(['b', 'a']);
    expect(kept.get('a')).toEqual({ ...run, revision: 1 });
  });

  it('are one where another tab has only renamed them', () => {
    const kept = keptRuns(new LabStore());
    kept.save(run);
    kept.save({ ...run, revision: 1, title: 'renamed' });
    expect(kept.save({ ...run, revision: 1, position: 3 })).toMatchObject({
      record: { id: 'a', title: 'renamed', position: 3, revision: 3 },
    });
    const other = startSession(session.source, 'v1p3');
    expect(kept.save({ ...run, revision: 1, session: other })).toMatchObject({
      record: { title: 'mine (copy)' },
    });
    expect(kept.list()).toHaveLength(2);
  });

  it('pass over a damaged record, and say that it is there', () => {
    const kept = keptRuns(
      new LabStore({
        'memory-hotplug-playground.run.x': '{"id":',
        'memory-hotplug-playground.run.y': '{"id":"y"}',
      }),
    );
    kept.save(run);
    expect(kept.list()).toHaveLength(1);
    expect(kept.countDamaged()).toBe(2);
  });

  it('go into one file and come back from it beside what is there', () => {
    const kept = keptRuns(new LabStore());
    kept.save(run);
    expect(kept.bringBack(kept.file())).toMatchObject({ ok: true, value: [{ title: 'mine', revision: 1 }] });
    expect(kept.list().map((each) => each.session.branches.length)).toEqual([2, 2]);
    expect(kept.bringBack('{}')).toMatchObject({ ok: false, error: { where: 'At format.' } });
  });
});
