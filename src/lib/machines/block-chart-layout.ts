/**
 * The picture of the memory block's chart.
 *
 * The three online states stand in one frame, since what can happen to an online block does not depend on
 * its zone; which of them the block returns to after a failure is the one that it came from.
 */
import { type ChartEdge, type ChartLayout, type ChartNode, pill } from './chart-layout.ts';
import { type MemoryBlockEventName, memoryBlockEvents } from './memory-block-events.ts';
import { BLOCK } from './memory-block.table.ts';

const ROW_Y = 49;

const online = [BLOCK.ONLINE_KERNEL, BLOCK.ONLINE_MOVABLE, BLOCK.ONLINE_MIXED];
const goingOnline = [BLOCK.GOING_ONLINE_KERNEL, BLOCK.GOING_ONLINE_MOVABLE];
const goingOffline = [BLOCK.GOING_OFFLINE_KERNEL, BLOCK.GOING_OFFLINE_MOVABLE, BLOCK.GOING_OFFLINE_MIXED];

const nodes: readonly ChartNode[] = [
  pill('absent', [2, ROW_Y, 56], [BLOCK.ABSENT], { dashed: true }),
  pill('offline', [104, ROW_Y, 60], [BLOCK.OFFLINE]),
  pill('onlining', [214, ROW_Y, 68], goingOnline, {
    dashed: true,
    note: { text: 'file reads offline', y: ROW_Y - 7 },
  }),
  pill('online', [322, 34, 76, 100], online, { labelY: 47 }),
  pill('kernel', [328, 53, 64, 22], [BLOCK.ONLINE_KERNEL], { inside: 'online' }),
  pill('movable', [328, 79, 64, 22], [BLOCK.ONLINE_MOVABLE], { inside: 'online' }),
  pill('mixed', [328, 105, 64, 22], [BLOCK.ONLINE_MIXED], { inside: 'online' }),
  pill('going-offline', [196, 150, 98], goingOffline),
];

/** Sentence and kernel function of an edge that one event takes. */
function taken(event: MemoryBlockEventName): Pick<ChartEdge, 'events' | 'description' | 'kernelFunction'> {
  return { events: [event], ...memoryBlockEvents[event] };
}

const edges: readonly ChartEdge[] = [
  {
    id: 'boot',
    from: 'absent',
    to: 'online',
    events: ['BOOT_KERNEL', 'BOOT_MOVABLE', 'BOOT_MIXED'],
    path: 'M30 49C30 28 44 22 70 22C150 22 240 22 320 22C348 22 360 24 360 34',
    label: 'boot',
    labelX: 190,
    labelY: 16,
    anchor: 'middle',
    description:
      'memory_dev_init() registers boot memory, online; more than one zone or node in it leaves mem->zone NULL.',
    kernelFunction: 'memory_dev_init',
  },
  {
    id: 'add',
    from: 'absent',
    to: 'offline',
    ...taken('ADD'),
    path: 'M58 57C73 57 89 57 104 57',
    label: 'add',
    labelX: 81,
    labelY: 51,
    anchor: 'middle',
    sysfsWrite: 'echo ADDRESS > /sys/devices/system/memory/probe',
  },
  {
    id: 'remove',
    from: 'offline',
    to: 'absent',
    ...taken('REMOVE'),
    path: 'M104 67C89 67 73 67 58 67',
    label: 'remove',
    labelX: 81,
    labelY: 81,
    anchor: 'middle',
  },
  {
    id: 'go-online',
    from: 'offline',
    to: 'onlining',
    events: ['GO_ONLINE_KERNEL', 'GO_ONLINE_MOVABLE'],
    path: 'M164 62C181 62 197 62 214 62',
    label: 'online*',
    labelX: 189,
    labelY: 57,
    anchor: 'middle',
    description: 'memory_block_online() starts in the zone that zone_for_pfn_range() has answered with.',
    sysfsWrite: 'echo online > /sys/devices/system/memory/memoryN/state',
    kernelFunction: 'memory_block_online',
  },
  {
    id: 'online-failed',
    from: 'onlining',
    to: 'offline',
    ...taken('ONLINE_FAILED'),
    path: 'M246 75C238 92 162 92 152 75',
    label: 'veto',
    labelX: 199,
    labelY: 101,
    anchor: 'middle',
  },
  {
    id: 'onlined',
    from: 'onlining',
    to: 'online',
    ...taken('ONLINED'),
    path: 'M282 62C295 62 309 62 322 62',
    label: 'ok',
    labelX: 302,
    labelY: 57,
    anchor: 'middle',
  },
  {
    id: 'go-offline',
    from: 'online',
    to: 'going-offline',
    ...taken('GO_OFFLINE'),
    path: 'M372 134C372 156 340 163 294 163',
    label: 'offline',
    labelX: 352,
    labelY: 175,
    anchor: 'start',
    sysfsWrite: 'echo offline > /sys/devices/system/memory/memoryN/state',
  },
  {
    id: 'offline-failed',
    from: 'going-offline',
    to: 'online',
    ...taken('OFFLINE_FAILED'),
    path: 'M284 150C286 128 300 117 322 116',
    label: 'CANCEL_OFFLINE',
    labelX: 277,
    labelY: 132,
    anchor: 'end',
  },
  {
    id: 'offlined',
    from: 'going-offline',
    to: 'offline',
    ...taken('OFFLINED'),
    path: 'M196 163C150 163 120 130 118 75',
    label: 'OFFLINE',
    labelX: 122,
    labelY: 150,
    anchor: 'end',
  },
];

export const blockChartLayout: ChartLayout = { nodes, edges };
