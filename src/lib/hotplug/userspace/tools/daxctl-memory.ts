/**
 * What libdaxctl does with the memory blocks of a device: walks over those of its node, one operation for each, as
 * daxctl_memory_op() does, in the order of the directory. The first error ends a walk; nothing is undone.
 */
import { ENOENT, ENXIO } from '../../state/errno.ts';
import { ZONE_MOVABLE, ZONE_NORMAL } from '../../state/units.ts';
import { zoneOfBlock } from '../../state/blocks.ts';
import { call, defineOp, step, type Kfn } from '../../run/effects.ts';
import { kernelFunctions } from '../../run/registry.ts';
import { ksys_read, ksys_write } from '../syscalls.ts';
import { blocksOfDevice } from './daxctl-json.ts';
import { daxctl_say, line } from './daxctl-text.ts';

/** Two numbers that a function of the tool gives back: return value and the text of standard error so far. */
const RCS = 2 ** 13;
/** Return value (-4096 to 4095) and text as one number. */
export const both = (rc: number, text: number): number => rc + RCS / 2 + RCS * text;
export const rcOf = (packed: number): number => (packed % RCS) - RCS / 2;
export const textOf = (packed: number): number => Math.floor(packed / RCS);

export const MEM_COUNT = 0;
export const MEM_IS_ONLINE = 1;
export const MEM_SET_ONLINE = 2;
export const MEM_SET_ONLINE_NO_MOVABLE = 3;
export const MEM_SET_OFFLINE = 4;
/** The zone that all blocks are online in, ZONE_MIXED for several; -ENXIO with one offline, 0 without any. */
export const MEM_GET_ZONE = 5;
export const ZONE_IS_MOVABLE = 1;
export const ZONE_IS_NORMAL = 2;
const ZONE_MIXED = 3;

const list_blocks = defineOp('opendir', 'blocks of the node that lie in the device', (k, device: number) => {
  const nid = k.dax.targetNode.get(device);
  if (nid < 0 || k.nodes.online.get(nid) === 0) return -ENOENT;
  return k.names.id(blocksOfDevice(k, device).join(','));
});
const listed = defineOp('readdir', 'next block', (k, list: number, i: number) => {
  const text = k.names.text(list).split(',')[i];
  return text === undefined || text === '' ? -1 : Number(text);
});
const state_file = defineOp('snprintf', 'its file state', (k, blockId: number) =>
  k.names.id(`/sys/devices/system/memory/memory${blockId}/state`),
);
const begins_online = defineOp('strncmp', 'online?', (k, text: number) =>
  k.names.text(text).startsWith('online') ? 1 : 0,
);
const WORDS: Readonly<Record<number, string>> = {
  [MEM_SET_ONLINE]: 'online_movable',
  [MEM_SET_ONLINE_NO_MOVABLE]: 'online',
  [MEM_SET_OFFLINE]: 'offline',
};
const word_of = defineOp('snprintf', 'the word', (k, operation: number) => k.names.id(WORDS[operation]!));
const zone_of = defineOp('sysfs_read_attr', 'read valid_zones', (k, blockId: number) => {
  if (!k.hasBlock(blockId)) return -ENOENT;
  const zone = zoneOfBlock(k, blockId);
  return zone === ZONE_MOVABLE ? ZONE_IS_MOVABLE : zone === ZONE_NORMAL ? ZONE_IS_NORMAL : ZONE_MIXED;
});

/** memblock_is_online(): 1, 0, or a negative errno with a message. */
export function* memblock_is_online(device: number, blockId: number, text: number): Kfn {
  const path = yield step(state_file, blockId);
  const read = yield call(ksys_read, path);
  if (read < 0) return both(read, yield step(daxctl_say, text, line('readFailed'), device, read, blockId));
  return both(yield step(begins_online, read), text);
}

/** online_one_memblock() and offline_one_memblock(): 0 done, 1 nothing to do, or a negative errno. */
export function* set_one_memblock(device: number, blockId: number, operation: number, stderr: number): Kfn {
  let came = yield call(memblock_is_online, device, blockId, stderr);
  const wanted = operation === MEM_SET_OFFLINE ? 0 : 1;
  if (rcOf(came) < 0) return came;
  if (rcOf(came) === wanted) return both(1, textOf(came));
  const path = yield step(state_file, blockId);
  const word = yield step(word_of, operation);
  const rc = yield call(ksys_write, path, word);
  if (rc >= 0) return both(0, textOf(came));
  // Somebody else may have done it meanwhile.
  came = yield call(memblock_is_online, device, blockId, textOf(came));
  if (operation === MEM_SET_OFFLINE) {
    if (rcOf(came) === 0) return both(1, textOf(came));
    return both(rc, yield step(daxctl_say, textOf(came), line('blockFailed'), device, rc, blockId));
  }
  return both(rcOf(came) === 1 ? 0 : rc, textOf(came));
}

/** daxctl_memory_op(): how many blocks it applies to or was done for, or the negative errno that ended it. */
export function* daxctl_memory_op(device: number, operation: number, stderr: number): Kfn {
  const list = yield step(list_blocks, device);
  if (list < 0) return both(list, stderr);
  let text = stderr;
  let count = 0;
  let zone = 0;
  for (let i = 0; ; i++) {
    const blockId = yield step(listed, list, i);
    if (blockId < 0) break;
    if (operation === MEM_COUNT) {
      count++;
      continue;
    }
    if (operation !== MEM_IS_ONLINE && operation !== MEM_GET_ZONE) {
      const came = yield call(set_one_memblock, device, blockId, operation, text);
      text = textOf(came);
      if (rcOf(came) < 0) return came;
      if (rcOf(came) === 0) count++;
      continue;
    }
    const online = yield call(memblock_is_online, device, blockId, text);
    text = textOf(online);
    if (rcOf(online) < 0) return online;
    if (operation === MEM_IS_ONLINE) {
      count += rcOf(online);
      continue;
    }
    if (rcOf(online) === 0) return both(-ENXIO, text);
    const own = yield step(zone_of, blockId);
    if (own < 0) return both(own, text);
    zone = zone === 0 || zone === own ? own : ZONE_MIXED;
  }
  return both(operation === MEM_GET_ZONE ? zone : count, text);
}

kernelFunctions('libdaxctl', {
  memblock_is_online,
  set_one_memblock,
  daxctl_memory_op,
});
