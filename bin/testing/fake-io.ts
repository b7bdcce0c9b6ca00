/**
 * A world for commands under test: files by name, and what was printed.
 */
import { failure, success } from '#lib/capture/result.ts';
import { readFileSync } from 'node:fs';
import type { Io } from '../io.ts';
import { hotplug } from '../main.ts';

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command in this process. `files` are texts by name; `-` is stdin. Recorded runs are read from the project. */
export async function hotplugWith(
  files: Readonly<Record<string, string>>,
  ...words: readonly string[]
): Promise<Ended> {
  let out = '';
  let err = '';
  const io: Io = {
    out: (text) => (out += typeof text === 'string' ? text : Buffer.from(text).toString('latin1')),
    err: (line) => (err += `${line}\n`),
    read(path) {
      if (path.startsWith('static/traces/')) return success(readFileSync(path, 'utf8'));
      const text = files[path];
      return text === undefined ? failure(`${path}: there is no such file`) : success(text);
    },
    readBytes(path) {
      const text = this.read(path);
      return text.ok ? success(new TextEncoder().encode(text.value)) : text;
    },
    isStdinTerminal: files['-'] === undefined,
    isStdoutTerminal: false,
    progress: () => {},
    isInterrupted: () => false,
  };
  const code = await hotplug(words, io);
  return { code, out, err };
}

/** A small scenario in which the order decides. */
export const RACE = `scenario "a shell offlines while a driver removes"
kernel v1p3 merged
node 0 ram=0-1G
node 1

init:
  add_memory_driver_managed(1, 4G, 256M, "System RAM (kmem)", 0,
        MMOP_ONLINE_MOVABLE)
    or add_memory_driver_managed(1, 4G, 256M, "System RAM (kmem)", 0)
  echo online_movable > memory32/state
  echo online_movable > memory33/state
driver:
  r1 = offline_and_remove_memory(4G, 256M)
user:
  r2 = echo offline > memory33/state

exists r2 = ok
exists r1 = ok and r2 != ok
never memory32 online
always r1 = ok
`;
