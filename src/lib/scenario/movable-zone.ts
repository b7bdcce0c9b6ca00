/**
 * What ZONE_MOVABLE is for: a kernel page keeps a block of a kernel zone from leaving; it never gets into a block of
 * ZONE_MOVABLE.
 */
import { smallMachine } from './first-minute.ts';
import { GIB, MIB } from './lab-machine.ts';
import { does, plug, setState } from './scenario-step.ts';
import type { Scenario } from './scenario.ts';

const BLOCK = 128 * MIB;

export const movableZone: Scenario = {
  id: 'movable',
  title: 'what ZONE_MOVABLE is for',
  about:
    'One block goes to a kernel zone, one to ZONE_MOVABLE. The kernel then allocates a page that cannot be moved: that can only be in the first. The Movable block leaves again, the other one refuses with -EBUSY until the page is released.',
  tags: ['zone', 'movable', 'kernel-page'],
  variant: 'base-6.12',
  machine: smallMachine,
  steps: [
    plug('dimm0', 4 * GIB, 512 * MIB, 0),
    setState(32, 'online_kernel'),
    setState(33, 'online_movable'),
    does('kernel', { kind: 'pin', startBytes: 4 * GIB + BLOCK / 2, pages: 1, how: 'kernel' }),
    setState(33, 'offline'),
    setState(32, 'offline'),
    does('kernel', { kind: 'unpin', startBytes: 4 * GIB + BLOCK / 2 }),
    setState(32, 'offline'),
  ],
};
