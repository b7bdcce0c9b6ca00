/**
 * Faults that somebody injects: kernel functions that fail although nothing is wrong, as the kernel's own fault
 * injection lets them (CONFIG_FAILSLAB, fail_function). While no fault was ever asked for, no column is written.
 */
import { refusal } from './journal.ts';
import type { Kernel } from './kernel.ts';

export interface FaultSite {
  readonly name: string;
  /** What fails, for people. */
  readonly what: string;
  /** What a caller makes of it, where that is not the errno of the fault; null where it is. */
  readonly surfaces: string | null;
  /** The fault can be bound to the memory that is worked on: `SITE@memoryN`. */
  readonly hasRange: boolean;
}

const site = (
  name: string,
  what: string,
  rest: Partial<Pick<FaultSite, 'surfaces' | 'hasRange'>> = {},
): FaultSite => ({ name, what, surfaces: null, hasRange: true, ...rest });

/** Every place that can be made to fail. The number of a site is state: new ones come at the end. */
export const FAULT_SITES: readonly FaultSite[] = [
  site('memblock_add_node', 'memblock finds no room for another region (02 §9.3 step 5)'),
  site('__try_online_node', 'no memory for the pgdat of a node that was offline (02 §9.3 step 6)'),
  site('arch_add_memory', 'no memory for the memory map or the direct map (02 §9.3 step 7)'),
  site('create_memory_block_devices', 'no memory for a memory block device (02 §9.3 step 7c)'),
  site('memory_group_register', 'no memory for a memory group', { hasRange: false }),
  site('offline_and_remove_memory', 'no memory for the array of online types (02 §12.3 step 2)'),
  site('register_memory_resource', 'the resource of an add cannot be registered (02 §9.2)'),
  site('__request_region', 'no memory for an entry of the resource tree', {
    surfaces: '-EEXIST from an add, -EBUSY from a reservation of the kmem driver',
  }),
  site('dax_kmem_data', 'no memory for the data of the kmem driver at bind', { hasRange: false }),
  site('mt_find_alloc_memory_type', 'no memory for the memory type of the node at bind', { hasRange: false }),
  site('try_remove_memory', 'the removal step fails with everything offline, as with mixed memory maps'),
  site(
    'register_one_node',
    'no memory for the directory of a new node (kernels after 6.12; 02 §9.3 step 6b)',
  ),
];

export const FAULT_MEMBLOCK_ADD_NODE = 0;
export const FAULT_TRY_ONLINE_NODE = 1;
export const FAULT_ARCH_ADD_MEMORY = 2;
export const FAULT_CREATE_BLOCKS = 3;
export const FAULT_GROUP = 4;
export const FAULT_SLOTS = 5;
export const FAULT_REGISTER_RESOURCE = 6;
export const FAULT_REQUEST_REGION = 7;
export const FAULT_KMEM_DATA = 8;
export const FAULT_MEMORY_TYPE = 9;
export const FAULT_REMOVE = 10;
export const FAULT_REGISTER_NODE = 11;

export const FAULT_INJECTED = refusal(
  (_, _blockId, errno) => errno,
  'should_fail',
  (_, number, blockId) =>
    `${FAULT_SITES[number]!.what}: a fault was injected${blockId < 0 ? '' : ` for memory${blockId}`}`,
  (_, number) => `take the fault of ${FAULT_SITES[number]!.name} back`,
  (_, blockId) => blockId,
);

/** Number of a site and the block it is bound to (-1 for any); null for a word that names none. */
export function parseFaultSite(text: string): { readonly site: number; readonly blockId: number } | null {
  const match = /^(\w+)(?:@memory(\d{1,9}))?$/.exec(text);
  const number = FAULT_SITES.findIndex(({ name }) => name === match?.[1]);
  if (match === null || number < 0) return null;
  if (match[2] === undefined) return { site: number, blockId: -1 };
  return FAULT_SITES[number]!.hasRange ? { site: number, blockId: Number(match[2]) } : null;
}

/**
 * Does a function fail here, in its work on the blocks `[first, end)`? Uses one fault up, says so and gives the
 * negative errno; 0 when nobody asked for it.
 */
export function fault(k: Kernel, number: number, first = 0, end = Infinity): number {
  const { faults } = k;
  for (let i = 0; i < faults.count.value; i++) {
    const blockId = faults.block.get(i) - 1;
    const isHere = blockId < 0 || (blockId >= first && blockId < end);
    if (faults.site.get(i) !== number || faults.uses.get(i) === 0 || !isHere) continue;
    if (faults.uses.get(i) > 0) faults.uses.add(i, -1);
    return k.refuse(FAULT_INJECTED, number, blockId, faults.errno.get(i));
  }
  return 0;
}

/** The same for a range of bytes. */
export function faultInRange(k: Kernel, number: number, startBytes: number, sizeBytes: number): number {
  if (k.faults.count.value === 0) return 0;
  const block = k.constants.blockSizeBytes;
  return fault(k, number, Math.floor(startBytes / block), Math.ceil((startBytes + sizeBytes) / block));
}

/** Asks for a fault: `uses` times, -1 without end; 0 takes back what was asked for that site and block. */
export function setFault(k: Kernel, number: number, blockId: number, errno: number, uses: number): void {
  const { faults } = k;
  let row = 0;
  while (
    row < faults.count.value &&
    (faults.site.get(row) !== number || faults.block.get(row) !== blockId + 1)
  )
    row++;
  if (row === faults.count.value) {
    if (uses === 0) return;
    faults.count.value = row + 1;
  }
  faults.site.set(row, number);
  faults.block.set(row, blockId + 1);
  faults.errno.set(row, errno);
  faults.uses.set(row, uses);
}
