/**
 * Trying every order of a program: `reference` is the scenario that others are measured by, `million` has more than a
 * million states. With a second argument `spin`, the same model is searched by SPIN instead, from writing it down to
 * the end of pan.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Exploration } from '#lib/explore/explore.ts';
import { promelaOf } from '#lib/explore/testing/promela.ts';
import { millionProgram, referenceProgram } from '#lib/explore/testing/programs.ts';
import { report } from './report.ts';

const program = process.argv[2] === 'million' ? millionProgram() : referenceProgram();

function explore(): { exploration: Exploration; ms: number } {
  const begun = performance.now();
  const made = Exploration.of(program, { mostStates: 8_000_000 });
  if (!made.ok) throw new Error(made.error.what);
  made.value.run();
  return { exploration: made.value, ms: performance.now() - begun };
}

/** spin, gcc and pan on a model with the same states: milliseconds and states. */
function searchWithSpin(text: string): { ms: number; states: number } {
  const folder = mkdtempSync(join(tmpdir(), 'spin-'));
  const run = (command: string, ...args: string[]): string =>
    execFileSync(command, args, { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 28 });
  try {
    const begun = performance.now();
    writeFileSync(join(folder, 'model.pml'), text);
    run('spin', '-a', 'model.pml');
    run('gcc', '-O2', '-DSAFETY', '-DNOREDUCE', '-DVECTORSZ=8192', '-o', 'pan', 'pan.c');
    const printed = run('./pan', '-m10000000', '-w26');
    return { ms: performance.now() - begun, states: Number(/(\d+) states, stored/.exec(printed)?.[1]) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const { exploration, ms } = explore();
const { states } = exploration;
const bytes = exploration.search.sizeBytes / states;
if (process.argv[3] === 'spin') {
  const spin = searchWithSpin(promelaOf(exploration.search));
  report({ ms, states, spinMs: spin.ms, spinStates: spin.states });
} else {
  report({ ms, states, statesPerSecond: (states / ms) * 1000, bytes });
}
