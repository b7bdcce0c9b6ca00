/** The order of sysfs directories, held against the kernel that the test runs on. */
import { existsSync, opendirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { directoryHash, inDirectoryOrder } from './directory-order.ts';

describe('the order of a sysfs directory', () => {
  it('is what a recorded kernel gave (Linux 6.12: regions and blocks as daxctl took them)', () => {
    const names = (stem: string, first: number, last: number): string[] =>
      Array.from({ length: last - first + 1 }, (_, i) => `${stem}${first + i}`);
    expect(inDirectoryOrder(names('memory', 36, 39))).toEqual([
      'memory39',
      'memory37',
      'memory38',
      'memory36',
    ]);
    expect(inDirectoryOrder(['dax1.0', 'dax0.0'])).toEqual(['dax0.0', 'dax1.0']);
  });

  it('has no two numbers that stand for the ends of a directory', () => {
    for (let id = 0; id < 2000; id++) {
      expect(directoryHash(`memory${id}`)).toBeGreaterThan(1);
      expect(directoryHash(`memory${id}`)).toBeLessThan(0x7fffffff);
    }
  });

  const folders = ['/sys/devices/system/cpu', '/sys/devices/system', '/sys/kernel', '/sys/module'];
  const there = folders.filter((folder) => existsSync(folder));
  it.skipIf(there.length === 0 || process.arch !== 'x64')(
    'is that of the directories of this machine',
    () => {
      for (const folder of there) {
        const names: string[] = [];
        const directory = opendirSync(folder);
        for (let entry = directory.readSync(); entry !== null; entry = directory.readSync())
          names.push(entry.name);
        directory.closeSync();
        expect(names).toEqual(inDirectoryOrder(names));
      }
    },
  );
});
