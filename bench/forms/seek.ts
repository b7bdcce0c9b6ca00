/**
 * Setting a run of about 10,000 steps to random positions, on a machine with that many blocks.
 */
import { Run } from '#lib/hotplug/run/run.ts';
import { VARIANTS } from '#lib/hotplug/variants/index.ts';
import { percentile } from '../statistics.ts';
import { addBlocks, bigMachine, onlineBlocks } from './big-machine.ts';
import { report } from './report.ts';

const STEPS = 10_000;
const SEEKS = 200;

const blocks = Number(process.argv[2]);
const machine = bigMachine();
machine.execute('driver', addBlocks(blocks));

const run = new Run(machine.kernel.clone(), VARIANTS.v1p3.functions);
const online = onlineBlocks(blocks);
const thread = run.start('driver', run.functionNamed('online_memory_range')!, [
  online.startBytes!,
  online.sizeBytes!,
  online.onlineType!,
]);
run.runThread(thread, STEPS);

let seed = 1;
const times: number[] = [];
for (let i = 0; i < SEEKS; i++) {
  seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
  const position = seed % (run.length + 1);
  const begun = performance.now();
  run.history.seek(position);
  run.threadsAt(position);
  times.push(performance.now() - begun);
}
report({
  steps: run.length,
  p50Ms: percentile(times, 50),
  p95Ms: percentile(times, 95),
  mostMs: percentile(times, 100),
});
