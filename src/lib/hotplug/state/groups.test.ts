/** Registering and unregistering memory groups against spec 01 §9. */
import { describe, expect, test } from 'vitest';
import { BLOCK_PAGES, labMachine } from '../testing/lab-machine.ts';
import { bootKernel } from './boot.ts';
import { EBUSY, EINVAL } from './errno.ts';
import {
  GROUP_DYNAMIC,
  GROUP_STATIC,
  isGroup,
  memory_group_register_dynamic,
  memory_group_register_static,
  memory_group_unregister,
} from './groups.ts';
import type { Kernel } from './kernel.ts';

const kernel = (): Kernel => bootKernel(labMachine());

describe('a static group', () => {
  test('has a size of its own, which need not be whole blocks', () => {
    const k = kernel();
    const mgid = memory_group_register_static(k, 1, 12345);
    expect([k.groups.kind.get(mgid), k.groups.nid.get(mgid), k.groups.pages.get(mgid)]).toEqual([
      GROUP_STATIC,
      1,
      12345,
    ]);
  });

  test('without pages is invalid', () => {
    expect(memory_group_register_static(kernel(), 1, 0)).toBe(-EINVAL);
  });

  test.each([2, -1])('on node %i, which is not possible, is invalid', (nid) => {
    expect(memory_group_register_static(kernel(), nid, 1)).toBe(-EINVAL);
  });
});

describe('a dynamic group', () => {
  test.each([
    ['one block', BLOCK_PAGES],
    ['two blocks', 2 * BLOCK_PAGES],
    ['1024 blocks', 1024 * BLOCK_PAGES],
  ])('with a unit of %s is registered', (_, unitPages) => {
    const k = kernel();
    const mgid = memory_group_register_dynamic(k, 1, unitPages);
    expect([k.groups.kind.get(mgid), k.groups.pages.get(mgid)]).toEqual([GROUP_DYNAMIC, unitPages]);
  });

  test.each([
    ['no pages', 0],
    ['less than a block', BLOCK_PAGES / 2],
    ['no power of two', 3 * BLOCK_PAGES],
  ])('with a unit of %s is invalid', (_, unitPages) => {
    expect(memory_group_register_dynamic(kernel(), 1, unitPages)).toBe(-EINVAL);
  });

  test('on a node that is not possible is invalid', () => {
    expect(memory_group_register_dynamic(kernel(), 5, BLOCK_PAGES)).toBe(-EINVAL);
  });
});

describe('group ids', () => {
  test('both kinds share them, and the lowest free one is given out', () => {
    const k = kernel();
    expect([
      memory_group_register_static(k, 0, 1),
      memory_group_register_dynamic(k, 0, BLOCK_PAGES),
      memory_group_register_static(k, 1, 1),
    ]).toEqual([0, 1, 2]);
    memory_group_unregister(k, 1);
    expect(memory_group_register_static(k, 1, 9)).toBe(1);
    expect(memory_group_register_static(k, 1, 9)).toBe(3);
  });

  test('an id given out again starts without the counters of the group before', () => {
    const k = kernel();
    memory_group_register_static(k, 0, 1);
    k.groups.presentKernel.set(0, 5);
    k.groups.presentMovable.set(0, 6);
    memory_group_unregister(k, 0);
    memory_group_register_dynamic(k, 1, BLOCK_PAGES);
    expect([k.groups.presentKernel.get(0), k.groups.presentMovable.get(0)]).toEqual([0, 0]);
  });

  test.each([-1, 0, 7])('id %i that nobody has is no group', (mgid) => {
    expect(isGroup(kernel(), mgid)).toBe(false);
  });
});

describe('unregistering', () => {
  test.each([-1, 3])('id %i, which nobody has, is invalid', (mgid) => {
    expect(memory_group_unregister(kernel(), mgid)).toBe(-EINVAL);
  });

  test('a group with a block is busy and stays', () => {
    const k = kernel();
    const mgid = memory_group_register_static(k, 1, 1);
    k.groups.blocks.set(mgid, 1);
    expect(memory_group_unregister(k, mgid)).toBe(-EBUSY);
    expect(isGroup(k, mgid)).toBe(true);
  });

  test('a group without blocks goes', () => {
    const k = kernel();
    const mgid = memory_group_register_static(k, 1, 1);
    expect(memory_group_unregister(k, mgid)).toBe(0);
    expect(isGroup(k, mgid)).toBe(false);
    expect(k.store.hash()).toBe(kernel().store.hash());
  });
});
