/**
 * Which command does what a recorded operation did.
 */
import { expect, it } from 'vitest';
import { toCommand } from './trace-commands.ts';

const PATH = '/sys/devices/system/memory/memory32/state';

it('echo writes the value and a newline, echo -n only the value', () => {
  const op = { kind: 'sysfs_write', path: PATH, value: 'offline' } as const;
  expect(toCommand(op, `echo offline > ${PATH}`)).toEqual({
    kind: 'sysfs_write',
    path: PATH,
    bytes: 'offline\n',
  });
  expect(toCommand(op, `echo -n offline > ${PATH}`)).toMatchObject({ bytes: 'offline' });
  expect(toCommand(op, null)).toMatchObject({ bytes: 'offline\n' });
  expect(toCommand({ ...op, value: 'offline\n' }, 'echo')).toMatchObject({ bytes: 'offline\n\n' });
});

it('a memory device comes to the node that the kernel gave it, else to that of its domain, else of domain 0', () => {
  const op = {
    kind: 'device_add',
    device: 'pc-dimm',
    id: 'd',
    size: 1,
    addr: 2,
    node: 2,
    guestNode: 1,
  } as const;
  expect(toCommand(op, null)).toEqual({ kind: 'device_add', id: 'd', startBytes: 2, sizeBytes: 1, nid: 1 });
  expect(toCommand({ ...op, guestNode: null }, null)).toMatchObject({ nid: 2 });
  expect(toCommand({ ...op, guestNode: null, node: null }, null)).toMatchObject({ nid: 0 });
  const nodeOf = (domain: number, startBytes: number): number => 10 * domain + startBytes;
  expect(toCommand({ ...op, guestNode: null }, null, nodeOf)).toMatchObject({ nid: 22 });
});

it('a memory device that the machine found no place for never reaches the kernel', () => {
  const op = { kind: 'device_add', device: 'pc-dimm', id: 'd', size: 1, node: 0, guestNode: null } as const;
  expect(toCommand({ ...op, addr: null }, null)).toBe(null);
});

it('a call keeps exactly the arguments that it was recorded with', () => {
  const call = { kind: 'api', call: 'add_memory', nid: 0, start: 1, size: 2, flags: 4 } as const;
  const { start, size, ...same } = call;
  expect(toCommand(call, null)).toEqual({ ...same, startBytes: start, sizeBytes: size });
  const ranges = {
    kind: 'api',
    call: 'offline_and_remove_memory_ranges',
    ranges: [{ start: 1, size: 2 }],
  } as const;
  expect(toCommand(ranges, null)).toEqual({ ...ranges, ranges: [{ startBytes: 1, sizeBytes: 2 }] });
});

it('a refusal is recorded with a negative errno and commanded with a positive one', () => {
  const veto = { kind: 'notifier_veto', event: 'ONLINE', start: 0, size: 1, errno: -12, count: -1 } as const;
  expect(toCommand(veto, null)).toMatchObject({ errno: 12, count: -1 });
  expect(toCommand({ ...veto, errno: 0 }, null)).toMatchObject({ errno: 0 });
});

it('a hold applies once', () => {
  const hold = { kind: 'notifier_hold', event: 'ONLINE', start: 0, size: 1 } as const;
  expect(toCommand(hold, null)).toEqual({
    kind: 'notifier_hold',
    event: 'ONLINE',
    startBytes: 0,
    sizeBytes: 1,
    errno: 0,
    count: 1,
  });
});

it('pages at a place are pinned, pages somewhere are only allocated', () => {
  expect(toCommand({ kind: 'pin', start: 4096, pages: 1, how: 'kernel' }, null)).toEqual({
    kind: 'pin',
    startBytes: 4096,
    pages: 1,
    how: 'kernel',
  });
  expect(toCommand({ kind: 'pin', mib: 64 }, null)).toEqual({ kind: 'allocate', mebibytes: 64 });
});
