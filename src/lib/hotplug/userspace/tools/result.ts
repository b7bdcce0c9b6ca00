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

export interface ToolOutput {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** All that a tool's result says. */
export function readToolResult(names: NameTable, result: number): ToolOutput {
  return {
    exitCode: toolExitCode(result),
    stdout: names.text(toolStdoutId(result)),
    stderr: names.text(Math.floor(result / EXIT_CODES / TEXTS)),
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
