/**
 * What a line promises when it returns, checked without being asked: the documented return values of the seed's calls,
 * and that a success means the thing was done.
 *
 * "Done" is judged only if nobody else has done anything since the line gave its last lock back; what others change
 * later is no broken promise.
 */
import { findDevice, kmemRange } from '#lib/hotplug/drivers/dax-bus.ts';
import { blockIdsOf, isOnline, zoneOfBlock } from '#lib/hotplug/state/blocks.ts';
import type { Kernel } from '#lib/hotplug/state/kernel.ts';
import { ZONE_MOVABLE } from '#lib/hotplug/state/units.ts';
import { readFile } from '#lib/hotplug/userspace/attributes.ts';
import type { ApiCall, Command } from '#lib/hotplug/userspace/commands.ts';
import type { Plan } from './plan.ts';
import type { Returned, ReturnCheck } from './stepper.ts';

/** Bits of a report. */
export const POSITIVE_RETURN = 1;
export const NOT_DONE = 2;

interface Range {
  readonly startBytes: number;
  readonly sizeBytes: number;
}

const RETURNS_ZERO_OR_ERRNO = [
  'online_memory_range',
  'offline_memory',
  'offline_and_remove_memory',
  'offline_and_remove_memory_ranges',
  'remove_memory',
  'add_memory',
];

function blocksOf(k: Kernel, ranges: readonly Range[]): number[] {
  return ranges.flatMap(({ startBytes, sizeBytes }) => {
    const ids = blockIdsOf(k, startBytes, sizeBytes);
    if (ids === null) return [];
    return Array.from({ length: ids.last - ids.first + 1 }, (_, i) => ids.first + i);
  });
}

function rangesOfCall({ startBytes = 0, sizeBytes = 0, ranges }: ApiCall): readonly Range[] {
  return ranges ?? [{ startBytes, sizeBytes }];
}

/** Is what the call was for the case? True for calls that promise nothing about blocks. */
function isCallDone(k: Kernel, call: ApiCall): boolean {
  const blocks = blocksOf(k, rangesOfCall(call));
  switch (call.call) {
    case 'online_memory_range':
      return blocks.every((id) => !k.hasBlock(id) || isOnline(k, id));
    case 'offline_memory':
      return blocks.every((id) => !isOnline(k, id));
    case 'offline_and_remove_memory':
    case 'offline_and_remove_memory_ranges':
    case 'remove_memory':
      return blocks.every((id) => !k.hasBlock(id));
    default:
      return true;
  }
}

const STATE_FILE = /\/memory(\d+)\/state$/;
const ATTRIBUTE_FILE = /\/(dax\d+\.\d+)\/(hotplug|state)$/;

function isStateWritten(k: Kernel, blockId: number, word: string): boolean {
  if (word === 'offline') return !isOnline(k, blockId);
  if (!isOnline(k, blockId)) return false;
  if (word === 'online_movable') return zoneOfBlock(k, blockId) === ZONE_MOVABLE;
  return word !== 'online_kernel' || zoneOfBlock(k, blockId) !== ZONE_MOVABLE;
}

/** Blocks of the ranges of a dax device that the driver can use. */
export function blocksOfDevice(k: Kernel, device: number): number[] {
  const ranges: Range[] = [];
  for (let i = 0; i < k.dax.rangeCount.get(device); i++) {
    const range = kmemRange(k, device, i);
    if (range !== null) ranges.push(range);
  }
  return blocksOf(k, ranges);
}

function isAttributeWritten(k: Kernel, device: number, word: string, path: string): boolean {
  const blocks = blocksOfDevice(k, device);
  // An unbind removes the file before it waits for the writer inside: then only the blocks can be judged.
  const shown = readFile(k, path)?.trim() ?? word.replace(/^unplug$/, 'unplugged');
  if (word === 'unplug' || word === 'unplugged') {
    return shown === 'unplugged' && blocks.every((id) => !k.hasBlock(id));
  }
  if (word === 'offline') return shown === 'offline' && blocks.every((id) => !isOnline(k, id));
  return shown === word && blocks.every((id) => isOnline(k, id));
}

function isDone(k: Kernel, command: Command): boolean {
  if (command.kind === 'api') return isCallDone(k, command);
  if (command.kind !== 'sysfs_write') return true;
  const word = command.bytes.trim();
  const block = STATE_FILE.exec(command.path);
  if (block !== null) return isStateWritten(k, Number(block[1]), word);
  const attribute = ATTRIBUTE_FILE.exec(command.path);
  const device = attribute === null ? -1 : findDevice(k, attribute[1]!);
  return device < 0 || isAttributeWritten(k, device, word, command.path);
}

/** The check of a plan's lines. */
export function contractsOf(plan: Plan): ReturnCheck {
  return ({ actor, line, value, isFresh }: Returned, k: Kernel): number => {
    const deed = plan.actors[actor]!.lines[line]!.source?.deed;
    if (deed === undefined || deed.kind === 'signal') return 0;
    let broken = 0;
    if (deed.kind === 'api' && value > 0 && RETURNS_ZERO_OR_ERRNO.includes(deed.call))
      broken |= POSITIVE_RETURN;
    if (value >= 0 && isFresh && !isDone(k, deed)) broken |= NOT_DONE;
    return broken;
  };
}
