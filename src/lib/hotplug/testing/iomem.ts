/**
 * The resource tree in MiB: short numbers for tests of it.
 */
import type { Kernel } from '../state/kernel.ts';
import { request_region, resourceEntries } from '../state/resources.ts';

export const MIB = 0x100000;

/** Requests `[fromMib, toMib)`; the new row or a negative errno. */
export function request(k: Kernel, fromMib: number, toMib: number, name: string, flags: number): number {
  return request_region(k, fromMib * MIB, toMib * MIB - 1, k.names.id(name), flags);
}

/** The tree as lines `from-to name`, ends exclusive, one `>` for each level. */
export function iomemLines(k: Kernel): string[] {
  return resourceEntries(k).map(
    ({ depth, startBytes, endBytes, name }) =>
      `${'>'.repeat(depth)}${startBytes / MIB}-${(endBytes + 1) / MIB} ${name}`,
  );
}
