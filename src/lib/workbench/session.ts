/**
 * Everything a reader made of one run: a tree of branches, each a list of acts that leaves its parent at a step.
 *
 * Nothing is ever overwritten: whoever acts where the run already goes on gets a new branch, and the old future stays
 * in the tree. Functions here are pure; the workbench holds the session of the page, the library keeps sessions.
 */
import type { VariantId } from '#lib/hotplug/variants/variant.ts';
import { describeDeed, type Act } from '#lib/scenario/deed.ts';
import type { Recipe } from '#lib/scenario/recipe.ts';
import type { RunSource } from '#lib/scenario/moment.ts';

export interface Branch {
  /** 0 is the source itself, without acts. Numbers are never used again. */
  readonly id: number;
  readonly name: string;
  /** Branch that it leaves; null for the source. */
  readonly parent: number | null;
  /** Steps of the parent that it shares. */
  readonly forkAt: number;
  /** Steps of the source that are kept; null for all of it. */
  readonly cutAt: number | null;
  /** All acts from the source on, those shared with the parent too. */
  readonly acts: readonly Act[];
}

export interface Session {
  readonly source: RunSource;
  readonly variant: VariantId;
  readonly branches: readonly Branch[];
  /** Branch that is on screen. */
  readonly current: number;
}

const SOURCE: Branch = { id: 0, name: 'as it was', parent: null, forkAt: 0, cutAt: null, acts: [] };

/** A session in which nothing has been done yet. */
export function startSession(source: RunSource, variant: VariantId): Session {
  return { source, variant, branches: [SOURCE], current: 0 };
}

/** The session of a recipe that somebody sent: its acts are a branch of the source. */
export function sessionOf({ source, variant, cutAt, acts }: Recipe, name?: string): Session {
  const session = startSession(source, variant);
  if (cutAt === null && acts.length === 0) return session;
  const forkAt = cutAt ?? acts[0]?.at ?? 0;
  const branch = { id: 1, name: name ?? nameOf(acts), parent: 0, forkAt, cutAt, acts };
  return { ...session, branches: [SOURCE, branch], current: 1 };
}

function nameOf(acts: readonly Act[]): string {
  const [first] = acts;
  return first === undefined ? 'cut' : describeDeed(first.deed);
}

/** The branch on screen. */
export function currentBranch({ branches, current }: Session): Branch {
  const branch = branches.find(({ id }) => id === current);
  if (branch === undefined) throw new Error(`the session has no branch ${current}`);
  return branch;
}

/** What has to be played to see the branch on screen. */
export function recipeOf(session: Session): Recipe {
  const { cutAt, acts } = currentBranch(session);
  return { source: session.source, variant: session.variant, cutAt, acts };
}

/** Lengths of the run on screen and of its source, in steps. */
export interface Lengths {
  readonly run: number;
  readonly source: number;
}

/**
 * Does an act at its position of the branch on screen. It goes on with that branch if nothing of it is lost by that,
 * else it begins a new one, which is then on screen.
 */
export function actIn(session: Session, act: Act, lengths: Lengths): Session {
  const from = currentBranch(session);
  const cutAt = act.at < Math.min(from.cutAt ?? Infinity, lengths.source) ? act.at : from.cutAt;
  const kept = from.acts.filter(({ at }) => at < act.at || (at === act.at && act.at === lengths.run));
  const isWhole = from.id !== 0 && kept.length === from.acts.length && cutAt === from.cutAt;
  if (isWhole) return replaceBranch(session, { ...from, acts: [...from.acts, act] });
  const id = 1 + Math.max(...session.branches.map((branch) => branch.id));
  const name = freeName(session, describeDeed(act.deed));
  const branch = { id, name, parent: from.id, forkAt: act.at, cutAt, acts: [...kept, act] };
  return { ...session, branches: [...session.branches, branch], current: id };
}

function freeName({ branches }: Session, wish: string): string {
  const taken = new Set(branches.map(({ name }) => name));
  for (let n = 1; ; n++) {
    const name = n === 1 ? wish : `${wish} (${n})`;
    if (!taken.has(name)) return name;
  }
}

function replaceBranch(session: Session, branch: Branch): Session {
  return { ...session, branches: session.branches.map((old) => (old.id === branch.id ? branch : old)) };
}

export function renameBranch(session: Session, id: number, name: string): Session {
  const branch = session.branches.find((candidate) => candidate.id === id);
  const trimmed = name.trim();
  return branch === undefined || trimmed === ''
    ? session
    : replaceBranch(session, { ...branch, name: trimmed });
}

/** Takes a branch out of the tree; branches that left it now leave its parent. The source itself stays. */
export function deleteBranch(session: Session, id: number): Session {
  const gone = session.branches.find((branch) => branch.id === id);
  if (gone === undefined || gone.parent === null) return session;
  const { parent } = gone;
  const branches = session.branches
    .filter((branch) => branch.id !== id)
    .map((branch) =>
      branch.parent === id ? { ...branch, parent, forkAt: Math.min(branch.forkAt, gone.forkAt) } : branch,
    );
  return { ...session, branches, current: session.current === id ? parent : session.current };
}
