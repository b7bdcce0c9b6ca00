/**
 * The kmem driver's view of one dax device (`data->state` of `struct dax_kmem_data`), one chart per family.
 *
 * The families differ in their rules only, so one function makes every chart from `kmem-families.ts`. The
 * chart says what the driver believes, not what the blocks are: writing to memoryN/state behind its back
 * changes nothing here.
 */
import { setup } from 'xstate';
import {
  type KmemEventName,
  type KmemFamily,
  type KmemState,
  kmemEvents,
  kmemFamilies,
  kmemStates,
} from './kmem-families.ts';

const stateDescriptions: Record<KmemState, string> = {
  unbound: 'dev_dax_kmem_probe() has not bound the device, so it has no attribute.',
  unplugged: 'dev_dax_kmem_probe() has bound the device and none of its memory is said to be added.',
  offline: 'add_memory_driver_managed() has added the ranges and they are said to be offline.',
  online: 'add_memory_driver_managed() has added the ranges and MMOP_ONLINE was asked for them.',
  onlineKernel: 'add_memory_driver_managed() has added the ranges and MMOP_ONLINE_KERNEL was asked for them.',
  onlineMovable:
    'add_memory_driver_managed() has added the ranges and MMOP_ONLINE_MOVABLE was asked for them.',
};

const kmemSetup = setup({
  types: {
    events: {} as { type: KmemEventName },
    meta: {} as { reads: string | null },
  },
});

/** The chart of a device under the rules of `family`. Initial state: unbound. */
export function createKmemDeviceMachine(family: KmemFamily) {
  const { attribute, moves } = kmemFamilies[family];
  return kmemSetup.createMachine({
    id: `kmemDevice-${family}`,
    description: `The attribute ${attribute} of a dax device from dev_dax_kmem_probe() to dev_dax_kmem_remove().`,
    initial: 'unbound',
    states: Object.fromEntries(
      kmemStates
        .filter((state) => moves[state] !== undefined)
        .map((state) => [state, stateConfig(family, state)]),
    ),
  });
}

function stateConfig(family: KmemFamily, state: KmemState) {
  const { moves, reads } = kmemFamilies[family];
  return kmemSetup.createStateConfig({
    description: stateDescriptions[state],
    meta: { reads: reads[state] ?? null },
    on: Object.fromEntries((moves[state] ?? []).map((event) => [event, transitionConfig(event)])),
  });
}

function transitionConfig(event: KmemEventName) {
  const { target, description } = kmemEvents[event];
  return { target, description };
}
