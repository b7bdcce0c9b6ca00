/**
 * The machine of the measurements: a lab machine to which memory is added at 8 TiB, block by block of 128 MiB.
 */
import { PlaygroundMachine } from '#lib/hotplug/playground-machine.ts';
import { MMOP_OFFLINE, MMOP_ONLINE_MOVABLE } from '#lib/hotplug/state/units.ts';
import type { ApiCall } from '#lib/hotplug/userspace/commands.ts';
import { VARIANTS } from '#lib/hotplug/variants/index.ts';
import { labMachine, MIB } from '#lib/scenario/lab-machine.ts';

const START_BYTES = 2 ** 43;
const BLOCK_BYTES = 128 * MIB;
const ADDRESS_BITS = 52;

export function bigMachine(): PlaygroundMachine {
  const end = 2 ** ADDRESS_BITS - 1;
  return new PlaygroundMachine(
    {
      ...labMachine,
      hasTestModule: false,
      defaultOnlineType: MMOP_OFFLINE,
      maxAddressBytes: end,
      lastPhysicalBytes: end,
    },
    VARIANTS.v1p3,
  );
}

function call(name: string, blocks: number, rest: Partial<ApiCall>): ApiCall {
  return { kind: 'api', call: name, startBytes: START_BYTES, sizeBytes: blocks * BLOCK_BYTES, ...rest };
}

export const addBlocks = (blocks: number): ApiCall =>
  call('add_memory_driver_managed', blocks, {
    nid: 1,
    resourceName: 'System RAM (bench)',
    flags: 0,
    onlineType: MMOP_OFFLINE,
  });
export const onlineBlocks = (blocks: number): ApiCall =>
  call('online_memory_range', blocks, { onlineType: MMOP_ONLINE_MOVABLE });
export const offlineBlocks = (blocks: number): ApiCall => call('offline_memory', blocks, {});
