/**
 * Manual pages of the files of the kernel.
 */
import type { ManualPage } from './page.ts';

export const FILE_PAGES: readonly ManualPage[] = [
  {
    name: 'memory_block',
    also: ['state', 'online', 'valid_zones', 'removable', 'phys_index', 'phys_device', 'memoryN'],
    section: 5,
    title: 'the folder of a memory block',
    synopsis: ['/sys/devices/system/memory/memoryN/'],
    about: [
      'memoryN is N times the size of a block into physical memory. Whoever writes state polls device_hotplug_lock every 5 ms and stands in no queue; a write can fail although nothing is wrong with the block.',
    ],
    list: [
      ['state', 'online, offline or going-offline; takes online, online_kernel, online_movable, offline'],
      ['online', '1 or 0; takes the same as numbers. Reading it takes the lock of the block'],
      [
        'valid_zones',
        'the zone of an online block; of an offline one the zones it may go to, the usual one first',
      ],
      ['removable', '1 always; it says nothing'],
      ['phys_index', 'N in hexadecimal'],
      ['uevent', 'writing an action sends that event'],
      ['nodeX', 'a link to the node'],
    ],
    examples: ['echo online_movable > memory33/state', 'grep . memory3*/valid_zones'],
    see: ['auto_online_blocks', 'zones', 'chmem'],
  },
  {
    name: 'auto_online_blocks',
    section: 5,
    title: 'what becomes of memory when it is added',
    synopsis: ['/sys/devices/system/memory/auto_online_blocks'],
    about: ['Read whenever memory is added by a driver that does not decide itself.'],
    list: [
      ['offline', 'new blocks stay offline; somebody has to online them, udev as a rule'],
      ['online', 'into the zone that online_policy chooses'],
      ['online_kernel', 'into a zone that the kernel may use for itself'],
      ['online_movable', 'into ZONE_MOVABLE, so that they can leave again'],
    ],
    see: ['memory_block', 'online_policy'],
  },
  {
    name: 'block_size_bytes',
    section: 5,
    title: 'how large a memory block is',
    synopsis: ['/sys/devices/system/memory/block_size_bytes'],
    about: ['In hexadecimal, without 0x. It is fixed at boot.'],
    examples: ['echo $((0x$(cat block_size_bytes) / 1048576)) MiB'],
    see: ['memory_block'],
  },
  {
    name: 'probe',
    section: 5,
    title: 'add a memory block by its address',
    synopsis: ['/sys/devices/system/memory/probe'],
    about: [
      'Takes the address of a block and adds it, on kernels that were built for it. The address must be the first of a block and must not be memory already.',
    ],
    see: ['memory_block'],
  },
  {
    name: 'hard_offline_page',
    also: ['soft_offline_page'],
    section: 5,
    title: 'poison a page',
    synopsis: [
      '/sys/devices/system/memory/hard_offline_page',
      '/sys/devices/system/memory/soft_offline_page',
    ],
    about: [
      'Take an address in bytes. hard_offline_page behaves as if the hardware had reported an error there; soft_offline_page moves the page away and takes it out of use. A poisoned page does not stand in the way of offlining its block.',
    ],
    see: ['memory_block'],
  },
  {
    name: 'online_policy',
    also: ['auto_movable_ratio', 'auto_movable_numa_aware', 'memory_hotplug'],
    section: 5,
    title: 'which zone the word online means',
    synopsis: ['/sys/module/memory_hotplug/parameters/'],
    about: ['Parameters of the memory core. They are read each time a block goes online.'],
    list: [
      [
        'online_policy',
        'contig-zones: keep zones in one piece; auto-movable: as much ZONE_MOVABLE as the ratio allows',
      ],
      ['auto_movable_ratio', 'most movable memory in percent of kernel memory, 301 if nobody sets it'],
      ['auto_movable_numa_aware', 'Y: the ratio holds for each node too'],
      ['memmap_on_memory', 'may a block hold the memory map of its own pages? Set at boot'],
    ],
    see: ['auto_online_blocks', 'zones'],
  },
  {
    name: 'dax',
    section: 5,
    title: 'the folder of a dax device',
    synopsis: ['/sys/bus/dax/devices/daxX.Y/'],
    about: [
      'Memory that its firmware sets apart. A driver decides what becomes of it: kmem makes system memory of it, device_dax lets programs map it.',
    ],
    list: [
      ['size', 'bytes in use; takes another size while no driver holds the device'],
      ['mapping', 'takes FIRST-LAST to add a range'],
      ['align', 'bytes that ranges are multiples of'],
      ['target_node', 'the node that its memory goes to'],
      ['resource', 'where it begins'],
      ['memmap_on_memory', 'shall its blocks hold their own memory maps?'],
      [
        'hotplug, state',
        'the attribute that some kernels of the series give to kmem devices: unplug or unplugged takes the memory away',
      ],
      ['driver', 'a link to the driver that has it'],
    ],
    see: ['kmem', 'daxctl'],
  },
  {
    name: 'kmem',
    also: ['bind', 'unbind', 'new_id', 'remove_id', 'device_dax'],
    section: 5,
    title: 'the driver that makes system memory of dax devices',
    synopsis: ['/sys/bus/dax/drivers/kmem/', '/sys/bus/dax/drivers/device_dax/'],
    about: [
      'bind adds the memory of a device, unbind removes it. Memory that is online cannot be removed: unbind lets go all the same, and the memory stays until the next boot.',
    ],
    list: [
      ['bind, unbind', 'take the name of a device'],
      ['new_id', 'takes a name that the driver may bind to; kmem then takes every unbound device along'],
      ['remove_id', 'takes the name back'],
    ],
    examples: ['echo dax0.0 > /sys/bus/dax/drivers/kmem/bind'],
    see: ['dax', 'daxctl', 'modprobe'],
  },
  {
    name: 'iomem',
    section: 5,
    title: 'who has which physical addresses',
    synopsis: ['/proc/iomem'],
    about: [
      'Ranges in hexadecimal, last byte included, with the name of the owner; what lies inside of another range is indented. Memory of kmem is called System RAM (kmem).',
    ],
    examples: ["grep 'System RAM' /proc/iomem"],
    see: ['zoneinfo'],
  },
  {
    name: 'zoneinfo',
    also: ['zones', 'zone'],
    section: 5,
    title: 'the zones of every node',
    synopsis: ['/proc/zoneinfo'],
    about: ['The lines that do not change by themselves, in pages of 4 KiB.'],
    list: [
      ['spanned', 'from the first page to the last, holes included'],
      ['present', 'pages that are there'],
      ['managed', 'pages that the page allocator has'],
      ['start_pfn', 'number of the first page'],
    ],
    examples: ['grep -E "Node|present" /proc/zoneinfo'],
    see: ['memory_block', 'online_policy'],
  },
  {
    name: 'meminfo',
    section: 5,
    title: 'how much memory the machine has',
    synopsis: ['/proc/meminfo'],
    about: [
      'MemTotal is what the page allocator manages on all nodes. The model keeps no books on what is free, so there is no other line.',
    ],
    see: ['zoneinfo'],
  },
  {
    name: 'node',
    section: 5,
    title: 'the nodes of the machine',
    synopsis: ['/sys/devices/system/node/'],
    about: ['Each file is a list of nodes such as 0-1; nodeN holds links to the blocks of node N.'],
    list: [
      ['possible', 'nodes that may ever come'],
      ['online', 'nodes that are there'],
      ['has_memory', 'nodes with any memory'],
      ['has_normal_memory', 'nodes with memory that the kernel can use for itself'],
      ['has_cpu', 'nodes with CPUs'],
    ],
    see: ['numactl', 'memory_block'],
  },
];
