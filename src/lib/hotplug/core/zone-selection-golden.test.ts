/**
 * The golden vectors of spec 01 §4.7: blocks 31 to 36 on a node without boot memory, onlined and offlined one after
 * the other. After each row the spans of both zones and of the node, and what valid_zones reads.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { Lab } from '../testing/lab.ts';
import { bootBlocks, bootZone, range } from '../testing/lab-machine.ts';
import { ZONE_DMA32 } from '../state/units.ts';
import { add_memory } from './add-memory.ts';

type Triple = readonly [startPfn: number, spanned: number, present: number];

interface Row {
  readonly action: readonly [block: number, word: 'online_movable' | 'online_kernel' | 'offline'] | null;
  readonly normal: Triple;
  readonly movable: Triple;
  readonly node: readonly [startPfn: number, spanned: number];
  /** valid_zones of offline blocks, with contig-zones alone and with movable_node. */
  readonly validZones?: Readonly<Record<number, readonly [plain: string, movableNode: string]>>;
}

const NONE: Triple = [0, 0, 0];
const KERNEL_FIRST = ['Normal Movable', 'Movable Normal'] as const;
/** Only inside the span of Movable, or only inside that of Normal: movable_node changes nothing. */
const IN_MOVABLE = ['Movable Normal', 'Movable Normal'] as const;
const IN_NORMAL = ['Normal Movable', 'Normal Movable'] as const;

const rows: readonly Row[] = [
  {
    action: null,
    normal: NONE,
    movable: NONE,
    node: [0, 0],
    validZones: {
      31: KERNEL_FIRST,
      32: KERNEL_FIRST,
      33: KERNEL_FIRST,
      34: KERNEL_FIRST,
      35: KERNEL_FIRST,
      36: KERNEL_FIRST,
    },
  },
  {
    action: [32, 'online_movable'],
    normal: NONE,
    movable: [1048576, 32768, 32768],
    node: [1048576, 32768],
    validZones: { 33: KERNEL_FIRST },
  },
  {
    action: [35, 'online_movable'],
    normal: NONE,
    movable: [1048576, 131072, 65536],
    node: [1048576, 131072],
    validZones: { 33: IN_MOVABLE, 34: IN_MOVABLE, 31: KERNEL_FIRST, 36: KERNEL_FIRST },
  },
  {
    action: [33, 'online_kernel'],
    normal: [1081344, 32768, 32768],
    movable: [1048576, 131072, 65536],
    node: [1048576, 131072],
    validZones: { 34: IN_MOVABLE },
  },
  {
    action: [32, 'offline'],
    normal: [1081344, 32768, 32768],
    movable: [1146880, 32768, 32768],
    node: [1081344, 98304],
    validZones: { 32: KERNEL_FIRST, 34: KERNEL_FIRST },
  },
  {
    action: [34, 'online_movable'],
    normal: [1081344, 32768, 32768],
    movable: [1114112, 65536, 65536],
    node: [1081344, 98304],
  },
  {
    action: [36, 'online_kernel'],
    normal: [1081344, 131072, 65536],
    movable: [1114112, 65536, 65536],
    node: [1081344, 131072],
  },
  {
    action: [34, 'offline'],
    normal: [1081344, 131072, 65536],
    movable: [1146880, 32768, 32768],
    node: [1081344, 131072],
    validZones: { 34: IN_NORMAL },
  },
  {
    action: [35, 'offline'],
    normal: [1081344, 131072, 65536],
    movable: NONE,
    node: [1081344, 131072],
    validZones: { 34: IN_NORMAL, 35: IN_NORMAL },
  },
  {
    action: [33, 'offline'],
    normal: [1179648, 32768, 32768],
    movable: NONE,
    node: [1179648, 32768],
  },
  { action: [36, 'offline'], normal: NONE, movable: NONE, node: [0, 0] },
];

/** Block 31 must be free for hotplug: this lab has one boot block less. */
function lab(movableNode: boolean): Lab {
  const made = new Lab({
    movableNode,
    zones: [bootZone(0, ZONE_DMA32, 0, 31 * 32768)],
    blocks: bootBlocks(0, 31, ZONE_DMA32),
    resources: [{ startBytes: 0, endBytes: range(31)[0] - 1, name: 'System RAM', depth: 0 }],
  });
  expect(made.call(add_memory, 1, ...range(31, 6), 0)).toBe(0);
  return made;
}

describe.each([
  ['contig-zones', false],
  ['contig-zones with movable_node', true],
])('%s', (_, movableNode) => {
  let current: Lab;
  beforeAll(() => {
    current = lab(movableNode);
  });

  test.each(rows.map((row, i) => [i, row.action?.join(' ') ?? 'blocks 31 to 36 added', row] as const))(
    'row %i: %s',
    (_i, _action, { action, normal, movable, node, validZones = {} }) => {
      if (action !== null) expect(current.write(`memory${action[0]}/state`, action[1])).toBe('ok');
      expect(current.zone(1, 'Normal')).toEqual(normal);
      expect(current.zone(1, 'Movable')).toEqual(movable);
      expect(current.node(1)).toEqual(node);
      for (const [block, expected] of Object.entries(validZones)) {
        expect(`${block} ${current.block(Number(block))}`).toBe(
          `${block} offline ${expected[movableNode ? 1 : 0]}`,
        );
      }
    },
  );
});
