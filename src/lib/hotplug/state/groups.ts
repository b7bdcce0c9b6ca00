/**
 * Memory groups: register, look up, unregister (drivers/base/memory.c; spec 01 §9).
 */
import { EBUSY, EINVAL } from './errno.ts';
import { fault, FAULT_GROUP } from './faults.ts';
import type { Kernel } from './kernel.ts';

export const GROUP_STATIC = 1;
export const GROUP_DYNAMIC = 2;

/** memory_group_register_static(): max_pages of the whole device. Gives the mgid, -EINVAL or -ENOMEM. */
export function memory_group_register_static(k: Kernel, nid: number, maxPages: number): number {
  if (maxPages <= 0) return -EINVAL;
  return register(k, GROUP_STATIC, nid, maxPages);
}

/** memory_group_register_dynamic(): unit a power of two of at least one block. Gives the mgid, -EINVAL or -ENOMEM. */
export function memory_group_register_dynamic(k: Kernel, nid: number, unitPages: number): number {
  if (unitPages <= 0 || !Number.isInteger(Math.log2(unitPages)) || unitPages < k.blockPages) return -EINVAL;
  return register(k, GROUP_DYNAMIC, nid, unitPages);
}

function register(k: Kernel, kind: number, nid: number, pages: number): number {
  if (nid < 0 || k.nodes.possible.get(nid) === 0) return -EINVAL;
  const failed = fault(k, FAULT_GROUP);
  if (failed !== 0) return failed;
  let mgid = 0;
  while (k.groups.kind.get(mgid) !== 0) mgid++;
  k.groups.kind.set(mgid, kind);
  k.groups.nid.set(mgid, nid);
  k.groups.pages.set(mgid, pages);
  return mgid;
}

/** memory_group_unregister(): 0, -EINVAL for an unknown id, -EBUSY while a block belongs to it. */
export function memory_group_unregister(k: Kernel, mgid: number): number {
  if (!isGroup(k, mgid)) return -EINVAL;
  if (k.groups.blocks.get(mgid) !== 0) return -EBUSY;
  k.groups.kind.set(mgid, 0);
  k.groups.nid.set(mgid, 0);
  k.groups.pages.set(mgid, 0);
  k.groups.presentKernel.set(mgid, 0);
  k.groups.presentMovable.set(mgid, 0);
  return 0;
}

/** memory_group_find_by_id() finds something. */
export function isGroup(k: Kernel, mgid: number): boolean {
  return mgid >= 0 && k.groups.kind.get(mgid) !== 0;
}
