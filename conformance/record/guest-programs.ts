/**
 * Programs of the host for the first file system of a recorded machine: the files themselves, the libraries that they
 * need, and the modules where modprobe and libkmod look for them.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ArchiveEntry } from './cpio.ts';

/** Programs that a scenario may run, and the Debian packages that they are in. */
export const GUEST_PROGRAMS: Readonly<Record<string, string>> = {
  cat: 'coreutils',
  chmem: 'util-linux',
  daxctl: 'daxctl',
  lsmem: 'util-linux',
  modprobe: 'kmod',
  numactl: 'numactl',
  rmmod: 'kmod',
  udevadm: 'udev',
};

const FOLDERS = ['/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** Where a program is on this machine; null when it is not installed. */
export function programPath(name: string): string | null {
  return FOLDERS.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null;
}

/** Versions of the packages that hold these programs. */
export function packageVersions(programs: readonly string[]): Record<string, string> {
  const packages = [...new Set(programs.map((name) => GUEST_PROGRAMS[name]!))].sort();
  return Object.fromEntries(
    packages.map((name) => [
      name,
      execFileSync('dpkg-query', ['-W', '-f', '${Version}', name], { encoding: 'utf8' }),
    ]),
  );
}

/** Files of the archive for these programs; `modules` is a folder that holds `lib/modules/RELEASE`. */
export function guestProgramFiles(
  programs: readonly string[],
  modules: string,
  wanted: RegExp,
  scratch: string,
): ArchiveEntry[] {
  const files = new Map<string, ArchiveEntry>();
  for (const name of programs) {
    const path = programPath(name)!;
    files.set(`usr/bin/${name}`, { path: `usr/bin/${name}`, bytes: readFileSync(path), executable: true });
    for (const library of librariesOf(path)) {
      const place = library.slice(1);
      files.set(place, { path: place, bytes: readFileSync(library), executable: true });
    }
  }
  for (const file of moduleTree(modules, wanted, scratch)) files.set(file.path, file);
  return withFolders([...files.values()]);
}

/** Absolute paths of the shared libraries of a program, the loader among them. */
function librariesOf(path: string): string[] {
  const listed = execFileSync('ldd', [path], { encoding: 'utf8' });
  return [...listed.matchAll(/(?:=> |^\s*)(\/\S+) \(0x/gm)].map(([, library]) => library!);
}

/** The modules that a guest may load under their usual names, with the lists that depmod makes of them. */
function moduleTree(modules: string, wanted: RegExp, scratch: string): ArchiveEntry[] {
  rmSync(scratch, { recursive: true, force: true });
  const [release] = readdirSync(join(modules, 'lib', 'modules'));
  const from = join(modules, 'lib', 'modules', release!);
  const to = join(scratch, 'lib', 'modules', release!);
  const files = (folder: string): string[] => readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const kept = files(from).filter((path) => wanted.test(path) || /^modules\.(order|builtin.*)$/.test(path));
  for (const path of kept) {
    mkdirSync(dirname(join(to, path)), { recursive: true });
    cpSync(join(from, path), join(to, path));
  }
  execFileSync('depmod', ['-b', scratch, release!], { stdio: ['ignore', 'ignore', 'inherit'] });
  return files(to)
    .filter((path) => /\.(ko|ko\.xz)$|^modules\./.test(path))
    .sort()
    .map((path) => ({ path: `lib/modules/${release!}/${path}`, bytes: readFileSync(join(to, path)) }));
}

/** Before the files, every folder that one of them is in, outer ones first. */
function withFolders(files: readonly ArchiveEntry[]): ArchiveEntry[] {
  const folders = new Set<string>();
  for (const { path } of files) {
    const parts = path.split('/');
    for (let length = 1; length < parts.length; length++) folders.add(parts.slice(0, length).join('/'));
  }
  return [...[...folders].sort().map((path) => ({ path, bytes: null })), ...files];
}
