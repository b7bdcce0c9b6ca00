/**
 * The policy auto-movable: Movable memory may only be so many percent of kernel memory, then blocks go to a kernel zone.
 */
import { smallMachine } from './first-minute.ts';
import { GIB, MIB } from './lab-machine.ts';
import { echo, plug, setPolicy } from './scenario-step.ts';
import type { Scenario } from './scenario.ts';

const PARAMETERS = '/sys/module/memory_hotplug/parameters';

export const autoMovable: Scenario = {
  id: 'ratio',
  title: 'auto-movable: when the ratio is used up',
  about:
    'online_policy is auto-movable with a ratio of 60 %. Three DIMMs of 256 MiB come and are onlined with the same word, online: the first two become Movable, the third goes to a kernel zone, since 768 MiB of Movable memory would be more than 60 % of the 1 GiB that kernel zones have.',
  tags: ['ratio', 'policy', 'zone'],
  variant: 'base-6.12',
  machine: smallMachine,
  steps: [
    echo('auto-movable', `${PARAMETERS}/online_policy`),
    echo('60', `${PARAMETERS}/auto_movable_ratio`),
    setPolicy('online'),
    ...[0, 1, 2].map((i) => plug(`dimm${i}`, 4 * GIB + i * 256 * MIB, 256 * MIB, 0)),
  ],
};
