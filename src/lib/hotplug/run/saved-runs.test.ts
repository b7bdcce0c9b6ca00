/**
 * Threads of real kernel functions saved at every step: each goes on, on a copy of the kernel, to the same return
 * value and the same state. Walks, loops, rollbacks and functions of variants are among them.
 */
import { describe, expect, test } from 'vitest';
import { add_memory } from '../core/add-memory.ts';
import { offline_and_remove_memory } from '../core/remove-memory.ts';
import type { Kernel } from '../state/kernel.ts';
import { PAGE_OFFLINE_REFERENCED } from '../state/pages.ts';
import { DaxLab } from '../testing/dax-lab.ts';
import { Lab } from '../testing/lab.ts';
import { range } from '../testing/lab-machine.ts';
import { finishThread } from '../testing/step-thread.ts';
import { VARIANTS, type VariantId } from '../variants/index.ts';
import { Dispatch } from './registry.ts';
import { Thread, type SavedThread } from './thread.ts';

type Machine = Lab['machine'];

interface Moment {
  readonly saved: string;
  readonly kernel: Kernel;
}

/** Runs a function alone, one step after the other, and keeps its moments from a step on. */
function recorded(
  { run, kernel }: Machine,
  fn: object,
  args: readonly number[],
  fromStep = 0,
): { moments: Moment[]; thread: Thread } {
  const thread = run.start('driver', fn, args);
  const moments: Moment[] = [];
  while (thread.op !== null) {
    if (run.length >= fromStep)
      moments.push({ saved: JSON.stringify(thread.save()), kernel: kernel.clone() });
    expect(run.step(thread)).not.toBe('blocked');
  }
  return { moments, thread };
}

function expectSameEnd(machine: Machine, fn: object, args: readonly number[]): void {
  const { moments, thread } = recorded(machine, fn, args);
  const dispatch = new Dispatch(machine.variant.functions);
  expect(moments.length).toBeGreaterThan(20);
  for (const { saved, kernel } of moments) {
    const restored = Thread.restore(JSON.parse(saved) as SavedThread, dispatch);
    expect(JSON.stringify(restored.save())).toBe(saved);
    expect(finishThread(kernel, restored)).toBe(thread.result);
    expect(kernel.store.difference(machine.kernel.store)).toBeNull();
  }
}

describe('a thread that is saved at any step and restored goes on to the same end', () => {
  test('adding four blocks that go online by themselves', () => {
    const lab = new Lab({ defaultOnlineType: 3 });
    expectSameEnd(lab.machine, add_memory, [1, ...range(32, 4), 0]);
    expect(lab.block(35)).toBe('online Movable');
  });

  test('taking four blocks offline, where the last refuses and the others come back', () => {
    const lab = new Lab({ defaultOnlineType: 3 });
    lab.call(add_memory, 1, ...range(32, 4), 0);
    lab.place(PAGE_OFFLINE_REFERENCED, 35);
    expectSameEnd(lab.machine, offline_and_remove_memory, range(32, 4));
    expect(lab.block(32)).toBe('online Movable');
  });

  test('taking four blocks offline and removing them', () => {
    const lab = new Lab({ defaultOnlineType: 1 });
    lab.call(add_memory, 1, ...range(32, 4), 0);
    expectSameEnd(lab.machine, offline_and_remove_memory, range(32, 4));
    expect(lab.block(32)).toBe('absent');
  });

  test('a walk over more blocks than one frame holds', () => {
    const args = [1, ...range(32, 300), 0];
    const whole = new Lab({ defaultOnlineType: 1 });
    whole.call(add_memory, ...(args as [number, number, number, number]));
    const lab = new Lab({ defaultOnlineType: 1 });
    const { moments, thread } = recorded(lab.machine, add_memory, args, whole.machine.run.length - 40);
    const { saved, kernel } = moments[0]!;
    const { frames } = JSON.parse(saved) as SavedThread;
    expect(frames.find(({ fn }) => fn === 'walk_memory_blocks')?.args[0]).toBe(32 + 256);
    const restored = Thread.restore(JSON.parse(saved) as SavedThread, new Dispatch({}));
    expect(finishThread(kernel, restored)).toBe(thread.result);
    expect(kernel.store.difference(lab.k.store)).toBeNull();
  });
});

describe('functions of a variant are found again under the name in a saved frame', () => {
  test.each(Object.keys(VARIANTS) as VariantId[])('%s: binding a dax device to kmem', (id) => {
    const { machine } = new DaxLab(id);
    const bind = machine.run.functionNamed('dax_bind_store')!;
    expectSameEnd(machine, bind, [0, machine.kernel.names.id('dax0.0'), 0]);
    expect(machine.kernel.hasBlock(43)).toBe(true);
  });

  test('v1p3: offline_memory() with a rollback', () => {
    const lab = new Lab({ defaultOnlineType: 3 }, 'v1p3');
    lab.call(add_memory, 1, ...range(32, 4), 0);
    lab.place(PAGE_OFFLINE_REFERENCED, 34);
    expectSameEnd(lab.machine, lab.machine.run.functionNamed('offline_memory')!, range(32, 4));
  });

  test('merged: offline_and_remove_memory() of one range', () => {
    const lab = new Lab({ defaultOnlineType: 3 }, 'merged');
    lab.call(add_memory, 1, ...range(32, 4), 0);
    expectSameEnd(lab.machine, lab.machine.run.functionNamed('offline_and_remove_memory')!, range(32, 4));
    expect(lab.block(33)).toBe('absent');
  });
});
