/**
 * A DIMM that is ejected while one of its blocks cannot leave: ACPI offlines block by block and brings back what it had
 * taken, in another zone, and the device stays.
 */
import { MMOP_ONLINE_MOVABLE } from '#lib/hotplug/state/units.ts';
import { smallMachine } from './first-minute.ts';
import { GIB, MIB } from './lab-machine.ts';
import { does, plug, unplug } from './scenario-step.ts';
import type { Scenario } from './scenario.ts';

const PINNED_BYTES = 4 * GIB + 2 * 128 * MIB + 64 * MIB;

export const dimmRefused: Scenario = {
  id: 'dimm',
  title: 'a DIMM that does not come out again',
  about:
    'A DIMM of 512 MiB is plugged, onlined as Movable and ejected while a page of memory34 is pinned. The guest refuses and brings back what it had taken offline, but in ZONE_NORMAL: the eject does not remember the zone. Without the pin the DIMM goes.',
  tags: ['eject', 'pinned-page', 'rollback', 'zone'],
  variant: 'base-6.12',
  machine: { ...smallMachine, defaultOnlineType: MMOP_ONLINE_MOVABLE },
  steps: [
    plug('dimm0', 4 * GIB, 512 * MIB, 0),
    does('gup', { kind: 'pin', startBytes: PINNED_BYTES, pages: 1, how: 'offline' }),
    unplug('dimm0'),
    does('gup', { kind: 'unpin', startBytes: PINNED_BYTES }),
    unplug('dimm0'),
  ],
};
