/** What every chart of this folder owes to its reader: a sentence for each state and each event. */
import { describe, expect, test } from 'vitest';
import type { AnyStateMachine } from 'xstate';
import { deviceHotplugLockMachine } from './device-hotplug-lock.ts';
import { createKmemDeviceMachine } from './kmem-device.ts';
import { kmemEvents } from './kmem-families.ts';
import { lockEvents } from './lock-view.ts';
import { memoryBlockEvents } from './memory-block-events.ts';
import { memoryBlockMachine } from './memory-block.ts';
import { playerEvents, playerMachine } from './player.ts';

interface Case {
  name: string;
  machine: AnyStateMachine;
  events: readonly string[];
  /** Whether its sentences speak of the kernel. */
  isKernel: boolean;
}

const families = ['v1', 'v3', 'v4', 'merged'] as const;
const cases: Case[] = [
  {
    name: 'memory block',
    machine: memoryBlockMachine,
    events: Object.keys(memoryBlockEvents),
    isKernel: true,
  },
  {
    name: 'device_hotplug_lock',
    machine: deviceHotplugLockMachine,
    events: Object.keys(lockEvents),
    isKernel: true,
  },
  ...families.map((family) => ({
    name: `kmem device ${family}`,
    machine: createKmemDeviceMachine(family),
    events: Object.keys(kmemEvents),
    isKernel: true,
  })),
  { name: 'player', machine: playerMachine, events: Object.keys(playerEvents), isKernel: false },
];

/** As much of a state of any chart as is read here. */
interface Node {
  id: string;
  description: string | undefined;
  states: Record<string, Node>;
  transitions: Map<string, Edge[]>;
  always?: Edge[] | undefined;
}
interface Edge {
  eventType: string;
  description?: string | undefined;
}

function nodesOf(node: Node): Node[] {
  return [node, ...Object.values(node.states).flatMap(nodesOf)];
}

function sentencesOf(machine: AnyStateMachine): [place: string, sentence: string | undefined][] {
  return nodesOf(machine.root as Node).flatMap((node) => [
    [node.id, node.description],
    ...[...node.transitions.values(), node.always ?? []]
      .flat()
      .map((edge): [string, string | undefined] => [`${node.id} on ${edge.eventType}`, edge.description]),
  ]);
}

describe.each(cases)('the chart of the $name', ({ machine, events }) => {
  test('has one whole sentence for each state and each transition', () => {
    const bad = sentencesOf(machine).filter(([, sentence]) => !/^\S.*[^.]\.$/.test(sentence ?? ''));
    expect(bad).toEqual([]);
  });

  test('knows no event that is not in its list of events', () => {
    const known = (machine.events as string[]).filter((event) => event !== '');
    expect(known.length).toBeGreaterThan(3);
    expect(known.filter((event) => !events.includes(event))).toEqual([]);
  });
});

test.each(cases.filter(({ isKernel }) => isKernel))(
  'each transition of the chart of the $name names a function of the kernel or a value that it stores',
  ({ machine }) => {
    const edges = sentencesOf(machine).filter(([place]) => place.includes(' on '));
    expect(edges.length).toBeGreaterThan(4);
    expect(edges.filter(([, sentence]) => !/[a-z_]+\(\)|MMOP_/.test(sentence ?? ''))).toEqual([]);
  },
);
