/**
 * Words of the field, each in a sentence or two: shown where the word stands, and as a list in the help.
 */

/** The words in the order of the list: from the block outwards, then files, then locks. */
export const GLOSSARY = {
  'memory block':
    'The smallest piece of memory that Linux takes into use or gives back: /sys/devices/system/memory/memoryN, 128 MiB on most x86-64 machines, up to 2 GiB on large ones.',
  pageblock: 'A run of 512 pages (2 MiB on x86-64). Pages are isolated and moved away by pageblocks.',
  zone: 'Pages of one node that may be used for the same things: DMA, DMA32 and Normal take everything, Movable only pages that can be moved elsewhere.',
  'kernel zone': 'DMA, DMA32 or Normal. The kernel may put pages there that can never be moved.',
  Movable:
    'ZONE_MOVABLE: only pages that can be moved elsewhere. Its blocks can go offline again as long as nothing keeps a page where it is.',
  spanned: 'Pages between the first and the last page of a zone, holes counted.',
  present: 'Pages of a zone that exist: those of its online blocks.',
  managed:
    'Pages that the page allocator has to give: present, without what is reserved, such as memory maps.',
  holes: 'Spanned, but not present.',
  'movable : kernel':
    'Pages in Movable for each page in a kernel zone, in percent. The kernel needs memory of its own for what is in Movable: page tables, memory maps.',
  'contig-zones':
    'online_policy=contig-zones: a plain "online" takes Movable or the kernel zone, whichever spans the block. If both do or neither: the kernel zone, or Movable with the boot parameter movable_node.',
  'auto-movable':
    'online_policy=auto-movable: a plain "online" takes Movable as long as auto_movable_ratio allows it.',
  'memory group':
    'Blocks of one device. A static group is added and removed as a whole (a DIMM); a dynamic one grows and shrinks in units (virtio-mem).',
  notifier:
    'A function that is called when a block is about to change. It can refuse GOING_ONLINE and GOING_OFFLINE.',
  state:
    'The state of a block, and where it is changed: offline, online, online_kernel, online_movable are written to it.',
  online: '1 while the block is online; 1 and 0 can be written to it as well.',
  valid_zones:
    'While offline: the zones it could go to, the first is the one that a plain "online" would choose. While online: its zone, or none if it has several.',
  removable:
    '1 where the kernel can take memory offline at all, 0 where it cannot. It says nothing about this block.',
  phys_index: 'The number of the block, in hex.',
  phys_device: 'Only used on s390; 0 elsewhere.',
  device_hotplug_lock:
    'The outer lock of hotplug. Kernel code sleeps for it in a queue (lock_device_hotplug); a write to the state file of a block only tries it and starts over after 5 ms.',
  mem_hotplug_lock:
    'Held for writing while memory is added, onlined, offlined or removed, so that others see one state of it.',
} as const satisfies Record<string, string>;

export type GlossaryWord = keyof typeof GLOSSARY;

/** Is there an entry for the word? */
export function isGlossaryWord(word: string): word is GlossaryWord {
  return Object.hasOwn(GLOSSARY, word);
}
