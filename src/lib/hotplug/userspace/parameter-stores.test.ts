/** The parameters of the module memory_hotplug, against spec 01 §8.2. */
import { describe, expect, test } from 'vitest';
import type { MachineDescription } from '../state/machine.ts';
import { Lab } from '../testing/lab.ts';

const PARAMETERS = '/sys/module/memory_hotplug/parameters';

/** What a write answers and what the file reads afterwards. */
function written(
  name: string,
  text: string,
  differences: Partial<MachineDescription> = {},
): [string, string | null] {
  const lab = new Lab(differences);
  return [lab.write(`${PARAMETERS}/${name}`, text), lab.read(`${PARAMETERS}/${name}`)];
}

describe('online_policy', () => {
  test.each(['contig-zones', 'auto-movable'])('%s is taken', (word) => {
    expect(written('online_policy', word)).toEqual(['ok', `${word}\n`]);
    expect(written('online_policy', word, { onlinePolicy: 1 })).toEqual(['ok', `${word}\n`]);
  });

  test.each(['auto_movable', 'contig', '', 'AUTO-MOVABLE', '1'])('%j is -EINVAL', (word) => {
    expect(written('online_policy', word)).toEqual(['EINVAL', 'contig-zones\n']);
  });
});

describe('auto_movable_ratio', () => {
  test('is 301 unless it was set', () => {
    expect(new Lab().read(`${PARAMETERS}/auto_movable_ratio`)).toBe('301\n');
  });

  test.each([
    ['0', '0'],
    ['200', '200'],
    ['0x10', '16'],
    ['010', '8'],
    ['4294967295', '4294967295'],
  ])('%s is taken and shown in decimal', (text, shown) => {
    expect(written('auto_movable_ratio', text)).toEqual(['ok', `${shown}\n`]);
  });

  test.each([
    ['-1', 'EINVAL'],
    ['abc', 'EINVAL'],
    ['', 'EINVAL'],
    ['3.5', 'EINVAL'],
    ['4294967296', 'ERANGE'],
  ])('%j is -%s and keeps the old value', (text, errno) => {
    expect(written('auto_movable_ratio', text)).toEqual([errno, '301\n']);
  });
});

describe('auto_movable_numa_aware', () => {
  test.each([
    ['0', 'N'],
    ['n', 'N'],
    ['off', 'N'],
    ['1', 'Y'],
    ['Y', 'Y'],
    ['on', 'Y'],
  ])('%s is taken and shown as %s', (text, shown) => {
    expect(written('auto_movable_numa_aware', text)).toEqual(['ok', `${shown}\n`]);
  });

  test.each(['', '2', 'maybe'])('%j is -EINVAL', (text) => {
    expect(written('auto_movable_numa_aware', text)).toEqual(['EINVAL', 'Y\n']);
  });
});

describe('memmap_on_memory', () => {
  test.each([
    [0, 'N'],
    [1, 'Y'],
    [2, 'force'],
  ])('%i is shown as %s and cannot be written', (memmapOnMemory, shown) => {
    expect(written('memmap_on_memory', 'Y', { memmapOnMemory })).toEqual(['EACCES', `${shown}\n`]);
  });
});

test('writes take no lock of the hotplug code', () => {
  const lab = new Lab();
  lab.k.locks.owner.set(0, 77);
  expect(lab.write(`${PARAMETERS}/online_policy`, 'auto-movable')).toBe('ok');
  expect(lab.write(`${PARAMETERS}/auto_movable_ratio`, '100')).toBe('ok');
  expect(lab.write('auto_online_blocks', 'online')).toBe('ok');
});
