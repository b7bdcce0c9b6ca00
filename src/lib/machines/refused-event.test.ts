/** The words of an error that only a bug in the kernel core can cause. */
import { describe, expect, test } from 'vitest';
import { KMEM, KMEM_EVENT } from './kmem-device.table.ts';
import { BLOCK, BLOCK_EVENT } from './memory-block.table.ts';
import { RefusedEvent, refuse, refuseKmem } from './refused-event.ts';

function thrownBy(run: () => never): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

describe('a refused event', () => {
  test('names the block, its state, the event and the kernel function', () => {
    const error = thrownBy(() =>
      refuse(42, BLOCK.ONLINE_KERNEL, BLOCK_EVENT.ADD, 'create_memory_block_devices'),
    );
    expect(error).toBeInstanceOf(RefusedEvent);
    expect(error).toMatchObject({
      name: 'RefusedEvent',
      message: 'refused: block memory42 is ONLINE_KERNEL, event ADD, from create_memory_block_devices',
      subject: 'block memory42',
      state: 'ONLINE_KERNEL',
      event: 'ADD',
      kernelFunction: 'create_memory_block_devices',
    });
  });

  test('names the kmem device, its state, the event and the kernel function', () => {
    expect(() => refuseKmem('dax0.0', KMEM.OFFLINE, KMEM_EVENT.SET_ONLINE, 'state_store')).toThrow(
      'refused: kmem device dax0.0 is OFFLINE, event SET_ONLINE, from state_store',
    );
  });

  test('prints numbers that no chart has a name for', () => {
    expect(() => refuse(7, 200, 99, 'memory_block_online')).toThrow(
      'refused: block memory7 is unknown (200), event unknown (99), from memory_block_online',
    );
    expect(() => refuseKmem('dax1.0', 77, 88, 'hotplug_store')).toThrow(
      'is unknown (77), event unknown (88)',
    );
  });
});
