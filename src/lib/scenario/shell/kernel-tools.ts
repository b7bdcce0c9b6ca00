/**
 * Programs that the model runs itself, step by step: chmem, daxctl, lsmem, modprobe, numactl, rmmod, udevadm trigger.
 */
import { KILLED, SEGMENTATION_FAULT } from '#lib/hotplug/userspace/tools/result.ts';
import { print, type Call } from './program.ts';
import { outcomeOf } from './sinks.ts';
import { Interrupted } from './trouble.ts';

/** Runs the program as this shell's actor and prints what it printed. */
export async function kernelTool(call: Call): Promise<number> {
  const { host, name, words, err } = call;
  const tool = name.replace(/^.*\//, '');
  const { outcome } = outcomeOf(await host.act({ kind: 'tool', argv: [tool, ...words] }), host);
  if (outcome.stderr !== undefined && outcome.stderr !== '') await err.write(outcome.stderr);
  if (outcome.rc === SEGMENTATION_FAULT) await call.err.write('Segmentation fault\n');
  const status = await print(call, outcome.stdout ?? '', outcome.rc);
  if (outcome.rc === KILLED) throw new Interrupted('killed');
  return status;
}
