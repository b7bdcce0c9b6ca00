/**
 * Archives: the system's own tar unpacks what was packed, also with long paths, links and empty files.
 */
import { spawnSync } from 'node:child_process';
import { lstatSync, mkdtempSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { DaxLab } from '#lib/hotplug/testing/dax-lab.ts';
import { sysrootEntries, type SysrootEntry } from './sysroot.ts';
import { tarPieces } from './tar.ts';

const folder = mkdtempSync(join(tmpdir(), 'tar-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});
const hasTar = spawnSync('tar', ['--version']).status === 0;

function unpack(name: string, entries: Iterable<SysrootEntry>): string {
  const target = join(folder, name);
  const made = spawnSync('sh', ['-c', 'mkdir "$0" && tar -xf - -C "$0"', target], {
    input: Buffer.concat([...tarPieces(entries)]),
    encoding: 'utf8',
  });
  expect(made.stderr).toBe('');
  expect(made.status).toBe(0);
  return target;
}

it.skipIf(!hasTar)('tar unpacks every file and link of a machine', () => {
  const lab = new DaxLab('merged', { policy: 'online_movable' });
  lab.bind();
  const entries = [...sysrootEntries(lab.kernel)];
  const target = unpack('machine', entries);
  expect(entries.length).toBeGreaterThan(200);
  for (const entry of entries) {
    const path = join(target, entry.path);
    if ('target' in entry) expect(readlinkSync(path)).toBe(entry.target);
    else expect(readFileSync(path, 'utf8')).toBe(entry.text);
  }
  const block = join(target, 'sys/devices/system/memory/memory0');
  expect(readFileSync(join(block, 'node0/memory0/phys_index'), 'utf8')).toBe('00000000\n');
});

it.skipIf(!hasTar)('paths of up to 255 bytes, texts of any length and other letters come through', () => {
  const long = `${'d'.repeat(90)}/${'e'.repeat(60)}/${'f'.repeat(98)}`;
  const texts = ['', 'x', 'y'.repeat(512), 'z'.repeat(513), 'ü\n'];
  const entries = texts.map((text, i) => ({ path: `${long}${i}`, text }));
  const target = unpack('long', entries);
  for (const { path, text } of entries) expect(readFileSync(join(target, path), 'utf8')).toBe(text);
  expect(lstatSync(join(target, `${long}0`)).mtimeMs).toBe(0);
});

it('a path or a link that the format has no room for is said', () => {
  expect(() => [...tarPieces([{ path: 'a'.repeat(101), text: '' }])]).toThrow('too long');
  expect(() => [...tarPieces([{ path: 'a', target: 'b'.repeat(101) }])]).toThrow('leads too far');
});

it('the same state is the same archive', () => {
  const { kernel } = new DaxLab('merged');
  const archive = (): string => Buffer.concat([...tarPieces(sysrootEntries(kernel))]).toString('base64');
  expect(archive()).toBe(archive());
});
