/**
 * The real bash and coreutils as judges: they run over the model's folders, written out to a place of their own.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import type { Kernel } from '#lib/hotplug/state/kernel.ts';
import { readFile } from '#lib/hotplug/userspace/files.ts';
import { listFolder } from '#lib/hotplug/userspace/tree.ts';

/** Is there a bash to ask? */
export function hasBash(): boolean {
  const { status, stdout } = spawnSync('bash', ['--version'], { encoding: 'utf8' });
  return status === 0 && stdout.includes('GNU bash');
}

function write(k: Kernel, root: string, folder: string): void {
  for (const { name, kind, target } of listFolder(k, folder) ?? []) {
    const path = folder === '/' ? `/${name}` : `${folder}/${name}`;
    const place = join(root, path);
    if (kind === 'folder') {
      mkdirSync(place, { recursive: true });
      write(k, root, path);
    } else if (kind === 'link') symlinkSync(relative(dirname(place), join(root, target!)), place);
    else writeFileSync(place, readFile(k, path) ?? '');
  }
}

/** A folder with the files that the kernel has now. */
export class RealShell {
  readonly root = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'shell-'));

  constructor(k: Kernel) {
    write(k, this.root, '/');
  }

  /** What bash prints of a line, in the folder where shells begin, and its exit status. */
  run(line: string): { readonly out: string; readonly err: string; readonly status: number } {
    const { stdout, stderr, status } = spawnSync('bash', ['--norc', '-c', line], {
      cwd: join(this.root, 'sys/devices/system/memory'),
      env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C.UTF-8', HOME: '/' },
      encoding: 'utf8',
      timeout: 20_000,
    });
    return { out: stdout, err: stderr.replace(/^bash: line \d+: /gm, 'bash: '), status: status ?? -1 };
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
