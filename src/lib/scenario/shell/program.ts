/**
 * What a command of the shell is: a function of its words, its input and its outputs.
 */
import { walkPath } from '#lib/hotplug/userspace/tree.ts';
import { strerror } from '#lib/hotplug/userspace/tools/strerror.ts';
import { isKnownPath } from '../text/paths.ts';
import { absolute } from './glob.ts';
import type { ShellHost } from './host.ts';
import { outcomeOf, strerrorOf, type Sink } from './sinks.ts';
import { Interrupted } from './trouble.ts';

/** What commands may ask and change of the shell that runs them. */
export interface ShellState {
  /** Folder, from the root, without links. */
  cwd: string;
  readonly variables: Map<string, string>;
  /** Lines typed before, oldest first. */
  readonly history: readonly string[];
}

export interface Call {
  /** As typed. */
  readonly name: string;
  /** Without the name. */
  readonly words: readonly string[];
  /** What comes out of the pipe or file; null when that is the keyboard. */
  readonly stdin: string | null;
  readonly out: Sink;
  readonly err: Sink;
  readonly host: ShellHost;
  readonly shell: ShellState;
  /** Does the output go to the terminal? */
  readonly isShown: boolean;
  /** Runs another command with the same input and outputs. */
  readonly run: (words: readonly string[]) => Promise<number>;
  /** Runs a line as a shell of its own. */
  readonly runLine: (line: string) => Promise<number>;
}

/** Gives the exit status. */
export type Program = (call: Call) => Promise<number>;

export const EISDIR_TEXT = 'Is a directory';

/** The text of a file, or why there is none. */
export type Reading =
  { readonly text: string; readonly error: null } | { readonly text: null; readonly error: string };

/** open(2), read(2) and close(2) of a whole file, as this shell's actor. */
export async function readWhole(
  { host, shell }: Pick<Call, 'host' | 'shell'>,
  name: string,
): Promise<Reading> {
  const path = absolute(shell.cwd, name);
  if (name === '/dev/null') return { text: '', error: null };
  const walk = walkPath(host.kernel(), path);
  if (walk.found === 'folder') return { text: null, error: EISDIR_TEXT };
  const real = walk.found === 'file' ? walk.path : path;
  if (walk.found === null && !isKnownPath(real)) return { text: null, error: strerror(walk.errno) };
  const { stdout, errno } = outcomeOf(await host.act({ kind: 'sysfs_read', path: real }), host).outcome;
  if (errno === 'EINTR') throw new Interrupted('EINTR');
  return errno === null ? { text: stdout ?? '', error: null } : { text: null, error: strerrorOf(errno) };
}

/** Writes a line to the standard error of a command; gives the status. */
export async function complain({ err }: Pick<Call, 'err'>, text: string, status = 1): Promise<number> {
  await err.write(`${text}\n`);
  return status;
}

/** Writes to the standard output; says so when that fails. */
export async function print(call: Call, text: string, status = 0): Promise<number> {
  if (text === '') return status;
  const error = await call.out.write(text);
  return error === null ? status : complain(call, `${call.name}: write error: ${error}`);
}
