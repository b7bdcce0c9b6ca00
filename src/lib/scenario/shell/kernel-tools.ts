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
  let status = outcome.rc;
  if (call.isShown && outcome.printed !== undefined) {
    for (const { stream, text } of outcome.printed) await (stream === 'out' ? call.out : err).write(text);
  } else {
    // Into a pipe or a file the output goes when the program ends, errors at once.
    if (outcome.stderr !== undefined && outcome.stderr !== '') await err.write(outcome.stderr);
    status = await print(call, outcome.stdout ?? '', outcome.rc);
  }
  if (outcome.rc === SEGMENTATION_FAULT) await err.write('Segmentation fault\n');
  if (outcome.rc === KILLED) throw new Interrupted('killed');
  return status;
}
