/**
 * Conditions against runs of the model: what they say is what the kernel's own files and functions say. Every formula
 * is also asked where it must be false.
 */
import { describe, expect, it } from 'vitest';
import type { VariantId } from '#lib/hotplug/variants/index.ts';
import { play, programOf } from './testing/play.ts';

const LAB = `kernel merged
node 0 ram=0-4G
node 1
dax dax0.0 node=1 ranges=4G+512M,5G+512M region=4G-6G
set auto_online_blocks=online_movable
`;

/** Does the formula hold after these lines? */
function holds(lines: string, formula: string, variant: VariantId = 'merged', head = LAB): boolean {
  return play(programOf(`${head}\n${lines}\nexists ${formula}\n`, variant)).holds[0]!;
}

const BOUND = 'init:\n  b = echo dax0.0 > kmem/bind\n';

describe('a program', () => {
  it('results in its exit code', () => {
    const lines = `${BOUND}user:\n  c = chmem -d -b 32\n  d = chmem -d -b 99\n`;
    expect(holds(lines, 'c = 0 and d = 1')).toBe(true);
    expect(holds(lines, 'c != 0 or d = ok and d > 1')).toBe(false);
  });
});

describe('after a bind', () => {
  it.each([
    'b = ok',
    'b = 0',
    'b >= 0 and b < 1 and b <= 0',
    'memory32-35,40-43 online',
    'memory32-35 in Movable',
    'any of memory35-36 online',
    'none of memory36-39 present',
    'memory36 absent and memory35 exists',
    'dax0.0 {hotplug,state} = online_movable',
    'dax0.0/size = 1G',
    'dax0.0 resource = 4G',
    'memory32 valid_zones = Movable',
    'memory0 valid_zones = none',
    'node1 Movable present = 1G',
    'node1 Movable spanned = 1536M',
    'node1 Movable start = 4G',
    'node1 Movable managed = 262144 pages',
    'node1 Normal present = 0',
    'node/online = "0-1"',
    'iomem dax0.0 covers 4G+512M or iomem "dax0.0" covers 4G+512M',
    'iomem "System RAM (kmem)" covers memory40-43',
    'memory32/state exists and memory36/state absent',
    'count uevents "online@/devices/system/memory" = 8',
    'count events "GOING_ONLINE" = 8',
    'auto_online_blocks = online_movable',
    'dax0.0 target_node = 1',
  ])('%s', (formula) => {
    const plain = formula.replace('iomem dax0.0 covers 4G+512M or ', '');
    expect(holds(BOUND, plain)).toBe(true);
    expect(holds(BOUND, `not (${plain})`)).toBe(false);
  });

  it.each([
    'b = -EBUSY',
    'b > 0',
    'b != ok',
    'memory32-36 online',
    'all of memory32-36 online',
    'memory32 in Normal',
    'memory36 in Movable',
    'memory32 offline or memory32 going-offline',
    'dax0.0 state = unplugged',
    'node1 Movable present > 1G',
    'iomem "System RAM (kmem)" covers 4G-6G',
    'iomem "dax0" covers 4G+512M',
    'held device_hotplug_lock or held dax0.0 lock or held mem_hotplug_lock',
    'dax0.0 leaks or kmem leaks or dax0.0 used-after-free',
    'count uevents "remove@" > 0',
    'memory36/state = offline',
  ])('not: %s', (formula) => {
    expect(holds(BOUND, formula)).toBe(false);
  });

  it('a file that is not there is equal to nothing', () => {
    expect(holds(BOUND, 'memory36/state != offline')).toBe(true);
  });
});

describe('results', () => {
  it('of a read is its text or its errno', () => {
    const lines = 'u:\n  r = cat memory0/state\n  s = cat memory99/state\n  t = cat memory0/phys_index';
    expect(holds(lines, 'r = online and r = ok and r != offline and r = "online"')).toBe(true);
    expect(holds(lines, 's = -ENOENT and s < 0 and s != ok')).toBe(true);
    expect(holds(lines, 's = "" or s = online')).toBe(false);
    expect(holds(lines, 't = 00000000')).toBe(true);
  });

  it('of a line that never ends is nothing', () => {
    const lines = `${BOUND}  pin memory42\nd:\n  r = echo {unplug,unplugged} > dax0.0/{hotplug,state}`;
    expect(holds(lines, 'r = ok or r < 0 or r != ok')).toBe(false);
    expect(holds(lines, 'd hangs and held device_hotplug_lock and held dax0.0 lock')).toBe(true);
    expect(holds(lines, 'memory42 going-offline and memory41 offline')).toBe(true);
    expect(holds(`${lines}\nu:\n  signal d`, 'r = -EINTR and not d hangs')).toBe(true);
    expect(holds(`${lines}\nu:\n  unpin memory42`, 'r = ok and memory32-43 absent')).toBe(true);
  });
});

/** Spec 04 §7, scenario S1. */
describe('a page pinned in the second range, Ctrl-C', () => {
  const lines = `${BOUND}  pin memory42
d:
  r = echo {unplug,unplugged} > dax0.0/{hotplug,state}
u:
  signal d SIGINT`;
  it.each([
    ['v1p7', 'r = ok and dax0.0 hotplug = unplugged and memory32-35 absent and memory40-43 in Movable'],
    ['v1p8', 'r = -EIO and dax0.0 hotplug = online_movable and memory32-35 absent'],
    ['v2p4', 'r = ok and dax0.0 hotplug = unplugged and memory32-35 absent and memory40-43 in Movable'],
    ['v2p5', 'r = -EIO and dax0.0 hotplug = online_movable and memory32-35 absent'],
    ['v3', 'r = ok and dax0.0 hotplug = online_movable and memory32-35 absent and memory40-43 in Movable'],
    ['v4', 'r = -EINTR and dax0.0 hotplug = online_movable and memory32-35,40-43 in Movable'],
    ['v5', 'r = -EINTR and dax0.0 state = online_movable and memory32-35,40-43 in Movable'],
    ['v6', 'r = -EINTR and dax0.0 state = online_movable and memory32-35,40-43 in Movable'],
    ['merged', 'r = -EINTR and dax0.0 state = online_movable and memory32-35,40-43 in Movable'],
    ['base-6.12', 'r = -ENOENT and memory32-35,40-43 in Movable'],
  ] as const)('%s: %s', (variant, formula) => {
    expect(holds(lines, formula, variant)).toBe(true);
  });
});

describe('what is left behind', () => {
  it.each([
    ['merged', 'dax0.0 leaks and dax0.0 leaks reservation and dax0.0 leaks data'],
    ['v4', 'dax0.0 leaks freed-name and not dax0.0 leaks name'],
    ['v3', 'dax0.0 used-after-free'],
    ['v1p7', 'not dax0.0 leaks'],
  ] as const)('by an unbind while online in %s: %s', (variant, formula) => {
    expect(holds(`${BOUND}u:\n  echo dax0.0 > kmem/unbind`, formula, variant)).toBe(true);
  });
});

describe('verbs', () => {
  it('allocate takes pages in a kernel zone only', () => {
    const lines = `${BOUND}  echo offline > memory41/state
  echo online_kernel > memory41/state
u:
  a = allocate memory40
  e = allocate memory41
  c = echo offline > memory41/state
  free memory41
  d = echo offline > memory41/state`;
    expect(holds(lines, 'a = -ENOMEM and e = ok and c = -EBUSY and d = ok')).toBe(true);
  });

  it('a pinned page loops, a PageOffline page refuses, kernel pages refuse in a kernel zone', () => {
    const after = (pin: string): string => `${BOUND}  ${pin}\nu:\n  r = echo offline > memory33/state`;
    expect(holds(after('pin memory33'), 'u hangs')).toBe(true);
    expect(holds(after('pin memory33 offline'), 'r = -EBUSY')).toBe(true);
  });

  it('veto, hold and release', () => {
    const lines = `init:
  echo offline > auto_online_blocks
  echo dax0.0 > kmem/bind
  veto GOING_ONLINE memory33 -EBUSY times=1
  hold GOING_ONLINE memory34
u:
  a = echo online > memory33/state
  b = echo online > memory33/state
v:
  c = echo online > memory34/state`;
    expect(holds(lines, 'a = -EBUSY and b = ok and v hangs')).toBe(true);
    expect(holds(`${lines}\nw:\n  release`, 'c = ok and memory34 online')).toBe(true);
  });

  it('a fault lets a function fail as often as said', () => {
    const lines = `init:
  fail arch_add_memory@memory40 -ENOMEM times=1
  echo dax0.0 > kmem/bind`;
    expect(holds(lines, 'memory32-35 online and memory40-43 absent')).toBe(true);
  });

  it('a memory device is plugged before init, or by a line', () => {
    const head = 'kernel merged\nnode 0 ram=0-4G\ndimm d0 8G+1G\n';
    expect(holds('', 'memory64-71 offline', 'merged', head)).toBe(true);
    expect(holds('m:\n  plug d1 9G+1G\n  plug d0', 'memory64-79 offline', 'merged', head)).toBe(true);
    expect(holds('m:\n  unplug d0', 'memory64-71 absent', 'merged', head)).toBe(true);
  });

  it('modprobe binds, if nothing else has loaded the module', () => {
    expect(holds('u:\n  m = modprobe kmem', 'm = ok and memory32-35 online')).toBe(true);
  });

  it('virtio-mem plugs what the host asks for', () => {
    const head = 'kernel merged\nnode 0 ram=0-4G\nvirtio-mem vm0 8G+2G\nset auto_online_blocks=online\n';
    expect(holds('m:\n  request vm0 256M', 'memory64-65 online and memory66 absent', 'merged', head)).toBe(
      true,
    );
  });

  it('a program gives its exit code, and 64 for a part is not ok', () => {
    const lines = `${BOUND}  unmovable memory33\nu:\n  all = chmem -d -b 34-35\n  some = chmem -d -b 32-33`;
    expect(holds(lines, 'all = ok and all = 0 and some = 64 and some != ok')).toBe(true);
    expect(holds(lines, 'some = ok or all != ok')).toBe(false);
  });

  it('udev brings what appears online', () => {
    const head = LAB.replace('online_movable', 'offline');
    const bind = 'u:\n  echo dax0.0 > kmem/bind';
    expect(holds(bind, 'memory32-35,40-43 in Movable', 'merged', `${head}udev rhel\n`)).toBe(true);
    expect(holds(bind, 'memory32-35,40-43 in Normal', 'merged', `${head}udev ubuntu\n`)).toBe(true);
  });
});

describe('calls', () => {
  it.each([
    ['v1p3', 'r = ok and memory48-51 in Movable'],
    ['v1p4', 'r = 3 and memory48-51 in Movable'],
  ] as const)('with an online type in %s', (variant, formula) => {
    const lines =
      'k:\n  r = add_memory_driver_managed(1, 6G+512M, "System RAM (x)", MHP_NONE, MMOP_ONLINE_MOVABLE)';
    expect(holds(lines, formula, variant)).toBe(true);
  });

  it('an alternative stands in where the first is not exported', () => {
    const lines = `${BOUND}k:\n  r = offline_memory(memory32-35)\n    or offline_and_remove_memory(memory32-35)`;
    expect(holds(lines, 'r = ok and memory32-35 offline', 'v1p3')).toBe(true);
    expect(holds(lines, 'r = ok and memory32-35 absent', 'merged')).toBe(true);
  });
});

describe('huge pages', () => {
  const MEMORY = `init:
  echo offline > auto_online_blocks
  add_memory(1, 6G, 512M, 0)
  echo online_movable > memory48/state
  echo online_kernel > memory49/state
  echo online_movable > memory50/state
  pin memory48 hugetlb
  pin memory49 hugetlb-stuck
  pin memory50 hugetlb-free
  a = echo offline > memory48/state
  b = echo offline > memory49/state
  c = echo offline > memory50/state
`;

  it('in use move away; stuck ones are refused in a kernel zone; some cannot be dissolved', () => {
    expect(holds(MEMORY, 'a = ok and b = -EBUSY and c = -EBUSY')).toBe(true);
    expect(holds(MEMORY, 'memory48 offline and memory49-50 online')).toBe(true);
  });

  it('that are stuck in Movable are isolated and never leave: the offlining goes round', () => {
    const lines = `init:
  add_memory(1, 6G, 128M, 0)
  echo online_movable > memory48/state
  pin memory48 hugetlb-stuck
user:
  r = echo offline > memory48/state
`;
    expect(holds(lines, 'user hangs and memory48 going-offline')).toBe(true);
  });

  it('are of one kind', () => {
    expect(() => holds('init:\n  pin memory1 hugetlb kernel\n', 'memory1 online')).toThrow(/not both/);
  });
});
