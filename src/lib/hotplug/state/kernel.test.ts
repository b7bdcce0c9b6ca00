/** The kernel as a whole: blocks move only along their chart, clones are independent, warnings come once. */
import { BLOCK, BLOCK_EVENT } from '#lib/machines/memory-block.table.ts';
import { RefusedEvent } from '#lib/machines/refused-event.ts';
import { describe, expect, test } from 'vitest';
import { labMachine } from '../testing/lab-machine.ts';
import { bootKernel } from './boot.ts';
import { message, refusal } from './journal.ts';
import type { Kernel } from './kernel.ts';

const kernel = (): Kernel => bootKernel(labMachine());
const LINE = message('dmesg', (_, a, b) => `line ${a} ${b}`);
const NO = refusal(16, 'some_function', (_, block) => `memory${block} is busy`);

describe('moving a block', () => {
  test('a move of the chart changes the block', () => {
    const k = kernel();
    k.moveBlock(40, BLOCK_EVENT.ADD, 'add_memory_block');
    expect([k.blocks.chart.get(40), k.hasBlock(40)]).toEqual([BLOCK.OFFLINE, true]);
  });

  test('a move that the chart does not have throws with block, state, event and kernel function', () => {
    const k = kernel();
    let thrown: unknown;
    try {
      k.moveBlock(5, BLOCK_EVENT.REMOVE, 'remove_memory_block');
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(RefusedEvent);
    expect(thrown).toMatchObject({
      subject: 'block memory5',
      state: 'ONLINE_KERNEL',
      event: 'REMOVE',
      kernelFunction: 'remove_memory_block',
    });
    expect(k.blocks.chart.get(5)).toBe(BLOCK.ONLINE_KERNEL);
  });

  test('an absent block can only be added or booted', () => {
    expect(() => kernel().moveBlock(40, BLOCK_EVENT.GO_ONLINE_KERNEL, 'x')).toThrow(RefusedEvent);
  });
});

describe('a clone', () => {
  test('has the same state and the same fingerprint', () => {
    const k = kernel();
    k.moveBlock(40, BLOCK_EVENT.ADD, 'add_memory_block');
    const copy = k.clone();
    expect([copy.store.difference(k.store), copy.store.hash()]).toEqual([null, k.store.hash()]);
  });

  test('goes its own way: neither sees what the other changes', () => {
    const k = kernel();
    const copy = k.clone();
    copy.moveBlock(40, BLOCK_EVENT.ADD, 'add_memory_block');
    k.moveBlock(41, BLOCK_EVENT.ADD, 'add_memory_block');
    expect([k.hasBlock(40), copy.hasBlock(41)]).toEqual([false, false]);
    expect(copy.store.difference(k.store)).toMatchObject({ column: 'block.chart', index: 40 });
  });

  test('understands the names of the first, and its journal is empty', () => {
    const k = kernel();
    k.say(LINE);
    const name = k.names.id('something new');
    expect([k.clone().names.text(name), k.clone().journal.length]).toEqual(['something new', 0]);
  });

  test('tells no log of the first about its changes', () => {
    const k = kernel();
    let told = 0;
    k.store.sink = { change: () => told++ };
    k.clone().moveBlock(40, BLOCK_EVENT.ADD, 'add_memory_block');
    expect(told).toBe(0);
  });
});

describe('saying', () => {
  test('a message is filed under the thread that runs', () => {
    const k = kernel();
    k.current = 3;
    k.say(LINE, 7);
    expect(k.journal.at(0)).toMatchObject({ thread: 3, message: LINE, numbers: [7, 0, 0, 0] });
  });

  test('a refusal is said and gives its negative errno', () => {
    const k = kernel();
    expect(k.refuse(NO, 33)).toBe(-16);
    expect(k.journal.texts(k.names, 'refusal')).toEqual(['memory33 is busy']);
  });

  test('a warning is due once, and each warning for itself', () => {
    const k = kernel();
    expect([k.warnOnce(0), k.warnOnce(0), k.warnOnce(1), k.warnOnce(1)]).toEqual([true, false, true, false]);
  });

  test('a clone remembers which warnings are used up', () => {
    const k = kernel();
    k.warnOnce(2);
    expect(k.clone().warnOnce(2)).toBe(false);
  });
});
