/**
 * cat and ls, as coreutils print and exit.
 */
import { listFolder, walkPath } from '#lib/hotplug/userspace/tree.ts';
import { strerror } from '#lib/hotplug/userspace/tools/strerror.ts';
import { flag, getopt } from '#lib/hotplug/userspace/tools/getopt.ts';
import { absolute } from './glob.ts';
import { complain, print, readWhole, type Call } from './program.ts';
import { Trouble } from './trouble.ts';

/** What coreutils say of a wrong option. */
export function wrongOption(call: Call, message: string, status = 1): Promise<number> {
  return complain(call, `${call.name}: ${message}\nTry '${call.name} --help' for more information.`, status);
}

/** The text at the standard input; nobody types it. */
export function inputOf(call: Call): string {
  if (call.stdin === null) {
    throw new Trouble(`${call.name}: reading from the keyboard is not here; name a file or use a pipe`);
  }
  return call.stdin;
}

/** cat [FILE]… */
export async function cat(call: Call): Promise<number> {
  const read = getopt([flag('n', 'number'), flag('u', null)], call.words);
  if (!read.ok) return wrongOption(call, read.message);
  const names = read.operands.length === 0 ? ['-'] : read.operands;
  const isNumbered = read.options.some(({ name }) => name === 'number');
  let status = 0;
  let line = 0;
  for (const name of names) {
    const reading = name === '-' ? { text: inputOf(call), error: null } : await readWhole(call, name);
    if (reading.text === null) {
      status = await complain(call, `cat: ${name}: ${reading.error}`);
      continue;
    }
    const text = isNumbered
      ? reading.text.replace(/[^\n]*\n|[^\n]+$/g, (row) => `${String(++line).padStart(6)}\t${row}`)
      : reading.text;
    status = Math.max(status, await print(call, text));
  }
  return status;
}

const ACCESS_FAILED = 2;

interface Row {
  readonly name: string;
  readonly kind: 'folder' | 'file' | 'link';
  readonly target: string | null;
}

/** ls [-1adlF] [NAME]…: one name in a line, as into a pipe. */
export async function ls(call: Call): Promise<number> {
  const options = ['1', 'a', 'A', 'd', 'F', 'h', 'l'].map((letter) => flag(letter, null));
  const read = getopt(options, call.words);
  if (!read.ok) return wrongOption(call, read.message, ACCESS_FAILED);
  const has = (letter: string): boolean => read.options.some(({ name }) => name === letter);
  const k = call.host.kernel();
  const rowText = ({ name, kind, target }: Row): string => {
    const end = has('F') ? (kind === 'folder' ? '/' : kind === 'link' && !has('l') ? '@' : '') : '';
    const letter = kind === 'folder' ? 'd' : kind === 'link' ? 'l' : '-';
    return has('l')
      ? `${letter} ${name}${end}${target === null ? '' : ` -> ${target}`}\n`
      : `${name}${end}\n`;
  };
  const files: Row[] = [];
  const folders: { readonly name: string; readonly path: string }[] = [];
  let status = 0;
  for (const name of read.operands.length === 0 ? ['.'] : [...read.operands].sort()) {
    const walk = walkPath(k, absolute(call.shell.cwd, name));
    if (walk.found === null) {
      status = await complain(call, `ls: cannot access '${name}': ${strerror(walk.errno)}`, ACCESS_FAILED);
    } else if (walk.found === 'folder' && !has('d')) folders.push({ name, path: walk.path });
    else files.push({ name, kind: walk.found, target: null });
  }
  let text = files.map(rowText).join('');
  const hasHeadings = folders.length + files.length > 1 || status !== 0;
  for (const { name, path } of folders) {
    if (hasHeadings && read.operands.length > 1) text += `${text === '' ? '' : '\n'}${name}:\n`;
    const dots: Row[] = has('a')
      ? ['.', '..'].map((dot) => ({ name: dot, kind: 'folder', target: null }))
      : [];
    text += [...dots, ...(listFolder(k, path) ?? [])].map(rowText).join('');
  }
  return print(call, text, status);
}
