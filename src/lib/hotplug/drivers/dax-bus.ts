/**
 * A dax device: its ranges, what its files show, and the helpers that every form of the kmem driver uses
 * (spec 03 §1).
 */
import { KMEM_EVENT_COUNT, KMEM_FAMILIES } from '#lib/machines/kmem-device.table.ts';
import { refuseKmem } from '#lib/machines/refused-event.ts';
import { REFUSED } from '#lib/machines/refused.ts';
import type { Kernel } from '../state/kernel.ts';
import { DAX_RANGES } from '../state/tables.ts';

/** Row of range `i` of a device in the range columns. */
export function rangeRow(device: number, i: number): number {
  return device * DAX_RANGES + i;
}

/** Name of the device, daxX.Y. */
export function deviceName(k: Kernel, device: number): string {
  return k.names.text(k.dax.name.get(device));
}

/** What the file `size` shows: bytes of all ranges. */
export function rangesSize(k: Kernel, device: number): number {
  let bytes = 0;
  for (let i = 0; i < k.dax.rangeCount.get(device); i++) {
    const row = rangeRow(device, i);
    bytes += k.dax.rangeEndBytes.get(row) - k.dax.rangeStartBytes.get(row) + 1;
  }
  return bytes;
}

/** What the file `resource` shows: start of the first range, or of the region when there is none. */
export function regionStart(k: Kernel, device: number): number {
  if (k.dax.rangeCount.get(device) === 0) return k.dax.regionStartBytes.get(device);
  return k.dax.rangeStartBytes.get(rangeRow(device, 0));
}

export function memmapOnMemoryFile(k: Kernel, device: number): string {
  return String(k.dax.memmapOnMemory.get(device));
}

/** dax_kmem_range(): the whole blocks of a range, end exclusive; null when there is none. */
export function kmemRange(
  k: Kernel,
  device: number,
  i: number,
): { startBytes: number; sizeBytes: number } | null {
  const block = k.constants.blockSizeBytes;
  const row = rangeRow(device, i);
  const startBytes = Math.ceil(k.dax.rangeStartBytes.get(row) / block) * block;
  const endBytes = Math.floor((k.dax.rangeEndBytes.get(row) + 1) / block) * block;
  return startBytes >= endBytes ? null : { startBytes, sizeBytes: endBytes - startBytes };
}

/** Index of the device of that name, or -1. */
export function findDevice(k: Kernel, name: string): number {
  for (let i = 0; i < k.dax.count.value; i++) if (deviceName(k, i) === name) return i;
  return -1;
}

/**
 * Moves a kmem device along its statechart. Kernels without an attribute have no such state. Throws when the chart
 * has no such move: a bug in the driver's model.
 */
export function moveKmem(k: Kernel, device: number, event: number, kernelFunction: string): void {
  const family = k.constants.kmemFamily;
  if (family === 'none') return;
  const state = k.dax.state.get(device);
  const next = KMEM_FAMILIES[family].next[state * KMEM_EVENT_COUNT + event] ?? REFUSED;
  if (next === REFUSED) refuseKmem(deviceName(k, device), state, event, kernelFunction);
  k.dax.state.set(device, next);
}
