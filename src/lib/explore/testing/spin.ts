/**
 * SPIN as an outside judge: verifies a Promela model and gives what it prints about final states.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Are SPIN and a C compiler there? The package is called `spin` in Debian. */
export function hasSpin(): boolean {
  try {
    execFileSync('spin', ['-V'], { stdio: 'ignore' });
    execFileSync('gcc', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

export interface SpinRun {
  /** What follows `OUT` in each line that the model prints, each once, sorted. */
  readonly outcomes: readonly string[];
  readonly states: number;
}

/** Searches all states of a model (a file, or its text), without partial order reduction. */
export function verify(model: { readonly file: string } | { readonly text: string }): SpinRun {
  const folder = mkdtempSync(join(tmpdir(), 'spin-'));
  const run = (command: string, ...args: string[]): string =>
    execFileSync(command, args, { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 28 });
  try {
    if ('file' in model) copyFileSync(model.file, join(folder, 'model.pml'));
    else writeFileSync(join(folder, 'model.pml'), model.text);
    run('spin', '-a', 'model.pml');
    run('gcc', '-O1', '-DSAFETY', '-DNOREDUCE', '-DVECTORSZ=8192', '-o', 'pan', 'pan.c');
    const printed = run('./pan', '-m1000000', '-w22');
    const outcomes = [...printed.matchAll(/^\s*OUT (.*)$/gm)].map((match) => match[1]!.trim());
    const states = /(\d+) states, stored/.exec(printed);
    if (states === null || !/errors: 0/.test(printed)) throw new Error(`pan did not verify:\n${printed}`);
    return { outcomes: [...new Set(outcomes)].sort(), states: Number(states[1]) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
