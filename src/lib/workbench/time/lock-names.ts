/**
 * The locks of a machine by name, outer to inner.
 */
import type { Kernel } from '#lib/hotplug/state/kernel.ts';
import {
  ACPI_SCAN_LOCK,
  DAX_DEVICE_LOCK,
  DEVICE_HOTPLUG_LOCK,
  KMEM_DATA_LOCK,
  lockName,
  MEM_HOTPLUG_LOCK,
} from '#lib/hotplug/run/locks.ts';
import { DAX_DEVICES } from '#lib/hotplug/state/tables.ts';

export interface NamedLock {
  readonly lock: number;
  readonly name: string;
}

/** Without the device locks of memory blocks, which go by the name of their block. */
export function locksOf(k: Kernel): NamedLock[] {
  const devices = Math.min(k.dax.count.value, DAX_DEVICES);
  const dax = Array.from({ length: devices }, (_, i) => [DAX_DEVICE_LOCK + i, KMEM_DATA_LOCK + i]).flat();
  return [...dax, DEVICE_HOTPLUG_LOCK, ACPI_SCAN_LOCK, MEM_HOTPLUG_LOCK].map((lock) => ({
    lock,
    name: lockName(lock),
  }));
}
