/**
 * A dax device with two ranges, as CXL memory shows up: bound to kmem, then removed while a page in the second range is
 * pinned. What is left after the failure differs from posting to posting.
 */
import type { MachineDescription } from '#lib/hotplug/state/machine.ts';
import { GIB, labMachine, MIB } from './lab-machine.ts';
import { does, echo } from './scenario-step.ts';
import type { Scenario } from './scenario.ts';

const HALF = 512 * MIB;
const DAX = '/sys/bus/dax/devices/dax0.0';
const PINNED_BYTES = 5 * GIB + 2 * 128 * MIB + 64 * MIB;

export const cxlMachine: MachineDescription = {
  ...labMachine,
  daxDevices: [
    {
      name: 'dax0.0',
      targetNode: 1,
      alignBytes: 2 * MIB,
      memmapOnMemory: false,
      regionStartBytes: 4 * GIB,
      regionEndBytes: 6 * GIB,
    },
  ],
};

export const cxlTwoRanges: Scenario = {
  id: 'cxl',
  title: 'CXL memory: two ranges, one pinned page, half a removal',
  about:
    'dax0.0 gets two ranges; loading kmem binds it and adds both as Movable. A page of the second range is pinned, so the removal word fails there. In this posting the first range is gone by then and the notifier refuses the rollback of the second; choose another kernel to see what became of it.',
  tags: ['two-ranges', 'pinned-page', 'rollback', 'partial'],
  variant: 'v1p8',
  machine: cxlMachine,
  steps: [
    echo('0', `${DAX}/size`),
    echo(`${hexRange(4 * GIB, HALF)}`, `${DAX}/mapping`),
    echo(`${hexRange(5 * GIB, HALF)}`, `${DAX}/mapping`),
    does('user', { kind: 'modprobe', module: 'kmem' }),
    does('gup', { kind: 'pin', startBytes: PINNED_BYTES, pages: 1, how: 'offline' }),
    echo('unplug', `${DAX}/hotplug`),
    does('gup', { kind: 'unpin', startBytes: PINNED_BYTES }),
    echo('unplug', `${DAX}/hotplug`),
  ],
};

/** A range as the file `mapping` takes it, both ends inclusive. */
function hexRange(startBytes: number, sizeBytes: number): string {
  return `${startBytes.toString(16)}-${(startBytes + sizeBytes - 1).toString(16)}`;
}
