/**
 * The numbers that the kernel gives names to: page sizes, zones, online types, flags.
 *
 * They stand in one file so that every other room can use the kernel's own words instead of literals. Values are
 * those of x86-64 with 4 KiB pages (spec 01, sections 1, 4.1, 7 and 8).
 */

export const PAGE_SIZE_BYTES = 4096;
/** Step width of the scans that shrink a zone's span: PAGES_PER_SUBSECTION. */
export const SUBSECTION_PAGES = 512;
/** pageblock_nr_pages on x86-64. */
export const PAGEBLOCK_PAGES = 512;
/** PAGES_PER_SECTION for 128 MiB sections. */
export const SECTION_PAGES = 32768;
/** Bytes of one struct page; a block's own memory map takes `pages * STRUCT_PAGE_BYTES`. */
export const STRUCT_PAGE_BYTES = 64;

export const ZONE_DMA = 0;
export const ZONE_DMA32 = 1;
export const ZONE_NORMAL = 2;
export const ZONE_MOVABLE = 3;
export const ZONE_DEVICE = 4;
export const ZONE_COUNT = 5;
/** zone->name, by zone index. */
export const ZONE_NAMES = ['DMA', 'DMA32', 'Normal', 'Movable', 'Device'] as const;

export const MMOP_OFFLINE = 0;
export const MMOP_ONLINE = 1;
export const MMOP_ONLINE_KERNEL = 2;
export const MMOP_ONLINE_MOVABLE = 3;
/** Exists only in the first posting of the series: "use the default of the moment". */
export const MMOP_SYSTEM_DEFAULT = 4;
/** online_type_to_str[]: the words of `state` and `auto_online_blocks`. */
export const ONLINE_TYPE_WORDS = ['offline', 'online', 'online_kernel', 'online_movable'] as const;

export const ONLINE_POLICY_CONTIG_ZONES = 0;
export const ONLINE_POLICY_AUTO_MOVABLE = 1;
export const ONLINE_POLICY_WORDS = ['contig-zones', 'auto-movable'] as const;

export const MEMMAP_ON_MEMORY_OFF = 0;
export const MEMMAP_ON_MEMORY_ON = 1;
export const MEMMAP_ON_MEMORY_FORCE = 2;
export const MEMMAP_ON_MEMORY_WORDS = ['N', 'Y', 'force'] as const;

export const MHP_MERGE_RESOURCE = 1;
export const MHP_MEMMAP_ON_MEMORY = 2;
export const MHP_NID_IS_MGID = 4;

export const NUMA_NO_NODE = -1;

/** Page frame number of a physical address in bytes (rounded down). */
export function pfnOf(addressBytes: number): number {
  return Math.floor(addressBytes / PAGE_SIZE_BYTES);
}

/** Physical address in bytes of a page frame number. */
export function bytesOf(pfn: number): number {
  return pfn * PAGE_SIZE_BYTES;
}

/** `%#llx` of the kernel: lower-case hex with 0x, exact also above 2^53 as far as a double is. */
export function hex(value: number): string {
  return `0x${hexDigits(value)}`;
}

/** Hex digits without a prefix, padded with zeros to at least `width`. */
export function hexDigits(value: number, width = 0): string {
  const digits = Number.isSafeInteger(value) ? value.toString(16) : BigInt(value).toString(16);
  return digits.padStart(width, '0');
}

/** `[mem A-B]` with both ends inclusive as `%#010llx` prints them: 0x and at least eight digits. */
export function memRange(startPfn: number, pages: number): string {
  const last = bytesOf(startPfn + pages) - 1;
  return `[mem 0x${hexDigits(bytesOf(startPfn), 8)}-0x${hexDigits(last, 8)}]`;
}
