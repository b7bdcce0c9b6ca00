/**
 * A command as people would write it: a shell line for userspace, a C-like call for code inside the kernel.
 */
import { errnoName } from '#lib/hotplug/state/errno.ts';
import type { ApiCall, Command, FailAlloc } from '#lib/hotplug/userspace/commands.ts';
import { quoteWord } from '#lib/capture/shell-quote.ts';
import { hex } from '#lib/hotplug/state/units.ts';

const MHP_FLAGS = ['MHP_MERGE_RESOURCE', 'MHP_MEMMAP_ON_MEMORY', 'MHP_NID_IS_MGID'] as const;
const ONLINE_TYPES = [
  'MMOP_OFFLINE',
  'MMOP_ONLINE',
  'MMOP_ONLINE_KERNEL',
  'MMOP_ONLINE_MOVABLE',
  'MMOP_SYSTEM_DEFAULT',
];

const UNITS = ['', 'K', 'M', 'G', 'T'];

/** A size in bytes with the largest unit that divides it: 512M, 4G, 4096. */
export function sizeText(bytes: number): string {
  let unit = 0;
  let value = bytes;
  while (value !== 0 && value % 1024 === 0 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value}${UNITS[unit]}`;
}

/** Paths without the long directory that all files of memory blocks and dax devices share. */
export function shortPath(path: string): string {
  return path
    .replace('/sys/devices/system/memory/', '')
    .replace('/sys/bus/dax/devices/', '')
    .replace('/sys/module/memory_hotplug/parameters/', '')
    .replace('/sys/devices/system/', '');
}

function flagsText(flags: number): string {
  const names = MHP_FLAGS.filter((_, bit) => (flags & (1 << bit)) !== 0);
  return names.length === 0 ? '0' : names.join(' | ');
}

function typeText(onlineType: number): string {
  return ONLINE_TYPES[onlineType] ?? String(onlineType);
}

function apiText({
  call,
  nid,
  startBytes,
  sizeBytes,
  resourceName,
  flags,
  onlineType,
  maxPages,
  ranges,
}: ApiCall): string {
  const parts: string[] = [];
  if (nid !== undefined) parts.push((flags ?? 0) & 4 ? `group ${nid}` : String(nid));
  if (startBytes !== undefined) parts.push(hex(startBytes));
  if (sizeBytes !== undefined) parts.push(sizeText(sizeBytes));
  if (resourceName !== undefined) parts.push(resourceName === null ? 'NULL' : JSON.stringify(resourceName));
  if (flags !== undefined) parts.push(flagsText(flags));
  if (onlineType !== undefined) parts.push(typeText(onlineType));
  if (maxPages !== undefined) parts.push(`${maxPages} pages`);
  if (ranges !== undefined) {
    parts.push(`{ ${ranges.map((r) => `${hex(r.startBytes)}+${sizeText(r.sizeBytes)}`).join(', ')} }`);
  }
  return `${call}(${parts.join(', ')})`;
}

function failText({ site, errno, count }: FailAlloc): string {
  if (count === 0) return `${site} fails no more`;
  const often = count < 0 ? 'every time' : count === 1 ? 'once' : `${count} times`;
  return `fail ${site} ${often} with ${errnoName(-errno)}`;
}

const PAGE_WORDS = {
  offline: 'PageOffline',
  kernel: 'kernel',
  gup: 'movable',
  allocated: 'kernel',
  hugetlb: 'hugetlb',
  'hugetlb-stuck': 'hugetlb (not migratable)',
  'hugetlb-free': 'free hugetlb (not dissolvable)',
} as const;

/** The command as one line. */
export function describeCommand(command: Command): string {
  switch (command.kind) {
    case 'sysfs_write': {
      const echo = command.bytes.endsWith('\n') ? 'echo' : 'echo -n';
      return `${echo} ${JSON.stringify(command.bytes.replace(/\n$/, '')).slice(1, -1)} > ${shortPath(command.path)}`;
    }
    case 'sysfs_read':
      return `cat ${shortPath(command.path)}`;
    case 'device_add':
      return `device_add pc-dimm ${command.id} ${sizeText(command.sizeBytes)} at ${hex(command.startBytes)}, node ${command.nid}`;
    case 'device_del':
      return `device_del ${command.id}`;
    case 'virtio_mem_request':
      return `virtio-mem ${command.id} requested-size=${sizeText(command.requestedBytes)}`;
    case 'modprobe':
    case 'rmmod':
      return `${command.kind} ${command.module}`;
    case 'bind':
    case 'unbind':
      return `echo ${command.device} > drivers/${command.driver}/${command.kind}`;
    case 'api':
      return apiText(command);
    case 'region_request':
      return `request_mem_region(${hex(command.startBytes)}, ${sizeText(command.sizeBytes)}, ${JSON.stringify(command.name)})`;
    case 'region_release':
      return `release_mem_region(${hex(command.startBytes)}, ${sizeText(command.sizeBytes)})`;
    case 'notifier_veto':
    case 'notifier_hold': {
      const verb = command.kind === 'notifier_veto' ? 'refuse' : 'hold';
      const range = `${hex(command.startBytes)}+${sizeText(command.sizeBytes)}`;
      return `notifier: ${verb} MEM_${command.event} for ${range}`;
    }
    case 'notifier_release':
      return 'notifier: release';
    case 'notifier_clear':
      return 'notifier: clear all rules';
    case 'pin':
      return `${command.how === 'allocated' ? 'allocate' : 'pin'} ${command.pages} ${PAGE_WORDS[command.how]} ${command.pages === 1 ? 'page' : 'pages'} at ${hex(command.startBytes)}`;
    case 'unpin':
      return `unpin ${hex(command.startBytes)}`;
    case 'allocate':
      return `allocate ${command.mebibytes} MiB of kernel pages`;
    case 'env_unmovable':
      return `unmovable pages in ${command.blocks.map((id) => `memory${id}`).join(', ')}`;
    case 'env_clear':
      return 'those pages are gone';
    case 'tool':
      return command.argv.map(quoteWord).join(' ');
    case 'fail_alloc':
      return failText(command);
    case 'udev':
      return `udev rule ${command.preset}`;
  }
}
