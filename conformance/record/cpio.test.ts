/** The archive that the kernel unpacks. */
import { expect, test } from 'vitest';
import { cpioArchive } from './cpio.ts';

const text = (archive: Buffer, from: number, length: number): string =>
  archive.toString('latin1', from, from + length);

test('each member has a header of 110 bytes, its name and its bytes, both ended at a multiple of four', () => {
  const archive = cpioArchive([
    { path: 'dev', bytes: null },
    { path: 'init', bytes: Buffer.from('hello'), executable: true },
  ]);
  expect(text(archive, 0, 6)).toBe('070701');
  expect(text(archive, 14, 8)).toBe('000041ed'); // a directory, rwxr-xr-x
  expect(text(archive, 110, 4)).toBe('dev\0');
  const second = 116;
  expect([text(archive, second, 6), text(archive, second + 14, 8)]).toEqual(['070701', '000081ed']);
  expect(text(archive, second + 54, 8)).toBe('00000005'); // length of the contents
  expect(text(archive, second + 110, 4)).toBe('init');
  expect(text(archive, second + 116, 8)).toBe('hello\0\0\0');
  expect(archive.includes('TRAILER!!!')).toBe(true);
  expect(archive.length % 4).toBe(0);
});

test('equal members give equal bytes', () => {
  const make = (): Buffer => cpioArchive([{ path: 'a', bytes: Buffer.from('1') }]);
  expect(make().equals(make())).toBe(true);
});
