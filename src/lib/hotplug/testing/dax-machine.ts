/**
 * The lab with two dax devices on node 1 that the firmware reserved for them: what the tests of drivers and variants
 * boot. memory32 is the first block of dax0.0, memory48 the first of dax1.0.
 */
import type { DaxDeviceDescription, MachineDescription, ResourceDescription } from '../state/machine.ts';
import { MEMMAP_ON_MEMORY_OFF, MEMMAP_ON_MEMORY_ON, ONLINE_TYPE_WORDS } from '../state/units.ts';
import { BLOCK_BYTES, labMachine } from './lab-machine.ts';

/** Region of dax0.0 as blocks `[first, end)`. */
export const DAX0_REGION = [32, 48] as const;
const DAX1_REGION = [48, 64] as const;

export type OnlineTypeWord = (typeof ONLINE_TYPE_WORDS)[number];

/** What a test may choose of the machine. */
export interface DaxMachineOptions {
  /** auto_online_blocks at boot. */
  readonly policy?: OnlineTypeWord;
  /** The module parameter memmap_on_memory. */
  readonly memmapOnMemory?: boolean;
  /** Anything else of the lab. */
  readonly differences?: Partial<MachineDescription>;
}

type Region = readonly [first: number, end: number];

function dax(name: string, [first, end]: Region): DaxDeviceDescription {
  return {
    name,
    targetNode: 1,
    alignBytes: 0x200000,
    memmapOnMemory: false,
    regionStartBytes: first * BLOCK_BYTES,
    regionEndBytes: end * BLOCK_BYTES,
  };
}

function softReserved([first, end]: Region): ResourceDescription {
  return {
    depth: 0,
    startBytes: first * BLOCK_BYTES,
    endBytes: end * BLOCK_BYTES - 1,
    name: 'Soft Reserved',
  };
}

/** The machine; its devices are not bound. */
export function daxMachine(options: DaxMachineOptions = {}): MachineDescription {
  const { policy = 'online_movable', memmapOnMemory = false, differences = {} } = options;
  const lab = labMachine();
  return {
    ...lab,
    resources: [...lab.resources, softReserved(DAX0_REGION), softReserved(DAX1_REGION)],
    defaultOnlineType: ONLINE_TYPE_WORDS.indexOf(policy),
    memmapOnMemory: memmapOnMemory ? MEMMAP_ON_MEMORY_ON : MEMMAP_ON_MEMORY_OFF,
    daxDevices: [dax('dax0.0', DAX0_REGION), dax('dax1.0', DAX1_REGION)],
    ...differences,
  };
}
