/**
 * ls, as coreutils print and exit; without dates, since the model has no clock, and without counts of links.
 */
import type { Kernel } from '#lib/hotplug/state/kernel.ts';
import { fileAccess } from '#lib/hotplug/userspace/attributes.ts';
import { listFolder, walkPath } from '#lib/hotplug/userspace/tree.ts';
import { flag, getopt } from '#lib/hotplug/userspace/tools/getopt.ts';
import { strerror } from '#lib/hotplug/userspace/tools/strerror.ts';
import { absolute } from './glob.ts';
import { complain, print, type Call } from './program.ts';
import { wrongOption } from './read-files.ts';

const ACCESS_FAILED = 2;
const GAP = 2;
/** stat(2) says this of files of sysfs; of anything else here it says 0. */
const SYSFS_FILE_BYTES = 4096;

interface Row {
  readonly name: string;
  readonly kind: 'folder' | 'file' | 'link';
  readonly target: string | null;
  /** Without links. */
  readonly path: string;
}

function longRow(k: Kernel, { kind, path, target }: Row, name: string): string {
  const access = kind === 'file' ? fileAccess(k, path) : null;
  const mode =
    kind === 'folder'
      ? 'drwxr-xr-x'
      : kind === 'link'
        ? 'lrwxrwxrwx'
        : access?.reads !== true
          ? '--w-------'
          : access.writes
            ? '-rw-r--r--'
            : '-r--r--r--';
  const bytes = kind === 'file' && path.startsWith('/sys/') ? SYSFS_FILE_BYTES : 0;
  return `${mode} root root ${String(bytes).padStart(4)} ${name}${target === null ? '' : ` -> ${target}`}\n`;
}

/** Names in as many columns as fit, filled downwards. */
export function inColumns(names: readonly string[], columns: number): string {
  for (let count = Math.min(names.length, Math.floor(columns / (GAP + 1))); count > 1; count--) {
    const rows = Math.ceil(names.length / count);
    const used = Math.ceil(names.length / rows);
    const widths = Array.from({ length: used }, (_, column) =>
      Math.max(...names.slice(column * rows, (column + 1) * rows).map((name) => name.length)),
    );
    const total = widths.reduce((sum, width) => sum + width + GAP, -GAP);
    if (total >= columns) continue;
    return Array.from({ length: rows }, (_, row) => {
      const cells = widths.map((width, column) => ({ name: names[column * rows + row], width }));
      const shown = cells.filter(({ name }) => name !== undefined);
      return `${shown.map(({ name, width }, i) => (i === shown.length - 1 ? name : name!.padEnd(width + GAP))).join('')}\n`;
    }).join('');
  }
  return names.map((name) => `${name}\n`).join('');
}

const byBytes = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** ls [-1AadFhlr] [NAME]… */
export async function ls(call: Call): Promise<number> {
  const read = getopt(
    ['1', 'a', 'A', 'd', 'F', 'h', 'l', 'r'].map((letter) => flag(letter, null)),
    call.words,
  );
  if (!read.ok) return wrongOption(call, read.message, ACCESS_FAILED);
  const has = (letter: string): boolean => read.options.some(({ name }) => name === letter);
  const k = call.host.kernel();
  const show = (rows: readonly Row[]): string => {
    const ordered = has('r') ? rows.toReversed() : rows;
    const named = ordered.map((row) => {
      const sign = row.kind === 'folder' ? '/' : row.kind === 'link' && !has('l') ? '@' : '';
      return { row, name: has('F') ? row.name + sign : row.name };
    });
    if (has('l')) return named.map(({ row, name }) => longRow(k, row, name)).join('');
    const isInColumns = call.isShown && !has('1');
    return isInColumns
      ? inColumns(
          named.map(({ name }) => name),
          call.host.columns(),
        )
      : named.map(({ name }) => `${name}\n`).join('');
  };
  const files: Row[] = [];
  const folders: { readonly name: string; readonly path: string }[] = [];
  let status = 0;
  for (const name of read.operands.length === 0 ? ['.'] : [...read.operands].sort(byBytes)) {
    const walk = walkPath(k, absolute(call.shell.cwd, name));
    if (walk.found === null) {
      status = await complain(call, `ls: cannot access '${name}': ${strerror(walk.errno)}`, ACCESS_FAILED);
    } else if (walk.found === 'folder' && !has('d')) folders.push({ name, path: walk.path });
    else files.push({ name, kind: walk.found, target: null, path: walk.path });
  }
  let text = show(files);
  for (const { name, path } of folders) {
    if (read.operands.length > 1) text += `${text === '' ? '' : '\n'}${name}:\n`;
    const dots = has('a') ? ['.', '..'] : [];
    text += show([
      ...dots.map((dot): Row => ({ name: dot, kind: 'folder', target: null, path })),
      ...(listFolder(k, path) ?? []).map((entry) => ({ ...entry, path: `${path}/${entry.name}` })),
    ]);
  }
  return print(call, text, status);
}
