/** Random walks: repeatable, and only what a stock kernel can do. */
import { describe, expect, test } from 'vitest';
import { beyondStockKernel, type Scenario, type ScenarioStep } from './scenario.ts';
import { readWalk, WALK_KINDS } from './walk.ts';

function walk(word: string): Scenario {
  const result = readWalk(word);
  if (!result.ok) throw new Error(result.error);
  return result.value;
}

const BLOCK = { state: 'online', valid_zones: 'Movable', online: '1', nodes: 'node0' };
const FILES = new Map<string, string | typeof BLOCK>([
  ['/sys/devices/system/memory/block_size_bytes', '8000000'],
  ['/sys/devices/system/memory/memory0', BLOCK],
]);

function stepsOf(scenario: Scenario): ScenarioStep[] {
  const choose = scenario.begin();
  const steps: ScenarioStep[] = [];
  for (let step = choose({ files: FILES, succeeded: true }); step !== null;) {
    steps.push(step);
    const files = new Map(FILES).set(`/sys/devices/system/memory/memory${40 + (steps.length % 8)}`, BLOCK);
    step = choose({ files, succeeded: steps.length % 3 !== 0 });
  }
  return steps;
}

describe('a walk', () => {
  test.each(WALK_KINDS)('%s: the same seed gives the same machine and steps, another one others', (kind) => {
    const [one, again, other] = [`walk:${kind}:7`, `walk:${kind}:7`, `walk:${kind}:8`].map(walk);
    expect([one!.machine, stepsOf(one!)]).toEqual([again!.machine, stepsOf(again!)]);
    expect(stepsOf(one!)).not.toEqual(stepsOf(other!));
    expect(stepsOf(one!)).toHaveLength(50);
  });

  test.each(WALK_KINDS)('%s: does nothing that needs a test module', (kind) => {
    const steps = [1, 2, 3].flatMap((seed) => stepsOf(walk(`walk:${kind}:${seed}`)));
    expect(steps.map(beyondStockKernel).filter((problem) => problem !== null)).toEqual([]);
  });

  test('devices that a kind does not have are not asked for', () => {
    const kinds = new Set(stepsOf(walk('walk:virtio:1')).map(({ op }) => op.kind));
    expect([kinds.has('virtio_mem_request'), kinds.has('device_add'), kinds.has('bind')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test.each([
    ['walk:swim:1', /there is no walk "swim"/],
    ['walk:dimms:x', /the seed/],
    ['walk:dimms', /the seed/],
  ])('%s is refused', (word, why) => {
    const result = readWalk(word);
    expect(result.ok ? '' : result.error).toMatch(why);
  });
});
