/** The tree of branches: what goes on with a branch, what begins a new one, and that nothing is ever lost. */
import { describe, expect, it } from 'vitest';
import type { Act, Deed } from '#lib/scenario/deed.ts';
import {
  actIn,
  currentBranch,
  deleteBranch,
  recipeOf,
  renameBranch,
  sessionOf,
  startSession,
  type Session,
} from './session.ts';

const cat: Deed = { kind: 'sysfs_read', path: '/sys/devices/system/memory/memory0/state' };
const at = (position: number, deed: Deed = cat): Act => ({ at: position, actor: 'user', deed });
const fresh = (): Session => startSession({ kind: 'scenario', id: 'seed' }, 'v1p3');
const SOURCE = 100;

describe('acting', () => {
  it('at the end of the source begins a branch that keeps all of the source', () => {
    const session = actIn(fresh(), at(100), { run: 100, source: SOURCE });
    expect(currentBranch(session)).toMatchObject({ parent: 0, forkAt: 100, cutAt: null });
    expect(recipeOf(session).acts).toEqual([at(100)]);
    expect(session.branches[0]?.acts).toEqual([]);
  });

  it('within the source begins a branch that leaves it there', () => {
    const session = actIn(fresh(), at(40), { run: 100, source: SOURCE });
    expect(currentBranch(session)).toMatchObject({ parent: 0, forkAt: 40, cutAt: 40 });
  });

  it('at the end of a branch goes on with it', () => {
    const one = actIn(fresh(), at(40), { run: 100, source: SOURCE });
    const two = actIn(one, at(52), { run: 52, source: SOURCE });
    expect(two.branches).toHaveLength(2);
    expect(recipeOf(two)).toMatchObject({ cutAt: 40, acts: [at(40), at(52)] });
  });

  it('while the last act of a branch is under way goes on with it too: nothing is lost', () => {
    const one = actIn(fresh(), at(40), { run: 100, source: SOURCE });
    const two = actIn(one, at(45), { run: 52, source: SOURCE });
    expect(two.branches).toHaveLength(2);
    expect(recipeOf(two).acts.map((act) => act.at)).toEqual([40, 45]);
  });

  it('before an act of a branch begins another one, and the old future stays', () => {
    const one = actIn(fresh(), at(40), { run: 100, source: SOURCE });
    const two = actIn(one, at(52), { run: 52, source: SOURCE });
    const other = actIn(two, at(45), { run: 60, source: SOURCE });
    expect(other.branches).toHaveLength(3);
    expect(recipeOf(other).acts.map((act) => act.at)).toEqual([40, 45]);
    expect(other.branches.find(({ id }) => id === two.current)).toEqual(currentBranch(two));
  });

  it('before the place where a branch left the source leaves the source earlier', () => {
    const one = actIn(fresh(), at(40), { run: 100, source: SOURCE });
    const earlier = actIn(one, at(20), { run: 52, source: SOURCE });
    expect(recipeOf(earlier)).toMatchObject({ cutAt: 20, acts: [at(20)] });
  });

  it('gives equal deeds different names', () => {
    const one = actIn(fresh(), at(40), { run: 100, source: SOURCE });
    const two = actIn({ ...one, current: 0 }, at(30), { run: 100, source: SOURCE });
    expect(new Set(two.branches.map(({ name }) => name)).size).toBe(3);
  });
});

describe('the tree', () => {
  it('takes in a recipe that somebody sent as a branch of its source', () => {
    const session = sessionOf({ ...fresh(), cutAt: 12, acts: [at(12)] });
    expect(recipeOf(session)).toMatchObject({ cutAt: 12, acts: [at(12)] });
    expect(session.branches).toHaveLength(2);
  });

  it('renames a branch, but not to nothing', () => {
    const session = actIn(fresh(), at(40), { run: 100, source: SOURCE });
    expect(currentBranch(renameBranch(session, 1, ' udev first ')).name).toBe('udev first');
    expect(renameBranch(session, 1, '  ')).toBe(session);
  });

  it('hangs the branches of a deleted one on its parent, with all their acts', () => {
    const one = actIn(fresh(), at(40), { run: 100, source: SOURCE });
    const two = actIn(actIn(one, at(52), { run: 52, source: SOURCE }), at(45), { run: 60, source: SOURCE });
    const left = deleteBranch(two, 1);
    expect(left.branches.map(({ id, parent, forkAt }) => ({ id, parent, forkAt }))).toEqual([
      { id: 0, parent: null, forkAt: 0 },
      { id: 2, parent: 0, forkAt: 40 },
    ]);
    expect(recipeOf(left)).toEqual(recipeOf(two));
  });

  it('keeps the source', () => {
    expect(deleteBranch(fresh(), 0)).toEqual(fresh());
  });
});
