/**
 * Where the output of a command goes: the terminal, a pipe, a file of the model, nowhere.
 */
import { strerror } from '#lib/hotplug/userspace/tools/strerror.ts';
import { errnoNamed } from '../text/errno-words.ts';
import type { Channel, Done, ShellHost } from './host.ts';
import { Exit, Interrupted } from './trouble.ts';

export interface Sink {
  /** Writes a text at once; gives why it failed, in the words of the C library, or null. */
  write(text: string): Promise<string | null>;
}

/** What to make of the end of a command: its outcome, unless it ended the line. */
export function outcomeOf(
  done: Done,
  host: Pick<ShellHost, 'print' | 'actor'>,
): Extract<Done, { kind: 'done' }> {
  if (done.kind === 'lost') {
    host.print(`[${done.why}]\n`, 'note');
    throw new Interrupted('lost');
  }
  if (done.kind === 'died') {
    host.print(`[${host.actor} died in a kernel BUG and keeps its locks]\n`, 'note');
    throw new Exit(139);
  }
  return done;
}

export class TerminalSink implements Sink {
  readonly #host: ShellHost;
  readonly #channel: Channel;

  constructor(host: ShellHost, channel: Channel) {
    this.#host = host;
    this.#channel = channel;
  }

  write(text: string): Promise<null> {
    this.#host.print(text, this.#channel);
    return Promise.resolve(null);
  }
}

/** A pipe, or `$(…)`. */
export class TextSink implements Sink {
  text = '';

  write(text: string): Promise<null> {
    this.text += text;
    return Promise.resolve(null);
  }
}

/** /dev/null. */
export const NOWHERE: Sink = { write: () => Promise.resolve(null) };

/** A file of the model: each write is write(2) of the whole text. */
export class FileSink implements Sink {
  readonly #host: ShellHost;
  readonly #path: string;

  /** `path` has no links in it. */
  constructor(host: ShellHost, path: string) {
    this.#host = host;
    this.#path = path;
  }

  async write(text: string): Promise<string | null> {
    const done = await this.#host.act({ kind: 'sysfs_write', path: this.#path, bytes: text });
    const { errno } = outcomeOf(done, this.#host).outcome;
    if (errno === 'EINTR') throw new Interrupted('EINTR');
    return errno === null ? null : strerrorOf(errno);
  }
}

/** Words of the C library for the name of an errno. */
export function strerrorOf(name: string): string {
  const number = errnoNamed(`-${name}`);
  return number === null ? name : strerror(number);
}
