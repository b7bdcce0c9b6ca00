/**
 * What the kmem driver leaves behind, and what it frees too early (spec 05 C1 to C3, D8; 04 §6, last rows).
 *
 * Questions for conditions and views, and the reports of uses of freed memory. A report is what a kernel with KASAN
 * would print; the model goes on with the value that was there, because nobody can know what stands there instead.
 */
import { nextBlock } from '../state/blocks.ts';
import { message } from '../state/journal.ts';
import type { Kernel } from '../state/kernel.ts';
import { RES_USED } from '../state/resources.ts';
import { hex } from '../state/units.ts';

/** Name of the entries that the driver's adds make: one string of the module, kmem_name. */
const KMEM_NAME = 'System RAM (kmem)';

/**
 * Parts of a dax device that nobody will free: `blocks` of a group that was left behind, `reservation` in
 * /proc/iomem, memory `group`, `driver data`, `name` (the driver's copy of the device's name), memory `notifier`; and
 * `freed name`: an entry of /proc/iomem in its region whose name points to freed memory.
 */
export type LeakedPart =
  'blocks' | 'reservation' | 'group' | 'driver data' | 'name' | 'notifier' | 'freed name';

/** What earlier bindings of a device to kmem left behind, in the order of the type; empty when all was freed. */
export function leakedParts(k: Kernel, device: number): LeakedPart[] {
  const { leakedGroup, leakedReservation, leakedData, leakedName, leakedNotifier } = k.lifetimes;
  const isOurs = (owner: number): boolean => owner === device + 1;
  const holds: Record<LeakedPart, boolean> = {
    blocks: hasLeakedBlock(k, device),
    reservation: leakedReservation.data.some(isOurs),
    group: leakedGroup.data.some(isOurs),
    'driver data': leakedData.get(device) !== 0,
    name: leakedName.get(device) !== 0,
    notifier: leakedNotifier.get(device) !== 0,
    'freed name': freedNameRows(k).some((row) => isInRegion(k, device, row)),
  };
  return (Object.keys(holds) as LeakedPart[]).filter((part) => holds[part]);
}

function hasLeakedBlock(k: Kernel, device: number): boolean {
  for (let id = nextBlock(k, 0, Infinity); id >= 0; id = nextBlock(k, id + 1, Infinity)) {
    const mgid = k.blocks.group.get(id) - 1;
    if (mgid >= 0 && k.lifetimes.leakedGroup.get(mgid) === device + 1) return true;
  }
  return false;
}

function isInRegion(k: Kernel, device: number, row: number): boolean {
  return (
    k.resources.startBytes.get(row) >= k.dax.regionStartBytes.get(device) &&
    k.resources.endBytes.get(row) < k.dax.regionEndBytes.get(device)
  );
}

/** Rows of the resource tree whose name points to freed memory. */
export function freedNameRows(k: Kernel): number[] {
  const rows: number[] = [];
  const { freedName } = k.lifetimes;
  for (let row = 1; row < freedName.data.length; row++) if (freedName.get(row) !== 0) rows.push(row);
  return rows;
}

/** The module kmem was unloaded and its resource name was not freed. */
export function isModuleNameLeaked(k: Kernel): boolean {
  return k.lifetimes.leakedModuleName.value !== 0;
}

/** The same, although no entry of /proc/iomem uses the name any more. */
export function isModuleNameLeakedInVain(k: Kernel): boolean {
  return isModuleNameLeaked(k) && kmemEntries(k).length === 0;
}

function kmemEntries(k: Kernel): number[] {
  const { flags, name } = k.resources;
  const rows: number[] = [];
  for (let row = 1; row < flags.data.length; row++) {
    if ((flags.get(row) & RES_USED) !== 0 && k.names.text(name.get(row)) === KMEM_NAME) rows.push(row);
  }
  return rows;
}

/** dax_kmem_exit() frees kmem_name unless a removal failed; entries that still use it then point to freed memory. */
export function releaseModuleName(k: Kernel): void {
  if (k.dax.anyHotremoveFailed.value !== 0) k.lifetimes.leakedModuleName.value = 1;
  else for (const row of kmemEntries(k)) k.lifetimes.freedName.set(row, 1);
}

/** Bits of `usedAfterFree`. */
export const USED_MEMORY_TYPE = 1;
export const USED_NAME = 2;

/** Uses of freed memory that a device caused so far. */
export type UseAfterFree = 'memory type' | 'name';

/** Which uses of freed memory a dax device has caused. */
export function usesAfterFree(k: Kernel, device: number): UseAfterFree[] {
  const bits = k.lifetimes.usedAfterFree.get(device);
  const uses: UseAfterFree[] = [];
  if ((bits & USED_MEMORY_TYPE) !== 0) uses.push('memory type');
  if ((bits & USED_NAME) !== 0) uses.push('name');
  return uses;
}

const MEMORY_TYPE_READ = message(
  'report',
  (names, device) =>
    `use after free in dev_dax_kmem_remove: the memory type of ${names.text(device)} is read from driver data that was freed (modelled)`,
);
const NAME_READ = message(
  'report',
  (names, device, start, last) =>
    `use after free in r_show: the name of the entry ${hex(start)}-${hex(last)} of ${names.text(device)} points to freed memory (modelled)`,
);

/** Notes a use of freed memory and says so. */
export function reportUse(k: Kernel, device: number, use: typeof USED_MEMORY_TYPE): void {
  noteUse(k, device, use);
  k.say(MEMORY_TYPE_READ, k.dax.name.get(device));
}

function noteUse(k: Kernel, device: number, use: number): void {
  k.lifetimes.usedAfterFree.set(device, k.lifetimes.usedAfterFree.get(device) | use);
}

/** A program reads /proc/iomem: every name that points to freed memory is read. */
export function reportFreedNames(k: Kernel): void {
  for (const row of freedNameRows(k)) {
    for (let device = 0; device < k.dax.count.value; device++) {
      if (!isInRegion(k, device, row)) continue;
      noteUse(k, device, USED_NAME);
      const { startBytes, endBytes } = k.resources;
      k.say(NAME_READ, k.dax.name.get(device), startBytes.get(row), endBytes.get(row));
    }
  }
}
