/**
 * A virtual machine whose host gives it memory and takes it back: virtio-mem with sub-blocks.
 */
import type { MachineDescription } from '#lib/hotplug/state/machine.ts';
import { MMOP_ONLINE_MOVABLE } from '#lib/hotplug/state/units.ts';
import { smallMachine } from './first-minute.ts';
import { entry, GIB, MIB } from './lab-machine.ts';
import { does } from './scenario-step.ts';
import type { Scenario, ScenarioStep } from './scenario.ts';

const virtioMachine: MachineDescription = {
  ...smallMachine,
  hasTestModule: false,
  defaultOnlineType: MMOP_ONLINE_MOVABLE,
  resources: [...smallMachine.resources, entry(4 * GIB, 6 * GIB, 'virtio0')],
  virtioMemDevices: [
    { id: 'vm0', nid: 0, startBytes: 4 * GIB, regionBytes: 2 * GIB, deviceBlockBytes: 2 * MIB },
  ],
};

const request = (mebibytes: number): ScenarioStep =>
  does('host', { kind: 'virtio_mem_request', id: 'vm0', requestedBytes: mebibytes * MIB });

export const virtioMemGrows: Scenario = {
  id: 'virtio',
  title: 'virtio-mem: the host gives memory and takes it back',
  about:
    'The host asks the guest to use 512 MiB of a region of 2 GiB, then 320 MiB more, then only 256 MiB: the driver plugs sub-blocks of 2 MiB, adds memory blocks as they fill, and gives back from the top.',
  tags: ['sub-blocks'],
  variant: 'base-6.12',
  machine: virtioMachine,
  steps: [request(512), request(832), request(256)],
};
