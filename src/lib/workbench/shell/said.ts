/**
 * What the kernel has said in a stretch of a run, for the commands of a shell that read or follow it.
 */
import type { Kernel } from '#lib/hotplug/state/kernel.ts';
import { SYNTH_UEVENT } from '#lib/hotplug/state/messages.ts';
import type { Said } from '#lib/scenario/shell/host.ts';

/** Lines of the log and events of the steps after `from` up to `to`, oldest first. */
export function saidBetween({ journal, names }: Kernel, from: number, to: number): Said[] {
  const list: Said[] = [];
  for (let i = journal.lengthAtStep(from); i < journal.lengthAtStep(to); i++) {
    const { message, step, numbers } = journal.at(i);
    const { kind } = message;
    if (kind !== 'dmesg' && kind !== 'uevent') continue;
    const text = message.text(names, ...numbers);
    list.push({ step: step + 1, kind, text, isSynthetic: message === SYNTH_UEVENT });
  }
  return list;
}
