/** The test module where no recording decides: several rules for one event, clearing, pins (REPLAY-NOTES §3 and §7). */
import { describe, expect, test } from 'vitest';
import { add_memory } from '../core/add-memory.ts';
import type { PinHow } from '../userspace/commands.ts';
import { Lab } from '../testing/lab.ts';
import { range } from '../testing/lab-machine.ts';

const MOVABLE = 'online_movable' as const;
const KERNEL = 'online_kernel' as const;

/** Blocks 32 and 33 offline. */
function lab(memmap = false): Lab {
  const made = new Lab({ memmapOnMemory: memmap ? 1 : 0 });
  made.call(add_memory, 1, ...range(32, 2), memmap ? 2 : 0);
  return made.listen();
}

describe('several rules for one event', () => {
  test('an older veto answers until it is used up, then the younger one', () => {
    const made = lab();
    made.veto('GOING_ONLINE', 32, 12, 1);
    made.veto('GOING_ONLINE', 32, 5, 1);
    expect([made.online(32), made.online(32), made.online(32)]).toEqual(['ENOMEM', 'EIO', 'ok']);
  });

  test('a veto with count 0 never answers', () => {
    const made = lab();
    made.veto('GOING_ONLINE', 32, 12, 0);
    expect(made.online(32)).toBe('ok');
  });

  test('a hold that is older than a veto holds first; the veto answers the next time', () => {
    const made = lab();
    made.hold('GOING_ONLINE', 32);
    made.veto('GOING_ONLINE', 32, 12, 1);
    const job = made.beginWrite('memory32/state', 'online');
    expect(made.events()).toEqual(['PREPARE_ONLINE 32', 'GOING_ONLINE 32 held']);
    made.release();
    made.offline(32);
    expect([made.answer(job), made.online(32)]).toEqual(['ok', 'ENOMEM']);
  });

  test('a release that comes before anybody sleeps is kept: the next does not sleep, the one after does', () => {
    const made = lab();
    made.hold('GOING_ONLINE', 32);
    made.hold('GOING_ONLINE', 33);
    made.release();
    expect([made.online(32), made.online(33)]).toEqual(['ok', 'waits']);
  });

  test('a hold that is younger than a veto holds when the veto is used up', () => {
    const made = lab();
    made.veto('GOING_ONLINE', 32, 12, 1);
    made.hold('GOING_ONLINE', 32);
    expect([made.online(32), made.online(32)]).toEqual(['ENOMEM', 'waits']);
  });

  test('a rule matches by overlap: a page of the block is enough, its neighbour is not', () => {
    const made = lab();
    const [startBytes] = range(33);
    const veto = { kind: 'notifier_veto', event: 'GOING_ONLINE', errno: 0, count: -1 } as const;
    made.begin({ ...veto, startBytes: startBytes - 4096, sizeBytes: 4096 });
    expect([made.online(32), made.online(33)]).toEqual(['EPERM', 'ok']);
  });
});

describe('clearing', () => {
  test('forgets all rules', () => {
    const made = lab();
    made.veto('GOING_ONLINE', 32);
    made.hold('GOING_ONLINE', 33);
    made.begin({ kind: 'notifier_clear' });
    expect([made.online(32), made.online(33)]).toEqual(['ok', 'ok']);
  });

  test('leaves a thread that is held asleep until it is released', () => {
    const made = lab();
    made.hold('GOING_ONLINE', 32);
    const job = made.beginWrite('memory32/state', 'online');
    made.begin({ kind: 'notifier_clear' });
    expect(made.answer(job)).toBe('waits');
    made.release();
    expect(made.answer(job)).toBe('ok');
  });

  test('lets rules be made anew', () => {
    const made = lab();
    made.veto('GOING_ONLINE', 32, 12);
    made.begin({ kind: 'notifier_clear' });
    made.veto('GOING_ONLINE', 32, 5);
    expect(made.online(32)).toBe('EIO');
  });
});

describe('pins', () => {
  const pin = (made: Lab, startBytes: number, how: PinHow = 'offline', pages = 1): string =>
    made.answer(made.begin({ kind: 'pin', startBytes, pages, how }));
  const unpin = (made: Lab, startBytes: number): string =>
    made.answer(made.begin({ kind: 'unpin', startBytes }));
  const [base, size] = range(32);

  test('of pages that are not online are -ENXIO, the last page counts too', () => {
    const made = lab();
    expect(pin(made, base)).toBe('ENXIO');
    made.online(32);
    expect([pin(made, base + size - 4096, 'offline', 2), pin(made, base + size - 4096)]).toEqual([
      'ENXIO',
      'ok',
    ]);
  });

  test('of a hole in boot memory are -ENXIO as well', () => {
    const endBytes = base / 2 + 3 * 0x200000 - 1;
    const made = new Lab({ resources: [{ startBytes: 0, endBytes, name: 'System RAM', depth: 0 }] });
    expect([pin(made, endBytes + 1 - 4096), pin(made, endBytes + 1)]).toEqual(['ok', 'ENXIO']);
  });

  test('cannot have a page of an isolated block; a reference to a page in use can still be taken there', () => {
    const made = lab();
    made.online(32, MOVABLE);
    made.hold('GOING_OFFLINE', 32);
    const job = made.beginWrite('memory32/state', 'offline');
    expect((['offline', 'kernel'] as const).map((how) => pin(made, base, how))).toEqual(['EBUSY', 'EBUSY']);
    expect(pin(made, base, 'gup')).toBe('ok');
    made.release();
    expect(job.result).toBeNull();
    expect(unpin(made, base)).toBe('ok');
    expect(made.answer(job)).toBe('ok');
  });

  test('of a page that is pinned already are -EBUSY, whatever their kind', () => {
    const made = lab();
    made.online(32);
    expect([pin(made, base, 'offline', 4), pin(made, base), pin(made, base + 3 * 4096, 'kernel')]).toEqual([
      'ok',
      'EBUSY',
      'EBUSY',
    ]);
    expect(pin(made, base + 4 * 4096, 'kernel')).toBe('ok');
  });

  test('in the memory map of a block are -EBUSY, behind it they are taken', () => {
    const made = lab(true);
    made.online(32);
    expect([pin(made, base), pin(made, base + 511 * 4096), pin(made, base + 512 * 4096)]).toEqual([
      'EBUSY',
      'EBUSY',
      'ok',
    ]);
  });

  test('are released by their start only, and once', () => {
    const made = lab();
    made.online(32);
    pin(made, base, 'offline', 4);
    expect([unpin(made, base + 4096), unpin(made, base), unpin(made, base)]).toEqual([
      'ENOENT',
      'ok',
      'ENOENT',
    ]);
  });

  test.each([
    ['offline', KERNEL, 'EBUSY', ['GOING_OFFLINE 32', 'CANCEL_OFFLINE 32']],
    ['offline', MOVABLE, 'EBUSY', ['GOING_OFFLINE 32', 'CANCEL_OFFLINE 32']],
    ['kernel', KERNEL, 'EBUSY', []],
    ['kernel', MOVABLE, 'waits', ['GOING_OFFLINE 32']],
  ] as const)('of kind %s in a block that is %s: %s', (how, word, answer, events) => {
    const made = lab();
    made.online(32, word);
    pin(made, base, how);
    made.listen();
    expect([made.offline(32), made.events()]).toEqual([answer, events]);
  });

  test('of both kinds in one block: kernel decides at isolation, in Movable the other one decides', () => {
    for (const [word, events] of [
      [KERNEL, []],
      [MOVABLE, ['GOING_OFFLINE 32', 'CANCEL_OFFLINE 32']],
    ] as const) {
      const made = lab();
      made.online(32, word);
      pin(made, base, 'kernel');
      pin(made, base + 4096, 'offline');
      made.listen();
      expect([made.offline(32), made.events()]).toEqual(['EBUSY', events]);
    }
  });

  test('released while the block loops over it, they let it go', () => {
    const made = lab();
    made.online(32, MOVABLE);
    pin(made, base, 'kernel');
    const job = made.beginWrite('memory32/state', 'offline');
    expect([made.answer(job), unpin(made, base), made.answer(job)]).toEqual(['waits', 'ok', 'ok']);
  });
});

describe('resources of somebody else', () => {
  const request = (made: Lab, block: number): string => {
    const [startBytes, sizeBytes] = range(block);
    return made.answer(made.begin({ kind: 'region_request', startBytes, sizeBytes, name: 'other' }));
  };
  const release = (made: Lab, startBytes: number, sizeBytes: number): string =>
    made.answer(made.begin({ kind: 'region_release', startBytes, sizeBytes, name: '' }));

  test('are refused with -EBUSY where memory lies, and refuse an add with -EEXIST', () => {
    const made = lab();
    expect([request(made, 32), request(made, 40)]).toEqual(['EBUSY', 'ok']);
    expect(made.call(add_memory, 1, ...range(40), 0)).toBe(-17);
  });

  test('released in part stay, released exactly they go; the answer is always 0', () => {
    const made = lab();
    request(made, 40);
    const [startBytes, sizeBytes] = range(40);
    expect([release(made, startBytes, sizeBytes / 2), request(made, 40)]).toEqual(['ok', 'EBUSY']);
    expect([release(made, startBytes, sizeBytes), request(made, 40)]).toEqual(['ok', 'ok']);
    expect(release(made, range(50)[0], 4096)).toBe('ok');
  });
});
