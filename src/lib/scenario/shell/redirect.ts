/**
 * `>`, `>>`, `<`, `2>&1`: opens files for a command before it begins.
 */
import { fileAccess } from '#lib/hotplug/userspace/attributes.ts';
import { walkPath } from '#lib/hotplug/userspace/tree.ts';
import { EACCES, ENOENT } from '#lib/hotplug/state/errno.ts';
import { strerror } from '#lib/hotplug/userspace/tools/strerror.ts';
import { isKnownPath } from '../text/paths.ts';
import type { ShellHost } from './host.ts';
import { EISDIR_TEXT, readWhole, type ShellState } from './program.ts';
import { FileSink, NOWHERE, outcomeOf, type Sink } from './sinks.ts';
import type { Redirect, Word } from './syntax.ts';

/** Input and outputs of a command. */
export interface Io {
  readonly stdin: string | null;
  readonly out: Sink;
  readonly err: Sink;
}

interface Context {
  readonly io: Io;
  readonly host: ShellHost;
  readonly shell: ShellState;
  readonly expand: (word: Word) => Promise<string[]>;
  /** The whole path of a name. */
  readonly find: (name: string) => string;
  /** The command that the files are opened for. */
  readonly argv?: readonly string[];
}

/** A file to write to, or why it cannot be opened. */
type Opened = { readonly sink: Sink; readonly error: null } | { readonly sink: null; readonly error: string };

/** Opens a file of the model for writing, as open(2) with O_CREAT does. */
export async function openForWriting(
  { host }: Pick<Context, 'host'>,
  path: string,
  bytes: string,
): Promise<Opened> {
  if (path === '/dev/null') return { sink: NOWHERE, error: null };
  const k = host.kernel();
  const walk = walkPath(k, path);
  if (walk.found === 'folder') return { sink: null, error: EISDIR_TEXT };
  if (walk.found === 'file' && fileAccess(k, walk.path)?.writes === true) {
    return { sink: new FileSink(host, walk.path), error: null };
  }
  // In sysfs nobody can make a file; /proc answers that the name is not there.
  if (walk.found === null && walk.folder !== null && walk.errno === ENOENT) {
    return { sink: null, error: strerror(walk.folder.startsWith('/proc') ? ENOENT : EACCES) };
  }
  const real = walk.found === 'file' ? walk.path : path;
  // The kernel is asked too, so that the run shows the refusal with its reason.
  if (isKnownPath(real)) outcomeOf(await host.act({ kind: 'sysfs_write', path: real, bytes }), host);
  return { sink: null, error: strerror(walk.found === 'file' ? EACCES : walk.errno) };
}

/** What a command would write first, if that is known before it runs. */
function firstBytes(argv: readonly string[] = []): string {
  return argv[0] === 'echo' ? `${argv.slice(1).join(' ')}\n` : '';
}

/** Input and outputs with the redirections done; null when a file cannot be opened, which is said. */
export async function openRedirects(context: Context, redirects: readonly Redirect[]): Promise<Io | null> {
  let { stdin, out, err } = context.io;
  for (const { fd, sign, target } of redirects) {
    if (sign === '>&') {
      if (target.text === '1' && fd !== 0) err = fd === 2 ? out : err;
      else if (target.text === '2' && fd === 1) out = err;
      else if (target.text !== String(fd)) {
        await context.io.err.write(`bash: ${target.text}: Bad file descriptor\n`);
        return null;
      }
      continue;
    }
    const words = await context.expand(target);
    const [name] = words;
    if (words.length !== 1 || name === undefined || name === '') {
      const why = words.length === 1 ? ': No such file or directory' : `${target.text}: ambiguous redirect`;
      await context.io.err.write(`bash: ${why}\n`);
      return null;
    }
    if (sign === '<') {
      const reading = await readWhole(context, name);
      if (reading.text === null) {
        await context.io.err.write(`bash: ${name}: ${reading.error}\n`);
        return null;
      }
      stdin = reading.text;
      continue;
    }
    const { sink, error } = await openForWriting(context, context.find(name), firstBytes(context.argv));
    if (sink === null) {
      await context.io.err.write(`bash: ${name}: ${error}\n`);
      return null;
    }
    if (fd !== 2) out = sink;
    if (fd === 2 || fd === -1) err = sink;
  }
  return { stdin, out, err };
}
