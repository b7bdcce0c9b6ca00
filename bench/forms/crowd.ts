/**
 * Onlining and offlining many blocks through the core, stepped and logged, in slices. Beside it, in the same process,
 * what a bare generator takes for a yield: the ratio holds on any machine.
 */
import type { PlaygroundMachine } from '#lib/hotplug/playground-machine.ts';
import type { Command } from '#lib/hotplug/userspace/commands.ts';
import { addBlocks, bigMachine, offlineBlocks, onlineBlocks } from './big-machine.ts';
import { report } from './report.ts';

const STEPS_PER_SLICE = 10_000;

function* bare(yields: number): Generator<number, number, number> {
  let sum = 0;
  for (let i = 0; i < yields; i++) sum += yield i;
  return sum;
}

function bareNsPerYield(yields: number): number {
  const generator = bare(yields);
  const begun = performance.now();
  for (let next = generator.next(0); next.done !== true; next = generator.next(1));
  return ((performance.now() - begun) * 1e6) / yields;
}

function sliced(
  machine: PlaygroundMachine,
  command: Command,
): { ms: number; longestSliceMs: number; steps: number } {
  const from = machine.run.length;
  machine.begin('driver', command);
  const begun = performance.now();
  let longestSliceMs = 0;
  for (let isDone = false; !isDone;) {
    const slice = performance.now();
    isDone = machine.runFor(STEPS_PER_SLICE);
    longestSliceMs = Math.max(longestSliceMs, performance.now() - slice);
  }
  return { ms: performance.now() - begun, longestSliceMs, steps: machine.run.length - from };
}

const blocks = Number(process.argv[2]);
bareNsPerYield(1_000_000);
const yieldNs = bareNsPerYield(5_000_000);
const machine = bigMachine();
const add = sliced(machine, addBlocks(blocks));
const online = sliced(machine, onlineBlocks(blocks));
const offline = sliced(machine, offlineBlocks(blocks));
report({
  addMs: add.ms,
  onlineMs: online.ms,
  onlineSliceMs: online.longestSliceMs,
  onlineStepNs: (online.ms * 1e6) / online.steps,
  onlineSteps: online.steps,
  offlineMs: offline.ms,
  offlineSliceMs: offline.longestSliceMs,
  offlineStepNs: (offline.ms * 1e6) / offline.steps,
  yieldNs,
});
