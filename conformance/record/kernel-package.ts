/**
 * Gets a stock Debian kernel without installing it: the package is downloaded once with apt and unpacked into a cache.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { cpioArchive, type ArchiveEntry } from './cpio.ts';
import { GUEST_PROGRAMS, guestProgramFiles, programPath } from './guest-programs.ts';
import type { BootFiles } from './virtual-machine.ts';

/** Packages of Debian that hold a kernel of the release that most recordings are of. */
const PACKAGES = /^linux-image-6\.12\.\d+\+deb\d+-amd64-unsigned$/;

/** What a recorded machine may load. */
const MODULES = /\/(drivers\/dax\/.*|virtio_mem)\.ko(\.xz)?$/;

/** Programs that the recorder calls, and the Debian packages that they are in. */
const TOOLS: Readonly<Record<string, string>> = {
  'qemu-system-x86_64': 'qemu-system-x86',
  gcc: 'gcc',
  xz: 'xz-utils',
  'apt-get': 'apt',
  'dpkg-deb': 'dpkg',
};

/** Something that the recorder needs is not there; the message says what to do. */
export class MissingPart extends Error {}

/**
 * Kernel and first file system, made when they are not in the cache; `programs` of the host are put into it. Throws
 * `MissingPart`.
 */
export function bootFiles(programs: readonly string[] = []): BootFiles {
  const missing: [name: string, inPackage: string][] = [
    ...Object.entries(TOOLS).filter(([tool]) => !isOnPath(tool)),
    ...programs.filter((name) => programPath(name) === null).map((name) => [name, GUEST_PROGRAMS[name]!]),
    ...(programs.length > 0 && programPath('depmod') === null ? [['depmod', 'kmod']] : []),
  ] as [string, string][];
  if (missing.length > 0) {
    const names = missing.map(([name]) => name).join(', ');
    const packages = [...new Set(missing.map(([, inPackage]) => inPackage))].join(' ');
    throw new MissingPart(`${names} not found: apt-get install ${packages}`);
  }
  const cache = join(
    process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'),
    'memory-hotplug-playground',
    'record',
  );
  mkdirSync(cache, { recursive: true });
  const folder = join(cache, 'kernel');
  if (!existsSync(join(folder, 'boot'))) downloadKernel(cache, folder);
  const image = readdirSync(join(folder, 'boot')).find((name) => name.startsWith('vmlinuz-'));
  if (image === undefined)
    throw new MissingPart(`${folder} holds no kernel: remove that folder and try again`);
  const initrd = join(cache, programs.length === 0 ? 'initrd.img' : 'initrd-programs.img');
  writeFileSync(initrd, guestImage(cache, folder, programs));
  return { kernel: join(folder, 'boot', image), initrd, release: image.slice('vmlinuz-'.length) };
}

function isOnPath(tool: string): boolean {
  return (process.env['PATH'] ?? '').split(':').some((folder) => existsSync(join(folder, tool)));
}

function downloadKernel(cache: string, folder: string): void {
  const listed = execFileSync('apt-cache', ['search', '--names-only', '^linux-image-6\\.12\\.'], {
    encoding: 'utf8',
  });
  const wanted = process.env['RECORD_PACKAGE'] ?? newestPackage(listed);
  if (wanted === null) throw new MissingPart('apt knows no kernel package of Linux 6.12: run apt-get update');
  execFileSync('apt-get', ['download', wanted], { cwd: cache, stdio: ['ignore', 'ignore', 'inherit'] });
  const file = readdirSync(cache).find((name) => name.startsWith(`${wanted}_`) && name.endsWith('.deb'));
  if (file === undefined) throw new MissingPart(`apt-get download ${wanted} brought nothing`);
  execFileSync('dpkg-deb', ['-x', file, folder], { cwd: cache });
  rmSync(join(cache, file));
}

/** The newest package of a listing of `apt-cache search`; null when there is none that fits. */
export function newestPackage(listing: string): string | null {
  const names = listing.split('\n').map((line) => line.split(' ')[0]!);
  const byVersion = new Intl.Collator('en', { numeric: true });
  return (
    names
      .filter((name) => PACKAGES.test(name))
      .sort(byVersion.compare)
      .at(-1) ?? null
  );
}

/** The first file system: the agent as /init, the modules, and programs. */
function guestImage(cache: string, folder: string, programs: readonly string[]): Buffer {
  const agent = join(cache, 'guest-agent');
  const source = fileURLToPath(new URL('guest-agent.c', import.meta.url));
  execFileSync('gcc', ['-static', '-O2', '-Wall', '-o', agent, source]);
  const modules = readdirSync(join(folder, 'lib', 'modules'), { recursive: true, encoding: 'utf8' })
    .filter((path) => MODULES.test(path))
    .sort()
    .map((path): ArchiveEntry => {
      const file = join(folder, 'lib', 'modules', path);
      const bytes = path.endsWith('.xz')
        ? execFileSync('xz', ['-dc', file], { maxBuffer: 2 ** 28 })
        : readFileSync(file);
      return { path: `modules/${path.replace(/^.*\//, '').replace(/\.xz$/, '')}`, bytes };
    });
  const folders = ['dev', 'modules', 'proc', 'sys'].map((path): ArchiveEntry => ({ path, bytes: null }));
  const init: ArchiveEntry = { path: 'init', bytes: readFileSync(agent), executable: true };
  const more =
    programs.length === 0 ? [] : guestProgramFiles(programs, folder, MODULES, join(cache, 'modules'));
  return gzipSync(cpioArchive([...folders, init, ...modules, ...more]));
}
