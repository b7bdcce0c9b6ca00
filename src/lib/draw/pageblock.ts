/**
 * The smallest thing that the map knows: the pageblock, 512 pages of 4 KiB on x86-64, in which the kernel isolates and
 * moves pages.
 */
export const PAGEBLOCK_BYTES = 2 * 2 ** 20;
export const PAGE_BYTES = 4096;
