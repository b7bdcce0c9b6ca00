/**
 * Will it come back out? For each stretch of online blocks whether offlining would work now, as far as its pages tell,
 * and for each device which block would stop it first.
 */
import type { BlockView, DeviceView, Frame } from './frame.ts';

export interface LeavingBlocks {
  readonly firstId: number;
  readonly lastId: number;
  readonly leaves: boolean;
  readonly zone: string;
}

export interface LeavingDevice {
  readonly name: string;
  readonly onlineBlocks: number;
  /** The first block that cannot leave; null when all can. */
  readonly stoppedBy: number | null;
}

const isOnline = ({ look }: BlockView): boolean => look.startsWith('online-');

/** Can its pages be moved or freed? A block in several zones has no zone of its own and never leaves. */
const canLeave = (block: BlockView): boolean => !block.pinned && block.look !== 'online-mixed';

/** Online blocks in address order, equal neighbours together. */
export function leavingBlocks({ blocks, runs }: Pick<Frame, 'blocks' | 'runs'>): LeavingBlocks[] {
  const all = [...blocks.map((first) => ({ first, count: 1 })), ...runs]
    .filter(({ first }) => isOnline(first))
    .sort((a, b) => a.first.id - b.first.id);
  const list: { firstId: number; lastId: number; leaves: boolean; zone: string }[] = [];
  for (const { first, count } of all) {
    const row = {
      firstId: first.id,
      lastId: first.id + count - 1,
      leaves: canLeave(first),
      zone: first.zone ?? '',
    };
    const last = list.at(-1);
    const joins = last?.lastId === row.firstId - 1 && last.leaves === row.leaves && last.zone === row.zone;
    if (joins) last.lastId = row.lastId;
    else list.push(row);
  }
  return list;
}

function isOn({ ranges }: DeviceView, block: BlockView): boolean {
  return ranges.some(
    ({ startBytes, endBytes }) =>
      block.startBytes < endBytes && startBytes < block.startBytes + block.sizeBytes,
  );
}

/** Devices with online blocks. */
export function leavingDevices({ devices, blocks }: Pick<Frame, 'devices' | 'blocks'>): LeavingDevice[] {
  return devices
    .map((device) => {
      const online = blocks.filter((block) => isOnline(block) && isOn(device, block));
      const stuck = online.find((block) => !canLeave(block));
      return { name: device.name, onlineBlocks: online.length, stoppedBy: stuck?.id ?? null };
    })
    .filter(({ onlineBlocks }) => onlineBlocks > 0);
}
