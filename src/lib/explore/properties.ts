/**
 * What should hold without being asked, as questions about an outcome in which everybody is done.
 *
 * Some kernels of the series break them: that is what the findings of the reviews are about. An answer names what is
 * wrong, so that it can be read beside the witness.
 */
import { deviceName } from '#lib/hotplug/drivers/dax-bus.ts';
import { leakedParts, usesAfterFree } from '#lib/hotplug/drivers/kmem-lifetime.ts';
import { isOnline, zoneOfBlock } from '#lib/hotplug/state/blocks.ts';
import type { Kernel } from '#lib/hotplug/state/kernel.ts';
import { resourceEntries, systemRamPages } from '#lib/hotplug/state/resources.ts';
import { ZONE_MOVABLE } from '#lib/hotplug/state/units.ts';
import { readFile } from '#lib/hotplug/userspace/attributes.ts';
import { listBlocks } from '#lib/hotplug/userspace/files.ts';
import { blocksOfDevice } from './contracts.ts';

export type PropertyId =
  | 'no lost memory'
  | 'nothing is left behind'
  | 'no use after free'
  | 'attribute and blocks agree'
  | '0 or a negative errno'
  | 'success means done'
  | 'invariants'
  | 'charts';

export interface PropertyText {
  readonly id: PropertyId;
  /** What it says, as a sentence. */
  readonly says: string;
}

export const PROPERTIES: readonly PropertyText[] = [
  { id: 'no lost memory', says: 'a memory block exists if and only if a busy System RAM entry covers it' },
  {
    id: 'nothing is left behind',
    says: 'memory, reservation, group and data of a dax device are gone when its driver has let go',
  },
  { id: 'no use after free', says: 'no driver uses memory that it has freed' },
  {
    id: 'attribute and blocks agree',
    says: 'the word in the device file describes all blocks of the device',
  },
  { id: '0 or a negative errno', says: 'calls that are documented so return 0 or a negative errno' },
  { id: 'success means done', says: 'a line that reports success has done what it says' },
  { id: 'invariants', says: 'the counts of zones, nodes and groups agree with the blocks in every state' },
  { id: 'charts', says: 'no step asks a statechart for a move that it does not have' },
];

function lostMemory(k: Kernel): string | null {
  for (const id of listBlocks(k)) {
    if (k.blocks.early.get(id) !== 0) continue;
    if (systemRamPages(k, id * k.blockPages, k.blockPages) !== k.blockPages) {
      return `memory${id} exists, but no busy System RAM entry covers it`;
    }
  }
  const blockBytes = k.constants.blockSizeBytes;
  for (const { name, startBytes, endBytes } of resourceEntries(k)) {
    // Boot entries need not begin and end at blocks; what an add makes does.
    if (!name.startsWith('System RAM') || startBytes % blockBytes !== 0 || (endBytes + 1) % blockBytes !== 0)
      continue;
    for (let id = startBytes / blockBytes; id * blockBytes < endBytes; id++) {
      if (!k.hasBlock(id)) return `${name} covers memory${id}, which does not exist`;
    }
  }
  return null;
}

function leftBehind(k: Kernel): string | null {
  for (let device = 0; device < k.dax.count.value; device++) {
    if (k.dax.driver.get(device) !== 0) continue;
    const parts = leakedParts(k, device).filter((part) => part !== 'freed name');
    if (parts.length > 0)
      return `${deviceName(k, device)} has no driver, yet it leaves ${parts.join(', ')} behind`;
  }
  return null;
}

function usedAfterFree(k: Kernel): string | null {
  for (let device = 0; device < k.dax.count.value; device++) {
    const [use] = usesAfterFree(k, device);
    if (use !== undefined) return `the ${use} of ${deviceName(k, device)} is used after it was freed`;
  }
  return null;
}

function disagreement(k: Kernel): string | null {
  for (let device = 0; device < k.dax.count.value; device++) {
    const name = deviceName(k, device);
    const folder = `/sys/bus/dax/devices/${name}`;
    const word = (readFile(k, `${folder}/state`) ?? readFile(k, `${folder}/hotplug`))?.trim();
    if (word === undefined) continue;
    for (const id of blocksOfDevice(k, device)) {
      const is = `${name} reads ${word}, but memory${id}`;
      if (word === 'unplugged' && k.hasBlock(id)) return `${is} exists`;
      if (word === 'offline' && isOnline(k, id)) return `${is} is online`;
      if (!word.startsWith('online')) continue;
      if (!k.hasBlock(id)) return `${is} does not exist`;
      if (!isOnline(k, id)) return `${is} is offline`;
      const isMovable = zoneOfBlock(k, id) === ZONE_MOVABLE;
      if (word === 'online_movable' && !isMovable) return `${is} is not in ZONE_MOVABLE`;
      if (word === 'online_kernel' && isMovable) return `${is} is in ZONE_MOVABLE`;
    }
  }
  return null;
}

/** Properties that are asked of an outcome: what is wrong with it, or null. */
export const OUTCOME_CHECKS: readonly {
  readonly id: PropertyId;
  readonly check: (k: Kernel) => string | null;
}[] = [
  { id: 'no lost memory', check: lostMemory },
  { id: 'nothing is left behind', check: leftBehind },
  { id: 'no use after free', check: usedAfterFree },
  { id: 'attribute and blocks agree', check: disagreement },
];
