/**
 * How the changes of a step become part of the snapshot.
 */
import { expect, it } from 'vitest';
import { RecordedSnapshot } from './recorded-snapshot.ts';

const BLOCK = '/sys/devices/system/memory/memory32';

function snapshot(): RecordedSnapshot {
  return new RecordedSnapshot(
    new Map<string, string | Record<string, string>>([
      [BLOCK, { state: 'online', valid_zones: 'Normal' }],
      ['/proc/meminfo', 'MemTotal: 1 kB'],
    ]),
  );
}

it('a block is merged file by file', () => {
  const merged = snapshot();
  merged.merge(new Map([[BLOCK, { state: 'offline' }]]));
  expect([...merged.files]).toEqual([
    [`${BLOCK}/state`, 'offline'],
    [`${BLOCK}/valid_zones`, 'Normal'],
    ['/proc/meminfo', 'MemTotal: 1 kB'],
  ]);
});

it('any other file is replaced as a whole', () => {
  const merged = snapshot();
  merged.merge(new Map([['/proc/meminfo', 'MemTotal: 2 kB']]));
  expect(merged.files.get('/proc/meminfo')).toBe('MemTotal: 2 kB');
});

it('null removes a file, or a block with all its files', () => {
  const merged = snapshot();
  merged.merge(
    new Map([
      [BLOCK, null],
      ['/proc/meminfo', null],
    ]),
  );
  expect(merged.files.size).toBe(0);
});

it('a new file is added', () => {
  const merged = snapshot();
  merged.merge(new Map([['/sys/bus/dax/devices/dax0.0/driver', 'kmem']]));
  expect(merged.files.get('/sys/bus/dax/devices/dax0.0/driver')).toBe('kmem');
});
