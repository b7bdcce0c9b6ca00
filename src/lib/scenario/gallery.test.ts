/** Every built-in scenario makes the point that its description promises, on its own kernel. */
import { describe, expect, it } from 'vitest';
import { PlaygroundMachine } from '#lib/hotplug/playground-machine.ts';
import { blockFile } from '#lib/hotplug/userspace/show.ts';
import { VARIANTS } from '#lib/hotplug/variants/index.ts';
import { ZONE_NAMES } from '#lib/hotplug/state/units.ts';
import { GALLERY, scenarioById } from './gallery.ts';

/** Plays the first `count` steps, one after the other; gives the machine and what came of each. */
function played(id: string, count = Infinity): { machine: PlaygroundMachine; results: string[] } {
  const scenario = scenarioById(id)!;
  const machine = new PlaygroundMachine(scenario.machine, VARIANTS[scenario.variant]);
  const results = scenario.steps.slice(0, count).map(({ actor, command }) => {
    const outcome = machine.outcome(machine.execute(actor, command));
    return outcome?.errno ?? String(outcome?.rc);
  });
  return { machine, results };
}

function zones(machine: PlaygroundMachine, blocks: readonly number[]): string {
  const k = machine.kernel;
  const words = blocks.map((id) => {
    const state = (blockFile(k, id, 'state') ?? 'absent').trim();
    return state === 'online' ? ZONE_NAMES[k.blocks.zone.get(id) - 1] : state;
  });
  return words.join(' ');
}

describe('the gallery', () => {
  it('has short names, each once, in letters that links can carry', () => {
    const ids = GALLERY.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9][a-z0-9-]{0,30}$/);
  });

  it('first: 1 GiB is there and not used', () => {
    const { machine, results } = played('first');
    expect(results).toEqual(['0']);
    expect(zones(machine, [32, 33, 38, 39])).toBe('offline offline offline offline');
    expect(machine.kernel.hasBlock(40)).toBe(false);
  });

  it('movable: the block with a kernel page refuses, the Movable one leaves', () => {
    expect(played('movable').results).toEqual(['0', '0', '0', '0', '0', 'EBUSY', '0', '0']);
    expect(zones(played('movable', 3).machine, [32, 33])).toBe('Normal Movable');
  });

  it('ratio: the third DIMM is too much for the ratio', () => {
    const { machine } = played('ratio');
    expect(zones(machine, [32, 33, 34, 35, 36, 37])).toBe('Movable Movable Movable Movable Normal Normal');
  });

  it('cxl: the first range is gone, the second half offline; without the pin the rest goes', () => {
    const { machine, results } = played('cxl', 6);
    expect(results.at(-1)).toBe('EIO');
    expect(machine.kernel.hasBlock(32)).toBe(false);
    expect(zones(machine, [40, 41, 42, 43])).toBe('offline offline Movable Movable');
    expect(played('cxl').results.at(-1)).toBe('0');
  });

  it('virtio: plugged memory follows what the host asks for', () => {
    const mib = (count: number): number =>
      played('virtio', count).machine.kernel.virtio.pluggedBytes.get(0) / 2 ** 20;
    expect([1, 2, 3].map(mib)).toEqual([512, 832, 256]);
  });

  it('dimm: the device stays while a page is pinned, and what had gone offline comes back as Normal', () => {
    const refused = played('dimm', 3);
    expect(refused.results.at(-1)).toBe('-1');
    expect(zones(refused.machine, [32, 33, 34, 35])).toBe('Normal Normal Movable Normal');
    const { machine } = played('dimm');
    expect([32, 33, 34, 35].filter((id) => machine.kernel.hasBlock(id))).toEqual([]);
  });

  it.each([
    ['64tib', 524_288],
    ['2gib-blocks', 32_768],
  ] as const)('%s: %i blocks, one of which refuses', (id, blocks) => {
    const { machine, results } = played(id);
    expect(results.at(-1)).toBe('EBUSY');
    const { nodes, constants } = machine.kernel;
    const counts = Array.from({ length: constants.nodeCount }, (_, nid) => nodes.blocks.get(nid));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(blocks);
  });
});
