/**
 * Which steps another actor could notice.
 *
 * A step is invisible when nobody else touches the same cells without holding a lock that its thread holds too (and
 * one of the two writes). Invisible steps may follow the one before them without a look at the other actors: every
 * order of the others around them comes to the same. A step that only gives a lock back is invisible as well: what the
 * others can do before it they can also do after it. (Lipton's reduction: acquiring is a right mover, releasing a left
 * mover, an access that a common lock protects is both.)
 *
 * Who touches what under which locks is learnt while exploring. When a step turns out to be visible that was passed
 * over before, the search has to begin anew; what was learnt stays.
 */
import type { ColumnStore } from '#lib/hotplug/state/columns.ts';

/** Locks that a thread holds: a bit for each row of `lock.owner`, and the block whose device lock it holds, plus one. */
export interface LocksHeld {
  readonly mask: number;
  readonly block: number;
}

/** Somebody was seen touching a cell: plain data, so that shards of one search can tell each other. */
export interface LearntAccess {
  readonly cell: number;
  readonly actor: number;
  readonly isWrite: boolean;
  readonly locks: LocksHeld;
  readonly isRelease: boolean;
  /** A step that did so was passed over as if nobody could notice it. */
  readonly wasPassedOver: boolean;
}

interface Access {
  readonly actor: number;
  readonly isWrite: boolean;
  readonly locks: LocksHeld;
  /** Giving a lock back. */
  readonly isRelease: boolean;
  readonly nodes: Set<number>;
  /** Somebody else can notice it. */
  isSeen: boolean;
}

/**
 * Columns that say who holds and who waits for a lock, or who is inside a file: only the steps of locks, and those that
 * wait for the last one to leave a file, look at them.
 */
const LOCK_COLUMN =
  /^(lock\.(owner|sleeper|sleepsOn)|block\.(deviceLock|kernfs\.active)|kmem\.(attribute|files)\.active)$/;
/** Who looks at cells because a condition asks about every moment. */
export const OBSERVER = -1;
const NO_LOCKS: LocksHeld = { mask: 0, block: 0 };

function haveCommonLock(a: LocksHeld, b: LocksHeld): boolean {
  return (a.mask & b.mask) !== 0 || (a.block !== 0 && a.block === b.block);
}

/** Can the first be noticed by whoever does the second, if both touch the same cell? */
function isNoticed(
  access: Pick<Access, 'actor' | 'isWrite' | 'locks' | 'isRelease'>,
  by: Pick<Access, 'actor' | 'isWrite' | 'locks'>,
): boolean {
  if (access.actor === by.actor || !(access.isWrite || by.isWrite)) return false;
  return !haveCommonLock(access.locks, by.locks) && !(access.isRelease && by.actor !== OBSERVER);
}

/** Has a search passed over a step that others have seen to be noticed? Then it has to be done again, knowing that. */
export function isOutdated(own: readonly LearntAccess[], others: readonly LearntAccess[]): boolean {
  const byCell = Map.groupBy(others, ({ cell }) => cell);
  return own.some(
    (access) =>
      access.wasPassedOver && (byCell.get(access.cell) ?? []).some((other) => isNoticed(access, other)),
  );
}

export class Conflicts {
  readonly #accesses = new Map<number, Access[]>();
  readonly #visible = new Set<number>();
  readonly #isLockColumn: readonly boolean[];
  /** Everything counts as visible: no step is passed over. */
  readonly #isOff: boolean;

  constructor(store: ColumnStore, reduce: boolean) {
    this.#isLockColumn = store.columns.map(({ name }) => LOCK_COLUMN.test(name));
    this.#isOff = !reduce;
  }

  /** Can another actor notice the step that is done next in this local state, as far as is known? */
  isVisible(node: number): boolean {
    return this.#isOff || this.#visible.has(node);
  }

  /** Number of local states whose step can be noticed. */
  get size(): number {
    return this.#visible.size;
  }

  isLockColumn(columnId: number): boolean {
    return this.#isLockColumn[columnId]!;
  }

  /** Takes over what others have seen. */
  learn(accesses: readonly LearntAccess[]): void {
    for (const { cell, ...access } of accesses) this.#note(cell, access, -1);
  }

  /** All that was seen. */
  learnt(passedOver: ReadonlySet<number>): LearntAccess[] {
    return [...this.#accesses].flatMap(([cell, accesses]) =>
      accesses.map(({ actor, isWrite, locks, isRelease, nodes }) => ({
        cell,
        actor,
        isWrite,
        locks,
        isRelease,
        wasPassedOver: [...nodes].some((node) => passedOver.has(node)),
      })),
    );
  }

  /** A condition looks at the cell in every state. */
  observe(cell: number): void {
    this.#note(cell, { actor: OBSERVER, isWrite: false, locks: NO_LOCKS, isRelease: false }, -1);
  }

  /** The step of a local state touches a cell. Gives true when that makes steps visible that were not before. */
  note(cell: number, access: Omit<Access, 'nodes' | 'isSeen'>, node: number): boolean {
    return this.#note(cell, access, node);
  }

  #note(
    cell: number,
    { actor, isWrite, locks, isRelease }: Omit<Access, 'nodes' | 'isSeen'>,
    node: number,
  ): boolean {
    let accesses = this.#accesses.get(cell);
    if (accesses === undefined) this.#accesses.set(cell, (accesses = []));
    let mine = accesses.find(
      (other) =>
        other.actor === actor &&
        other.isWrite === isWrite &&
        other.isRelease === isRelease &&
        other.locks.mask === locks.mask &&
        other.locks.block === locks.block,
    );
    let changed = false;
    if (mine === undefined) {
      mine = { actor, isWrite, locks, isRelease, nodes: new Set(), isSeen: false };
      accesses.push(mine);
      for (const other of accesses) {
        if (isNoticed(other, mine) && this.#show(other)) changed = true;
        if (isNoticed(mine, other)) this.#show(mine);
      }
    }
    if (node >= 0 && !mine.nodes.has(node)) {
      mine.nodes.add(node);
      if (mine.isSeen && this.#showNode(node)) changed = true;
    }
    return changed;
  }

  #show(access: Access): boolean {
    if (access.isSeen) return false;
    access.isSeen = true;
    let changed = false;
    for (const node of access.nodes) if (this.#showNode(node)) changed = true;
    return changed;
  }

  #showNode(node: number): boolean {
    if (this.#visible.has(node)) return false;
    this.#visible.add(node);
    return true;
  }
}

/** Number of a cell. Columns whose rows have no life of their own are one cell. */
export function cellNumber(columnId: number, index: number, isByRow: boolean): number {
  return columnId * 2 ** 24 + (isByRow ? index : 0);
}
