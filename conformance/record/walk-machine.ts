/**
 * The machine of a random walk: which memory, nodes, devices and policies it has follows from kind and seed.
 */
import type { Chance } from './chance.ts';
import type { ScenarioMachine } from './scenario.ts';

/** What a walk may do; a kind is a set of these. */
export type WalkPart = 'dimm' | 'big' | 'nodes' | 'virtio' | 'dax' | 'boot' | 'altmap' | 'movable';

export interface VirtioMem {
  readonly id: string;
  readonly regionMib: number;
  readonly deviceBlockMib: number;
}

export interface Dax {
  readonly id: string;
  readonly startBytes: number;
  readonly sizeBytes: number;
}

export interface WalkMachine {
  readonly machine: ScenarioMachine;
  readonly nodes: number;
  readonly virtioMem: readonly VirtioMem[];
  readonly dax: readonly Dax[];
}

const MIB = 2 ** 20;
/** First address of soft-reserved memory: above 4 GiB and what the firmware keeps there. */
const FIRST_DAX = 0x118000000;
/** The flag of `memmap=` that turns RAM into soft-reserved memory. */
const SOFT_RESERVED = '-1+0xefffffff';

export function walkMachine(parts: ReadonlySet<WalkPart>, chance: Chance): WalkMachine {
  // Where the kernel's own pages land in a virtio-mem device nobody can know: let it have another place for them.
  const hasRoom = parts.has('virtio') || parts.has('dax');
  const gibibytes = chance.of(hasRoom ? [5, 6, 7, 9] : [1, 2, 3, 4, 5, 6, 8]);
  const args = policyArgs(parts, chance);
  const { nodes, totalMib, qemuArgs } = nodeArgs(parts, chance, gibibytes * 1024);
  const modules: string[] = [];
  const virtioMem = parts.has('virtio') ? virtioMemDevices(chance) : [];
  virtioMem.forEach(({ id, regionMib, deviceBlockMib }, i) => {
    const node = nodes > 1 ? `,node=${chance.below(nodes)}` : '';
    const block = deviceBlockMib === 2 ? '' : `,block-size=${deviceBlockMib}M`;
    qemuArgs.push('-object', `memory-backend-ram,id=v${i},size=${regionMib}M`);
    qemuArgs.push('-device', `pcie-root-port,id=port${i},chassis=${i + 1}`);
    qemuArgs.push(
      '-device',
      `virtio-mem-pci,id=${id},bus=port${i},memdev=v${i},requested-size=0${block}${node}`,
    );
  });
  if (virtioMem.length > 0) modules.push('virtio_mem');
  const dax = parts.has('dax') ? daxDevices(chance, gibibytes) : [];
  for (const { startBytes, sizeBytes } of dax)
    args.push(`memmap=${sizeBytes / MIB}M%0x${startBytes.toString(16)}${SOFT_RESERVED}`);
  if (dax.length > 0) modules.push('device_dax', 'dax_hmem');
  const machine = {
    memory: `${totalMib}M,slots=32,maxmem=128G`,
    qemuArgs,
    kernelArgs: args.join(' '),
    modules,
    note: '',
  };
  return { machine, nodes, virtioMem, dax };
}

function policyArgs(parts: ReadonlySet<WalkPart>, chance: Chance): string[] {
  const args: string[] = [];
  const state = chance.of(['offline', 'offline', 'online', 'online_kernel', 'online_movable', null]);
  if (state !== null) args.push(`memhp_default_state=${state}`);
  if (chance.happens(0.35)) args.push('memory_hotplug.online_policy=auto-movable');
  if (chance.happens(0.35))
    args.push(`memory_hotplug.auto_movable_ratio=${chance.of([0, 1, 25, 50, 100, 150, 301, 900])}`);
  if (chance.happens(0.2))
    args.push(`memory_hotplug.auto_movable_numa_aware=${chance.of(['0', '1', 'N', 'Y'])}`);
  if (parts.has('altmap') || chance.happens(0.2))
    args.push(`memory_hotplug.memmap_on_memory=${chance.of(['1', 'force', 'Y'])}`);
  if (parts.has('movable') || chance.happens(0.15)) args.push('movable_node');
  if (parts.has('boot') || (!parts.has('virtio') && chance.happens(0.15)))
    args.push(
      chance.of([
        'kernelcore=1G',
        'kernelcore=50%',
        'movablecore=512M',
        'movablecore=40%',
        'kernelcore=640M',
      ]),
    );
  return args;
}

function nodeArgs(
  parts: ReadonlySet<WalkPart>,
  chance: Chance,
  wantedMib: number,
): { nodes: number; totalMib: number; qemuArgs: string[] } {
  if (!parts.has('nodes')) return { nodes: 1, totalMib: wantedMib, qemuArgs: [] };
  const nodes = chance.of([2, 2, 3, 4]);
  const hasMemory = Array.from({ length: nodes }, (_, nid) => nid === 0 || chance.happens(0.5));
  const sizes = hasMemory.map((has): number => (has ? 512 : 0));
  const filled = hasMemory.flatMap((has, nid) => (has ? [nid] : []));
  for (let left = wantedMib - 512 * filled.length; left > 0; left -= 128) sizes[chance.of(filled)]! += 128;
  const qemuArgs = sizes.flatMap((mib, nid) =>
    mib === 0 ? [] : ['-object', `memory-backend-ram,id=n${nid},size=${mib}M`],
  );
  sizes.forEach((mib, nid) => {
    const memory = mib === 0 ? '' : `,memdev=n${nid}`;
    qemuArgs.push('-numa', `node,nodeid=${nid}${nid === 0 ? ',cpus=0' : ''}${memory}`);
  });
  return { nodes, totalMib: sizes.reduce((sum, mib) => sum + mib, 0), qemuArgs };
}

function virtioMemDevices(chance: Chance): VirtioMem[] {
  return Array.from({ length: chance.of([1, 1, 2, 3]) }, (_, i) => ({
    id: `vm${i}`,
    regionMib: 1024 * chance.of([1, 2, 3, 4]),
    deviceBlockMib: chance.of([2, 2, 4, 16, 64, 128, 128, 256, 512]),
  }));
}

function daxDevices(chance: Chance, gibibytes: number): Dax[] {
  let next = FIRST_DAX;
  return Array.from({ length: gibibytes > 5 ? chance.of([1, 2, 3]) : 1 }, (_, i) => {
    const startBytes = next + chance.of([0, 0, 128, 32, 256]) * MIB;
    const sizeBytes = chance.of([128, 256, 384, 512, 224, 192]) * MIB;
    next = startBytes + sizeBytes + chance.of([64, 128, 160]) * MIB;
    return { id: `dax${i}.0`, startBytes, sizeBytes };
  });
}
