/**
 * The words of the scenario language: one table from which the parser reads and the reference is made.
 */
import { MEMORY_EVENTS } from '#lib/hotplug/state/messages.ts';

/**
 * What a value looks like. `address`, `page`, `size`, `range` and `pages` are numbers as in numbers.ts; `word` is a
 * name; the rest are words of a list or what the name says.
 */
export type ParamType =
  | 'word'
  | 'number'
  | 'size'
  | 'page'
  | 'range'
  | 'errno'
  | 'path'
  | 'module'
  | 'actor'
  | 'blocks'
  | 'pages'
  | 'times'
  | 'site';

export interface Param {
  readonly name: string;
  /** `place` stands where it stands, `key` is written key=value, `flag` is its name alone. */
  readonly form: 'place' | 'key' | 'flag';
  readonly type: ParamType;
  readonly about: string;
  readonly isOptional?: true;
  /** Several values: joined by commas, or one after the other in a place. */
  readonly isList?: true;
  /** The only words that may stand there. */
  readonly choices?: readonly string[];
}

export interface Verb {
  readonly name: string;
  readonly about: string;
  readonly params: readonly Param[];
  readonly example: string;
}

const place = (name: string, type: ParamType, about: string, more: Partial<Param> = {}): Param => ({
  name,
  form: 'place',
  type,
  about,
  ...more,
});
const key = (name: string, type: ParamType, about: string, more: Partial<Param> = {}): Param => ({
  name,
  form: 'key',
  type,
  about,
  isOptional: true,
  ...more,
});
const flag = (name: string, about: string): Param => ({
  name,
  form: 'flag',
  type: 'word',
  about,
  isOptional: true,
});

/** Names of udev rules: what the model calls each, on bare metal and in a virtual machine. */
export const UDEV_WORDS: Readonly<Record<string, readonly [metal: string, vm: string]>> = {
  rhel: ['rhel-metal', 'rhel-vm'],
  ubuntu: ['hyperv', 'hyperv'],
  'rhel-metal': ['rhel-metal', 'rhel-metal'],
  'rhel-vm': ['rhel-vm', 'rhel-vm'],
  hyperv: ['hyperv', 'hyperv'],
};

const YES_NO = ['Y', 'N'] as const;

/** What is there before anybody acts. */
export const FACTS: readonly Verb[] = [
  {
    name: 'kernel',
    about:
      'The kernel variants. The first is played, all are compared. Without the statement it is the one that was merged.',
    params: [place('variant', 'word', 'a kernel variant', { isList: true })],
    example: 'kernel v1p8 merged',
  },
  {
    name: 'tags',
    about: 'Words under which the gallery lists the scenario. They change nothing about it.',
    params: [place('tag', 'word', 'a word, such as pinned or zone', { isList: true })],
    example: 'tags pinned rollback',
  },
  {
    name: 'machine',
    about: 'The machine as a whole. Everything may be left out.',
    params: [
      place('arch', 'word', 'the architecture', { isOptional: true, choices: ['x86_64'] }),
      key('block', 'size', 'size of a memory block, a power of two from 128M; else as x86-64 chooses it'),
      key('nodes', 'number', 'so many node ids are possible, from 0; else those that are named'),
      key('limit', 'size', 'addresses from here on cannot be mapped; 64T if left out'),
      key('physical', 'size', 'addresses from here on do not exist for the CPU; 1T, or more if needed'),
      flag('vm', 'a virtual machine: matters for the block size from 64G of RAM on, and for udev rules'),
      flag('probe', 'the file /sys/devices/system/memory/probe is there'),
      flag('no-test-module', 'the notifier that prints every event is not loaded'),
    ],
    example: 'machine x86_64 block=128M nodes=4 probe',
  },
  {
    name: 'node',
    about:
      'A node that may have memory. RAM at boot begins and ends at a block boundary; what lies between is a hole.',
    params: [
      place('id', 'number', 'the node id'),
      key('ram', 'range', 'RAM at boot', { isList: true }),
      flag('no-cpu', 'no CPU, although it has RAM'),
      flag('cpu', 'CPUs, although it has no RAM'),
      flag('movable', 'its RAM is in ZONE_MOVABLE from boot on, as with movable_node or movablecore='),
    ],
    example: 'node 0 ram=0-3G,6G-9G',
  },
  {
    name: 'zone',
    about:
      'Numbers of a zone at boot where those that are derived or assumed will not do, in pages or as a size. The zone has to be there.',
    params: [
      place('node', 'number', 'the node id'),
      place('zone', 'word', 'the zone', { choices: ['DMA', 'DMA32', 'Normal', 'Movable'] }),
      key('start', 'size', 'where its span begins'),
      key('spanned', 'pages', 'pages of its span, with holes'),
      key('present', 'pages', 'pages that are there'),
      key('managed', 'pages', 'pages in the hands of the allocator'),
    ],
    example: 'zone 0 DMA32 managed=763812',
  },
  {
    name: 'iomem',
    about: 'One more entry of /proc/iomem at boot.',
    params: [place('range', 'range', 'its addresses'), place('name', 'word', 'its name, in quotes')],
    example: 'iomem 3G-4076M "PCI Bus 0000:00"',
  },
  {
    name: 'dax',
    about: 'A dax device of kmem type, bound to nothing.',
    params: [
      place('name', 'word', 'its name, daxX.Y'),
      key('node', 'number', 'its node; 0 if left out'),
      key('ranges', 'range', 'its ranges', { isList: true }),
      key('region', 'range', 'the region that ranges must lie in; from the first to the last if left out'),
      key('align', 'size', 'what sizes must be multiples of; 2M if left out'),
      flag('memmap_on_memory', 'its blocks hold their own memory map if the parameter allows it'),
    ],
    example: 'dax dax0.0 node=1 ranges=4G+512M,5G+512M',
  },
  {
    name: 'dimm',
    about: 'A memory device (pc-dimm). It is plugged before init, unless some line plugs it.',
    params: [
      place('name', 'word', 'its id'),
      place('range', 'range', 'its addresses'),
      key('node', 'number', 'the node that the firmware maps it to; 0 if left out'),
    ],
    example: 'dimm dimm0 4G+1G node=1',
  },
  {
    name: 'virtio-mem',
    about: 'A virtio-mem device. It begins with nothing plugged.',
    params: [
      place('name', 'word', 'its id'),
      place('region', 'range', 'its region'),
      key('node', 'number', 'its node; 0 if left out'),
      key('block', 'size', 'its block size; 2M if left out'),
    ],
    example: 'virtio-mem vm0 4G+2G node=0 block=2M',
  },
  {
    name: 'set',
    about: 'Policies as they are right after boot, from the command line of the kernel or its configuration.',
    params: [
      key('auto_online_blocks', 'word', 'what becomes of new blocks; offline if left out', {
        choices: ['offline', 'online', 'online_kernel', 'online_movable'],
      }),
      key('online_policy', 'word', 'which zone `online` means; contig-zones if left out', {
        choices: ['contig-zones', 'auto-movable'],
      }),
      key('auto_movable_ratio', 'number', 'percent of Movable to kernel memory; 301 if left out'),
      key('auto_movable_numa_aware', 'word', 'Y if left out', { choices: YES_NO }),
      key('memmap_on_memory', 'word', 'the parameter; N if left out', { choices: ['N', 'Y', 'force'] }),
      flag('movable_node', 'the boot parameter'),
    ],
    example: 'set auto_online_blocks=online_movable online_policy=auto-movable',
  },
  {
    name: 'udev',
    about:
      'A udev daemon with a rule for memory blocks. It is an actor called udev and serves for ever, from before init on. rhel: a new block that reads offline goes online_movable (in a vm: online). ubuntu: every new block is told to go online.',
    params: [place('preset', 'word', 'the rule', { choices: Object.keys(UDEV_WORDS) })],
    example: 'udev rhel',
  },
];

const WHERE = place('where', 'range', 'the blocks or addresses');
const PAGE = place('where', 'page', 'a block (the page in its middle) or an address');
const PAGES = key('pages', 'number', 'how many pages from there; 1 if left out');
const RULE = [place('event', 'word', 'the event', { choices: MEMORY_EVENTS }), WHERE];

/** What an actor can do besides echo, cat, tools and calls of kernel functions. */
export const VERBS: readonly Verb[] = [
  {
    name: 'modprobe',
    about: 'Loads a module. Loading kmem binds every dax device that has a range.',
    params: [place('module', 'module', 'the module', { choices: ['kmem'] })],
    example: 'modprobe kmem',
  },
  {
    name: 'rmmod',
    about: 'Unloads a module. Unloading kmem unbinds every device first.',
    params: [place('module', 'module', 'the module', { choices: ['kmem'] })],
    example: 'rmmod kmem',
  },
  {
    name: 'plug',
    about: 'The machine gets a memory device: one that a dimm statement names, or another.',
    params: [
      place('name', 'word', 'its id'),
      place('range', 'range', 'its addresses; those of the statement if left out', { isOptional: true }),
      key('node', 'number', 'its node; that of the statement, or 0, if left out'),
    ],
    example: 'plug dimm0 4G+1G node=1',
  },
  {
    name: 'unplug',
    about: 'The machine asks for a memory device back.',
    params: [place('name', 'word', 'its id')],
    example: 'unplug dimm0',
  },
  {
    name: 'request',
    about: 'The host asks a virtio-mem device for another size.',
    params: [place('name', 'word', 'its id'), place('size', 'size', 'the size wanted')],
    example: 'request vm0 512M',
  },
  {
    name: 'pin',
    about:
      'Somebody holds references to pages. They can never be migrated: offlining goes round until a signal comes or they are released. With `kernel` they are kernel pages, with `offline` PageOffline pages with a reference: offlining fails with -EBUSY. Huge pages (512 pages if nothing is said): `hugetlb` are in use and move like others; `hugetlb-stuck` cannot migrate, which isolation refuses in a kernel zone with -EBUSY and not in Movable; `hugetlb-free` are free and cannot be dissolved: -EBUSY at the end.',
    params: [
      PAGE,
      PAGES,
      flag('kernel', 'kernel pages'),
      flag('offline', 'PageOffline pages'),
      flag('hugetlb', 'huge pages in use'),
      flag('hugetlb-stuck', 'huge pages of a size that cannot migrate'),
      flag('hugetlb-free', 'free huge pages that cannot be dissolved'),
    ],
    example: 'pin memory42',
  },
  {
    name: 'unpin',
    about: 'The pages that were pinned from there on are free again.',
    params: [PAGE],
    example: 'unpin memory42',
  },
  {
    name: 'allocate',
    about:
      'The kernel takes pages that cannot be moved. It does so in kernel zones only: in a block that is Movable, offline or absent the line fails with -ENOMEM.',
    params: [PAGE, PAGES],
    example: 'allocate memory41',
  },
  {
    name: 'free',
    about: 'The kernel gives back what `allocate` took from there on.',
    params: [PAGE],
    example: 'free memory41',
  },
  {
    name: 'veto',
    about: 'A memory notifier refuses an event that concerns these addresses.',
    params: [
      ...RULE,
      place('errno', 'errno', 'its answer; NOTIFY_BAD, which is -EPERM, if left out', { isOptional: true }),
      key('times', 'times', 'how often; without end if left out'),
    ],
    example: 'veto GOING_ONLINE memory41 -EBUSY times=1',
  },
  {
    name: 'hold',
    about: 'A memory notifier sleeps in an event that concerns these addresses, once, until `release`.',
    params: RULE,
    example: 'hold GOING_OFFLINE memory33',
  },
  {
    name: 'release',
    about: 'Whoever sleeps in `hold` goes on. If nobody sleeps yet, the next who comes there does not sleep.',
    params: [],
    example: 'release',
  },
  { name: 'allow', about: 'All vetoes and holds are forgotten.', params: [], example: 'allow' },
  {
    name: 'poison',
    about: 'A page is poisoned, as by a write to hard_offline_page.',
    params: [PAGE],
    example: 'poison memory33',
  },
  {
    name: 'unmovable',
    about: 'The kernel happens to have pages in these blocks that no isolation accepts.',
    params: [place('blocks', 'blocks', 'the blocks')],
    example: 'unmovable memory33,35-36',
  },
  { name: 'movable', about: 'Those pages are gone, in all blocks.', params: [], example: 'movable' },
  {
    name: 'fail',
    about: 'A kernel function fails by itself, as with fault injection.',
    params: [
      place('site', 'site', 'the function; SITE@memoryN fails where that block is concerned only'),
      place('errno', 'errno', 'the errno that it fails with; -ENOMEM if left out', { isOptional: true }),
      key('times', 'times', 'how often, or always; once if left out, 0 takes it back'),
    ],
    example: 'fail arch_add_memory -ENOMEM times=1',
  },
  {
    name: 'signal',
    about: 'A signal to what an actor has under way: SIGINT is handled by its program, SIGKILL ends it.',
    params: [
      place('actor', 'actor', 'who gets it'),
      place('signal', 'word', 'SIGINT if left out', { isOptional: true, choices: ['SIGINT', 'SIGKILL'] }),
    ],
    example: 'signal driver SIGINT',
  },
  {
    name: 'consume',
    about: 'The kernel takes so much memory somewhere; nothing of it can be seen.',
    params: [place('size', 'size', 'how much, in whole MiB')],
    example: 'consume 64M',
  },
];

/** Programs whose arguments are taken as they are. */
export const TOOLS = ['chmem', 'daxctl', 'lsmem', 'numactl', 'udevadm'] as const;

/** Words that begin a condition; the value says what they mean. */
export const QUANTIFIERS: Readonly<Record<string, 'exists' | 'never' | 'always'>> = {
  exists: 'exists',
  never: 'never',
  always: 'always',
  '~exists': 'never',
  forall: 'always',
};

/** What a block can be in a condition. */
export const BLOCK_STATES = ['absent', 'present', 'online', 'offline', 'going-offline'] as const;
/** Fields of a zone, as written and as the model calls them. */
export const ZONE_FIELDS = {
  start: 'startPfn',
  spanned: 'spanned',
  present: 'present',
  managed: 'managed',
} as const;
/** What `count` counts, as written and as the journal calls it. */
export const COUNTED = { uevents: 'uevent', events: 'notify', log: 'dmesg' } as const;

export const COMPARISONS = ['=', '!=', '<', '<=', '>', '>='] as const;

/** Words that begin a line outside sections. */
export const HEAD_WORDS: readonly string[] = [
  'scenario',
  'about',
  ...FACTS.map(({ name }) => name),
  ...Object.keys(QUANTIFIERS),
];

/** Words that begin a line of an actor, besides the names of kernel functions. */
export const LINE_WORDS: readonly string[] = ['echo', 'cat', ...TOOLS, ...VERBS.map(({ name }) => name)];
