/** How far an actor has come never goes back, whatever function it is in. */
import { expect, it } from 'vitest';
import '#lib/hotplug/playground-machine.ts';
import { Dispatch, functionNames } from '#lib/hotplug/run/registry.ts';
import { VARIANTS } from '#lib/hotplug/variants/index.ts';
import { BEGINS_AGAIN, comparePlaces, placeOf } from './progress.ts';

const frame = (replies: number, loop = false, fn = 'f', first = 0) => ({
  fn,
  args: [first],
  loop,
  replies: new Array<number>(replies).fill(0),
});

it('lists every kernel function that goes on by beginning again', () => {
  const kernels = Object.values(VARIANTS).map(({ functions }) => new Dispatch(functions));
  const found = functionNames().filter((name) =>
    kernels.some((kernel) => /\bbecome\W/.test(kernel.named(name)?.fn.toString() ?? '')),
  );
  expect(found.length).toBeGreaterThan(3);
  expect(found.filter((name) => !BEGINS_AGAIN.has(name))).toEqual([]);
});

it('puts a call behind the reply before it and before the reply that it gives', () => {
  const before = placeOf(1, [frame(2)]);
  const inside = placeOf(1, [frame(2), frame(5)]);
  const after = placeOf(1, [frame(3)]);
  expect(comparePlaces(before, inside)).toBeLessThan(0);
  expect(comparePlaces(inside, after)).toBeLessThan(0);
  expect(comparePlaces(after, placeOf(2, []))).toBeLessThan(0);
});

it('stands still inside a loop and follows the walk over blocks by its argument', () => {
  const round = (replies: number) => placeOf(0, [frame(1), frame(replies, true), frame(1)]);
  expect(round(0)).toEqual(round(4));
  const walk = (next: number, replies: number) =>
    placeOf(0, [frame(replies, false, 'walk_memory_blocks', next)]);
  expect(comparePlaces(walk(32, 512), walk(288, 0))).toBeLessThan(0);
});
