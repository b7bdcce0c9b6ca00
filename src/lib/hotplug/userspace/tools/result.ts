/**
 * What a program comes to: exit code, standard output and standard error as one number, because a thread returns one.
 */
import type { NameTable } from '../../state/names.ts';
import { defineOp } from '../../run/effects.ts';

const EXIT_CODES = 2 ** 8;
/** More texts than a table of names ever holds. */
const TEXTS = 2 ** 22;

/** Exit code 0 to 255, and the name numbers of the two texts. */
export function toolResult(exitCode: number, stdout = 0, stderr = 0): number {
  return exitCode + EXIT_CODES * (stdout + TEXTS * stderr);
}

/** The exit code in the result of a tool. */
export function toolExitCode(result: number): number {
  return result % EXIT_CODES;
}

/** Name number of what a tool wrote to its standard output. */
export function toolStdoutId(result: number): number {
  return Math.floor(result / EXIT_CODES) % TEXTS;
}

/** A piece of what a program printed, in the order in which a terminal shows it. */
export interface Printed {
  readonly stream: 'out' | 'err';
  readonly text: string;
}

export interface ToolOutput {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly printed: readonly Printed[];
}

/** Opens a mark in a text of standard error; no program prints it. */
const MARK = '\uE000';
const MARKED = new RegExp(`${MARK}(\\d+):`);

/** A line for standard error, with the place it has in what was printed: behind so much of standard output. */
export function errorLine(stdout: string, line: string): string {
  return `${MARK}${stdout.length}:${line}`;
}

/** All that a tool's result says. Errors without a place come before the output. */
export function readToolResult(names: NameTable, result: number): ToolOutput {
  const stdout = names.text(toolStdoutId(result));
  const [first = '', ...pieces] = names.text(Math.floor(result / EXIT_CODES / TEXTS)).split(MARKED);
  const printed: Printed[] = [{ stream: 'err', text: first }];
  let stderr = first;
  let at = 0;
  for (let i = 0; i < pieces.length; i += 2) {
    const place = Number(pieces[i]);
    const text = pieces[i + 1]!;
    printed.push({ stream: 'out', text: stdout.slice(at, place) }, { stream: 'err', text });
    stderr += text;
    at = place;
  }
  printed.push({ stream: 'out', text: stdout.slice(at) });
  return {
    exitCode: toolExitCode(result),
    stdout,
    stderr,
    printed: printed.filter(({ text }) => text !== ''),
  };
}

/** Exit code of a program that a signal killed, as shells report it (128 + SIGINT). */
export const KILLED = 130;

/** Exit code of a program that died of a wrong address, as shells report it (128 + SIGSEGV). */
export const SEGMENTATION_FAULT = 139;

/** Replies 1 when a signal is pending: the program has no handler and dies of it at its return from the kernel. */
export const is_killed = defineOp('exit_to_user_mode', 'did a signal arrive?', (k) =>
  k.locks.signal.get(k.current) === 0 ? 0 : 1,
);
