/**
 * Writes to the files of a dax device: size, mapping, align, memmap_on_memory, of drivers/dax/bus.c (spec 03 §1).
 */
import { message } from '../state/journal.ts';
import type { Kernel } from '../state/kernel.ts';
import { WARNING_AT } from '../state/messages.ts';
import { MEMMAP_ON_MEMORY_OFF } from '../state/units.ts';
import { DAX_RANGES } from '../state/tables.ts';
import { defineOp, step, type Kfn } from '../run/effects.ts';
import { kernelFunctions } from '../run/registry.ts';
import {
  BAD_WORD,
  DAX_ALIGN_MISFIT,
  DAX_ALIGN_NO_NUMBER,
  DAX_ALIGN_UNKNOWN,
  DAX_BOUND,
  DAX_EMPTY_MAPPING,
  DAX_MAPPING_TAKEN,
  DAX_NO_SPACE,
  DAX_UNALIGNED,
  MEMMAP_BOUND,
  NO_MEMMAP_ON_MEMORY,
  numberRefusal,
} from './dax-refusals.ts';
import { cString, kstrtobool, kstrtoull, U64_LIMIT } from '../state/parse.ts';
import { rangeRow, rangesSize } from './dax-bus.ts';

/** What device-dax can map with: pages of 4 KiB, 2 MiB and 1 GiB. */
const ALIGNS = [2 ** 12, 2 ** 21, 2 ** 30];
/** memremap_compat_align(): ranges of a region begin and end at multiples of this, whatever the device's align. */
const LEAST_RANGE_ALIGN = 2 ** 21;

/** alloc_is_aligned(): may a range of the device have this length? */
function isAligned(lengthBytes: number, alignBytes: number): boolean {
  return lengthBytes % Math.max(alignBytes, LEAST_RANGE_ALIGN) === 0;
}

function shrink(k: Kernel, device: number, sizeBytes: number): void {
  let left = rangesSize(k, device) - sizeBytes;
  for (let i = k.dax.rangeCount.get(device) - 1; i >= 0 && left > 0; i--) {
    const row = rangeRow(device, i);
    const length = k.dax.rangeEndBytes.get(row) - k.dax.rangeStartBytes.get(row) + 1;
    if (length > left) {
      k.dax.rangeEndBytes.add(row, -left);
      return;
    }
    left -= length;
    k.dax.rangeStartBytes.set(row, 0);
    k.dax.rangeEndBytes.set(row, 0);
    k.dax.rangeCount.set(device, i);
  }
}

function isFree(k: Kernel, device: number, startBytes: number, lastBytes: number): boolean {
  for (let i = 0; i < k.dax.rangeCount.get(device); i++) {
    const row = rangeRow(device, i);
    if (startBytes <= k.dax.rangeEndBytes.get(row) && lastBytes >= k.dax.rangeStartBytes.get(row))
      return false;
  }
  return true;
}

function append(k: Kernel, device: number, startBytes: number, lastBytes: number): void {
  const row = rangeRow(device, k.dax.rangeCount.get(device));
  k.dax.rangeStartBytes.set(row, startBytes);
  k.dax.rangeEndBytes.set(row, lastBytes);
  k.dax.rangeCount.add(device, 1);
}

/** First free piece of the region at or after `fromBytes`; null when the region is full. */
function freePiece(k: Kernel, device: number): { startBytes: number; endBytes: number } | null {
  const ranges = [];
  for (let i = 0; i < k.dax.rangeCount.get(device); i++) {
    const row = rangeRow(device, i);
    ranges.push({ startBytes: k.dax.rangeStartBytes.get(row), endBytes: k.dax.rangeEndBytes.get(row) + 1 });
  }
  ranges.sort((a, b) => a.startBytes - b.startBytes);
  let startBytes = k.dax.regionStartBytes.get(device);
  for (const range of ranges) {
    if (range.startBytes > startBytes) return { startBytes, endBytes: range.startBytes };
    startBytes = range.endBytes;
  }
  const endBytes = k.dax.regionEndBytes.get(device);
  return startBytes < endBytes ? { startBytes, endBytes } : null;
}

/** Takes free space of the region, lowest addresses first, joining what touches the last range. */
function grow(k: Kernel, device: number, sizeBytes: number): number {
  const regionBytes = k.dax.regionEndBytes.get(device) - k.dax.regionStartBytes.get(device);
  if (sizeBytes > regionBytes) return k.refuse(DAX_NO_SPACE);
  for (let left = sizeBytes - rangesSize(k, device); left > 0;) {
    const piece = freePiece(k, device);
    const count = k.dax.rangeCount.get(device);
    if (piece === null || count === DAX_RANGES) return k.refuse(DAX_NO_SPACE);
    const bytes = Math.min(left, piece.endBytes - piece.startBytes);
    const last = rangeRow(device, count - 1);
    const touchesLast = count > 0 && k.dax.rangeEndBytes.get(last) + 1 === piece.startBytes;
    if (touchesLast) k.dax.rangeEndBytes.add(last, bytes);
    else append(k, device, piece.startBytes, piece.startBytes + bytes - 1);
    left -= bytes;
  }
  return 0;
}

const dev_dax_resize = defineOp(
  'dev_dax_resize',
  'the ranges change',
  (k, device: number, written: number, path: number) => {
    const sizeBytes = kstrtoull(k.names.text(written), 0, U64_LIMIT);
    if (sizeBytes < 0) return k.refuse(numberRefusal(sizeBytes), path, written);
    if (!isAligned(sizeBytes, k.dax.alignBytes.get(device))) return k.refuse(DAX_UNALIGNED);
    if (k.dax.driver.get(device) !== 0) return k.refuse(DAX_BOUND, k.dax.name.get(device));
    if (sizeBytes > rangesSize(k, device)) return grow(k, device, sizeBytes);
    shrink(k, device, sizeBytes);
    return 0;
  },
);

/** Write to `size`: -EINVAL, -EBUSY while bound, -ENOSPC; 0 drops all ranges. */
export function* size_store(device: number, written: number, path: number): Kfn {
  return yield step(dev_dax_resize, device, written, path);
}

/** Bit of the warning in `policy.warned`, which holds what is printed once per boot. */
const WARN_EMPTY_RANGE = 4;
const EMPTY_RANGE = message(
  'dmesg',
  (names, device) => `dax ${names.text(device)}: 0-size allocation must be first`,
);

/** A range of no byte is how a device without ranges begins; later ones are a mistake. */
function emptyRange(k: Kernel, device: number): number {
  if (k.dax.rangeCount.get(device) === 0) return 0;
  if (k.warnOnce(WARN_EMPTY_RANGE)) {
    k.say(EMPTY_RANGE, k.dax.name.get(device));
    k.say(WARNING_AT, k.names.id('alloc_dev_dax_range'));
  }
  return k.refuse(DAX_EMPTY_MAPPING);
}

const alloc_dev_dax_range = defineOp(
  'alloc_dev_dax_range',
  'one more range',
  (k, device: number, written: number, path: number) => {
    const text = cString(k.names.text(written));
    const dash = text.indexOf('-');
    if (dash < 0) return k.refuse(BAD_WORD, path, written);
    const start = kstrtoull(text.slice(0, dash), 16, U64_LIMIT);
    if (start < 0) return k.refuse(numberRefusal(start), path, written);
    const end = kstrtoull(text.slice(dash + 1), 16, U64_LIMIT);
    if (end < 0) return k.refuse(numberRefusal(end), path, written);
    if (!isAligned(end - start + 1, k.dax.alignBytes.get(device))) return 0;
    if (end - start + 1 === 0) return emptyRange(k, device);
    const inRegion = start >= k.dax.regionStartBytes.get(device) && end < k.dax.regionEndBytes.get(device);
    const fits = inRegion && end >= start && k.dax.rangeCount.get(device) < DAX_RANGES;
    if (!fits || !isFree(k, device, start, end)) return k.refuse(DAX_MAPPING_TAKEN);
    append(k, device, start, end);
    return 0;
  },
);

/** Write to `mapping`, `0xSTART-0xEND`, end inclusive: also allowed while the device is bound. */
export function* mapping_store(device: number, written: number, path: number): Kfn {
  return yield step(alloc_dev_dax_range, device, written, path);
}

const set_align = defineOp(
  'align_store',
  'every range has to fit the new align',
  (k, device: number, written: number) => {
    const align = kstrtoull(k.names.text(written), 0, U64_LIMIT);
    if (align < 0) return k.refuse(DAX_ALIGN_NO_NUMBER);
    if (!ALIGNS.includes(align)) return k.refuse(DAX_ALIGN_UNKNOWN);
    if (k.dax.driver.get(device) !== 0) return k.refuse(DAX_BOUND, k.dax.name.get(device));
    for (let i = 0; i < k.dax.rangeCount.get(device); i++) {
      const row = rangeRow(device, i);
      const lengthBytes = k.dax.rangeEndBytes.get(row) - k.dax.rangeStartBytes.get(row) + 1;
      if (!isAligned(lengthBytes, align)) return k.refuse(DAX_ALIGN_MISFIT);
    }
    k.dax.alignBytes.set(device, align);
    return 0;
  },
);

/** Write to `align`: -ENXIO for no number, -EINVAL for one that no page or no range has, -EBUSY while bound. */
export function* align_store(device: number, written: number): Kfn {
  return yield step(set_align, device, written);
}

const set_memmap_on_memory = defineOp(
  'memmap_on_memory_store',
  'should blocks hold their own memory map?',
  (k, device: number, written: number, path: number) => {
    const value = kstrtobool(k.names.text(written));
    if (value < 0) return k.refuse(BAD_WORD, path, written);
    if (value === 1 && k.policy.memmapOnMemory.value === MEMMAP_ON_MEMORY_OFF)
      return k.refuse(NO_MEMMAP_ON_MEMORY);
    if (value !== k.dax.memmapOnMemory.get(device) && k.dax.driver.get(device) !== 0)
      return k.refuse(MEMMAP_BOUND);
    k.dax.memmapOnMemory.set(device, value);
    return 0;
  },
);

/** Write to `memmap_on_memory`: -EOPNOTSUPP while the parameter is off, -EBUSY while bound to kmem. */
export function* memmap_on_memory_store(device: number, written: number, path: number): Kfn {
  return yield step(set_memmap_on_memory, device, written, path);
}

kernelFunctions('drivers/dax/bus.c', {
  size_store,
  mapping_store,
  align_store,
  memmap_on_memory_store,
});
