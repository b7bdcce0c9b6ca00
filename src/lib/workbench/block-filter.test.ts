/** Blocks are found by words, in crowds as well as one by one. */
import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import type { BlockRun, BlockView, DeviceView } from './frame.ts';
import { blocksIn, joined, matchingBlocks, parseFilter, stretchesText } from './block-filter.ts';
import { blocksBetween } from './frame-blocks.ts';

const BLOCK_BYTES = 128 * 2 ** 20;
const offline = { look: 'offline', zone: null } as const;

function block(id: number, rest: Partial<BlockView> = {}): BlockView {
  return {
    id,
    startBytes: id * BLOCK_BYTES,
    sizeBytes: BLOCK_BYTES,
    nid: 0,
    look: 'online-kernel',
    configuration: 0,
    zone: 'Normal',
    state: '',
    validZones: '',
    pinned: false,
    refused: null,
    changed: false,
    group: null,
    ...rest,
  };
}

const blocks = (first: number, last: number, rest: Partial<BlockView> = {}): BlockView[] =>
  Array.from({ length: last - first + 1 }, (_, i) => block(first + i, rest));

interface Machine {
  readonly blocks: readonly BlockView[];
  readonly runs: readonly BlockRun[];
  readonly devices: readonly DeviceView[];
  readonly blockSizeBytes: number;
}

const machineOf = (rest: Partial<Machine>): Machine => ({
  blocks: [],
  runs: [],
  devices: [],
  blockSizeBytes: BLOCK_BYTES,
  ...rest,
});

const device = {
  kind: 'dax',
  name: 'dax0.0',
  nid: 1,
  ranges: [{ startBytes: 4 * BLOCK_BYTES, endBytes: 6 * BLOCK_BYTES }],
  sizeBytes: 2 * BLOCK_BYTES,
  state: 'bound to kmem',
  attribute: null,
  stepBytes: BLOCK_BYTES,
  chart: null,
  facts: [],
} as const;

const machine = machineOf({
  blocks: [
    ...blocks(0, 3),
    ...blocks(4, 5, { ...offline, nid: 1, group: 0 }),
    block(6, { look: 'online-movable', zone: 'Movable', nid: 1, pinned: true, refused: '-EBUSY' }),
  ],
  devices: [device],
});

function found(text: string, one = machine): string {
  const filter = parseFilter(text, one);
  return filter.ok ? stretchesText(matchingBlocks(one, filter.value), 99) : filter.error;
}

describe('blocks are found by', () => {
  test.each([
    ['offline', 'memory4-5'],
    ['online', 'memory0-3, memory6'],
    ['Movable', 'memory6'],
    ['movable,offline', 'memory4-6'],
    ['!offline node1', 'memory6'],
    ['n1', 'memory4-6'],
    ['group0', 'memory4-5'],
    ['dax0.0', 'memory4-5'],
    ['!dax0.0 online', 'memory0-3, memory6'],
    ['pinned refused', 'memory6'],
    ['2', 'memory2'],
    ['memory2-5 !offline', 'memory2-3'],
    [`0x${(5 * BLOCK_BYTES + 4096).toString(16)}`, 'memory5'],
    ['  ', 'memory0-6'],
    ['offline online', ''],
  ])('%s', (text, expected) => {
    expect(found(text)).toBe(expected);
  });
});

test('a word that is not understood is named, with what was probably meant and what is', () => {
  expect(found('offlne')).toBe(
    '"offlne" is not understood, perhaps offline. A word is a state, a zone, node0, group0, a device, ' +
      'a block (34, 32-35) or an address (0x140000000), with ! for not.',
  );
});

test('in a crowd the same blocks are found as if they stood one by one', () => {
  const run = { first: block(10, offline), count: 200 };
  const crowd = machineOf({ blocks: [block(300)], runs: [run], devices: [device] });
  const single = machineOf({ blocks: blocksBetween(crowd, 0, 1000), devices: [device] });
  const word = fc.oneof(
    fc.constantFrom('offline', 'online', '!offline', 'node0', 'dax0.0', '!dax0.0'),
    fc.tuple(fc.nat(400), fc.nat(400)).map(([a, b]) => `${a}-${b}`),
    fc.tuple(fc.nat(400), fc.nat(400)).map(([a, b]) => `!${a},${b}-${b + 9}`),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 4 }), (words) => {
      expect(found(words.join(' '), crowd)).toBe(found(words.join(' '), single));
    }),
  );
});

test('stretches are joined, counted and shortened', () => {
  const list = joined([
    { firstId: 5, lastId: 6 },
    { firstId: 1, lastId: 2 },
    { firstId: 3, lastId: 3 },
  ]);
  expect(list).toEqual([
    { firstId: 1, lastId: 3 },
    { firstId: 5, lastId: 6 },
  ]);
  expect(blocksIn(list)).toBe(5);
  expect(stretchesText(list, 1)).toBe('memory1-3 and 1 more');
});
