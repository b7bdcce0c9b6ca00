/**
 * A tool's command line, understood: the kernel function that is the program, with numbers; or what it prints at once
 * because it was called wrongly.
 */
import type { Kernel } from '../../state/kernel.ts';
import { defineOp, step, type Kfn } from '../../run/effects.ts';
import { kernelFunctions } from '../../run/registry.ts';
import { toolResult } from './result.ts';

export interface Program {
  readonly fn: object;
  readonly args: readonly number[];
}

/** What a tool says when it does not begin its work. */
export interface EarlyEnd {
  readonly exitCode: number;
  readonly stdout?: string;
  readonly stderr?: string;
}

const print_and_exit = defineOp('execve', 'the program prints and ends', () => 0);

/** A program that only prints: its result is known before it runs. */
export function* tool_prints(exitCode: number, stdout: number, stderr: number): Kfn {
  yield step(print_and_exit);
  return toolResult(exitCode, stdout, stderr);
}

/** The program that only says something. */
export function early({ names }: Kernel, { exitCode, stdout = '', stderr = '' }: EarlyEnd): Program {
  return { fn: tool_prints, args: [exitCode, names.id(stdout), names.id(stderr)] };
}

/** What util-linux says of a wrong call. */
export function tryHelp(tool: string, message: string): EarlyEnd {
  return { exitCode: 1, stderr: `${tool}: ${message}\nTry '${tool} --help' for more information.\n` };
}

/** What util-linux says of an argument that it cannot use. */
export function refuse(tool: string, message: string): EarlyEnd {
  return { exitCode: 1, stderr: `${tool}: ${message}\n` };
}

kernelFunctions('a program', { tool_prints });
