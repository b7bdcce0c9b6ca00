/**
 * The resource tree behind /proc/iomem, as kernel/resource.c keeps it (spec 01 §6).
 *
 * Rows and links mirror struct resource and its parent, child and sibling; row 0 is iomem_resource itself.
 */
import { EBUSY } from './errno.ts';
import type { Kernel } from './kernel.ts';

export const RES_USED = 1;
export const IORESOURCE_BUSY = 2;
export const IORESOURCE_SYSRAM = 4;
export const IORESOURCE_SYSRAM_DRIVER_MANAGED = 8;
export const IORESOURCE_SYSRAM_MERGEABLE = 16;
const ROOT = 0;

function newResource(k: Kernel, startBytes: number, endBytes: number, nameId: number, flags: number): number {
  const r = k.resources;
  let row = 1;
  while ((r.flags.get(row) & RES_USED) !== 0) row++;
  r.flags.set(row, flags | RES_USED);
  r.startBytes.set(row, startBytes);
  r.endBytes.set(row, endBytes);
  r.name.set(row, nameId);
  return row;
}

function freeResource(k: Kernel, row: number): void {
  for (const column of Object.values(k.resources)) column.set(row, 0);
  k.lifetimes.leakedReservation.set(row, 0);
  k.lifetimes.freedName.set(row, 0);
}

/** Frees an entry with everything below it: what is unlinked from the tree cannot be reached any more. */
function freeSubtree(k: Kernel, row: number): void {
  for (let child = k.resources.child.get(row); child !== 0;) {
    const next = k.resources.sibling.get(child);
    freeSubtree(k, child);
    child = next;
  }
  freeResource(k, row);
}

/** __request_resource(): links the entry below `parent`, or gives the row it conflicts with (-1 is none). */
function request(k: Kernel, parent: number, row: number): number {
  const r = k.resources;
  const start = r.startBytes.get(row);
  const end = r.endBytes.get(row);
  if (end < start || start < r.startBytes.get(parent) || end > r.endBytes.get(parent)) return parent;
  let previous = 0;
  for (let at = r.child.get(parent); ; at = r.sibling.get(at)) {
    if (at === 0 || r.startBytes.get(at) > end) {
      r.sibling.set(row, at);
      if (previous === 0) r.child.set(parent, row);
      else r.sibling.set(previous, row);
      r.parent.set(row, parent);
      return -1;
    }
    previous = at;
    if (r.endBytes.get(at) < start) continue;
    return at;
  }
}

/**
 * __request_region(): the entry lands at the deepest level; entries that are not BUSY are entered, not refused.
 * `endBytes` is inclusive. Gives the new row, or -EBUSY.
 */
export function request_region(
  k: Kernel,
  startBytes: number,
  endBytes: number,
  nameId: number,
  flags: number,
): number {
  const row = newResource(k, startBytes, endBytes, nameId, flags);
  let parent = ROOT;
  for (;;) {
    const conflict = request(k, parent, row);
    if (conflict < 0) return row;
    const canEnter = conflict !== parent && (k.resources.flags.get(conflict) & IORESOURCE_BUSY) === 0;
    if (!canEnter) {
      freeResource(k, row);
      return -EBUSY;
    }
    parent = conflict;
  }
}

/** Finds the row before `row` among its siblings; 0 when it is the first child. */
function previousSibling(k: Kernel, row: number): number {
  let at = k.resources.child.get(k.resources.parent.get(row));
  if (at === row) return 0;
  while (k.resources.sibling.get(at) !== row) at = k.resources.sibling.get(at);
  return at;
}

function setLink(k: Kernel, parent: number, previous: number, row: number): void {
  if (previous === 0) k.resources.child.set(parent, row);
  else k.resources.sibling.set(previous, row);
}

/** remove_resource(): takes out that one entry; what lies below it moves up to its parent. */
export function remove_resource(k: Kernel, row: number): void {
  const r = k.resources;
  const parent = r.parent.get(row);
  const previous = previousSibling(k, row);
  const first = r.child.get(row);
  if (first === 0) {
    setLink(k, parent, previous, r.sibling.get(row));
  } else {
    let last = first;
    for (let child = first; child !== 0; child = r.sibling.get(child)) {
      r.parent.set(child, parent);
      last = child;
    }
    r.sibling.set(last, r.sibling.get(row));
    setLink(k, parent, previous, first);
  }
  freeResource(k, row);
}

/** __release_region(): deletes the BUSY entry with exactly this start and end, whoever made it. */
export function release_region(k: Kernel, startBytes: number, endBytes: number): boolean {
  const r = k.resources;
  let parent = ROOT;
  let previous = 0;
  for (let at = r.child.get(ROOT); at !== 0;) {
    if (r.startBytes.get(at) <= startBytes && r.endBytes.get(at) >= endBytes) {
      if ((r.flags.get(at) & IORESOURCE_BUSY) === 0) {
        parent = at;
        previous = 0;
        at = r.child.get(at);
        continue;
      }
      if (r.startBytes.get(at) !== startBytes || r.endBytes.get(at) !== endBytes) return false;
      setLink(k, parent, previous, r.sibling.get(at));
      freeSubtree(k, at);
      return true;
    }
    previous = at;
    at = r.sibling.get(at);
  }
  return false;
}

/**
 * release_mem_region_adjustable(): deletes, trims or splits the BUSY entry that contains the whole range. Without
 * such an entry nothing is released, and nobody is told.
 */
export function release_mem_region_adjustable(k: Kernel, startBytes: number, endBytes: number): void {
  const r = k.resources;
  let parent = ROOT;
  let previous = 0;
  for (let at = r.child.get(ROOT); at !== 0;) {
    const start = r.startBytes.get(at);
    const end = r.endBytes.get(at);
    if (start >= endBytes) return;
    if (start > startBytes || end < endBytes) {
      previous = at;
      at = r.sibling.get(at);
      continue;
    }
    if ((r.flags.get(at) & IORESOURCE_BUSY) === 0) {
      parent = at;
      previous = 0;
      at = r.child.get(at);
      continue;
    }
    if (start === startBytes && end === endBytes) {
      setLink(k, parent, previous, r.sibling.get(at));
      freeSubtree(k, at);
    } else if (start === startBytes) {
      r.startBytes.set(at, endBytes + 1);
    } else if (end === endBytes) {
      r.endBytes.set(at, startBytes - 1);
    } else {
      const upper = newResource(k, endBytes + 1, end, r.name.get(at), r.flags.get(at));
      k.lifetimes.freedName.set(upper, k.lifetimes.freedName.get(at));
      r.endBytes.set(at, startBytes - 1);
      r.parent.set(upper, parent);
      r.sibling.set(upper, r.sibling.get(at));
      r.sibling.set(at, upper);
    }
    return;
  }
}

/** merge_system_ram_resource(): marks the entry and joins it with equal neighbours that it touches. */
export function merge_system_ram_resource(k: Kernel, row: number): void {
  const r = k.resources;
  r.flags.set(row, r.flags.get(row) | IORESOURCE_SYSRAM_MERGEABLE);
  const next = r.sibling.get(row);
  if (next !== 0 && mergeable(k, row, next)) joinWithNext(k, row, next);
  const previous = previousSibling(k, row);
  if (previous !== 0 && mergeable(k, previous, row)) joinWithNext(k, previous, row);
}

function mergeable(k: Kernel, lower: number, upper: number): boolean {
  const r = k.resources;
  return (
    r.flags.get(lower) === r.flags.get(upper) &&
    r.name.get(lower) === r.name.get(upper) &&
    r.endBytes.get(lower) + 1 === r.startBytes.get(upper) &&
    r.child.get(lower) === 0 &&
    r.child.get(upper) === 0
  );
}

function joinWithNext(k: Kernel, lower: number, upper: number): void {
  k.resources.endBytes.set(lower, k.resources.endBytes.get(upper));
  k.resources.sibling.set(lower, k.resources.sibling.get(upper));
  freeResource(k, upper);
}

/** One entry of the tree, for pictures and texts. */
export interface ResourceEntry {
  readonly row: number;
  readonly depth: number;
  readonly startBytes: number;
  /** Inclusive. */
  readonly endBytes: number;
  readonly name: string;
  readonly busy: boolean;
  readonly systemRam: boolean;
}

/** All entries in the order of /proc/iomem. */
export function resourceEntries(k: Kernel): ResourceEntry[] {
  const entries: ResourceEntry[] = [];
  const r = k.resources;
  const visit = (first: number, depth: number): void => {
    for (let row = first; row !== 0; row = r.sibling.get(row)) {
      const flags = r.flags.get(row);
      entries.push({
        row,
        depth,
        startBytes: r.startBytes.get(row),
        endBytes: r.endBytes.get(row),
        name: k.names.text(r.name.get(row)),
        busy: (flags & IORESOURCE_BUSY) !== 0,
        systemRam: (flags & IORESOURCE_SYSRAM) !== 0,
      });
      visit(r.child.get(row), depth + 1);
    }
  };
  visit(r.child.get(ROOT), 0);
  return entries;
}

/**
 * walk_system_ram_range() summed up: number of whole pages of `[startPfn, startPfn + pages)` that lie under busy
 * System RAM entries.
 */
export function systemRamPages(k: Kernel, startPfn: number, pages: number): number {
  const r = k.resources;
  let covered = 0;
  const visit = (first: number): void => {
    for (let row = first; row !== 0; row = r.sibling.get(row)) {
      const flags = r.flags.get(row);
      if ((flags & IORESOURCE_BUSY) !== 0 && (flags & IORESOURCE_SYSRAM) !== 0) {
        const from = Math.max(Math.ceil(r.startBytes.get(row) / 4096), startPfn);
        const to = Math.min(Math.floor((r.endBytes.get(row) + 1) / 4096), startPfn + pages);
        if (to > from) covered += to - from;
      } else {
        visit(r.child.get(row));
      }
    }
  };
  visit(r.child.get(ROOT));
  return covered;
}
