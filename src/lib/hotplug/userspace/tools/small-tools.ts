/**
 * Programs of one system call or two: cat, udevadm trigger.
 */
import type { Kernel } from '../../state/kernel.ts';
import { call, defineOp, step, type Kfn } from '../../run/effects.ts';
import { kernelFunctions } from '../../run/registry.ts';
import { nextBlock } from '../../state/blocks.ts';
import { ksys_read, ksys_write } from '../syscalls.ts';
import { flag, getopt, valued } from './getopt.ts';
import { early, type Program } from './program.ts';
import { is_killed, KILLED, toolResult } from './result.ts';
import { strerror } from './strerror.ts';

const append_name = defineOp('write', 'print', (k, text: number, more: number) =>
  k.names.id(k.names.text(text) + k.names.text(more)),
);

const cat_failed = defineOp('error', 'say why', (k, text: number, path: number, rc: number) =>
  k.names.id(`${k.names.text(text)}cat: ${k.names.text(path)}: ${strerror(rc)}\n`),
);

const path_at = defineOp('cat', 'next file', (k, paths: number, i: number) =>
  k.names.id(k.names.text(paths).split('\n')[i]!),
);

/** cat: prints what it can read, exit code 1 when a file failed. `paths` are `count` names, one in a line. */
export function* cat(paths: number, count: number): Kfn {
  let stdout = 0;
  let stderr = 0;
  for (let i = 0; i < count; i++) {
    const path = yield step(path_at, paths, i);
    const text = yield call(ksys_read, path);
    const killed = yield step(is_killed);
    if (killed !== 0) return toolResult(KILLED, stdout, stderr);
    if (text >= 0) stdout = yield step(append_name, stdout, text);
    else stderr = yield step(cat_failed, stderr, path, text);
  }
  return toolResult(stderr === 0 ? 0 : 1, stdout, stderr);
}

const next_device = defineOp('udevadm', 'next memory block', (k, from: number) =>
  nextBlock(k, from, Infinity),
);
const uevent_path = defineOp('udevadm', 'its file uevent', (k, blockId: number) =>
  k.names.id(`/sys/devices/system/memory/memory${blockId}/uevent`),
);

/** udevadm trigger for memory blocks: writes an action to the uevent file of each. */
export function* udevadm_trigger(action: number): Kfn {
  for (let from = 0; ;) {
    const blockId = yield step(next_device, from);
    if (blockId < 0) return toolResult(0);
    const path = yield step(uevent_path, blockId);
    yield call(ksys_write, path, action);
    from = blockId + 1;
  }
}

export function compileCat(k: Kernel, words: readonly string[]): Program {
  const paths = words.filter((word) => word !== '--');
  if (paths.length === 0) return early(k, { exitCode: 0 });
  return { fn: cat, args: [k.names.id(paths.join('\n')), paths.length] };
}

const TRIGGER_OPTIONS = [
  valued('c', 'action'),
  valued('s', 'subsystem-match'),
  flag('v', 'verbose'),
  flag('w', 'settle'),
];

/** `udevadm trigger [-c ACTION] [-s memory]`; without -c the action is `change`, which wakes no rule here. */
export function compileUdevadm(k: Kernel, words: readonly string[]): Program {
  const read = getopt(TRIGGER_OPTIONS, words.slice(1));
  if (words[0] !== 'trigger' || !read.ok) {
    return early(k, { exitCode: 1, stderr: 'udevadm: trigger [-c ACTION] [-s SUBSYSTEM]\n' });
  }
  const value = (name: string): string | null =>
    read.options.findLast((option) => option.name === name)?.value ?? null;
  const subsystem = value('subsystem-match');
  if (subsystem !== null && subsystem !== 'memory') return early(k, { exitCode: 0 });
  return { fn: udevadm_trigger, args: [k.names.id(value('action') ?? 'change')] };
}

kernelFunctions('programs', {
  cat,
  udevadm_trigger,
});
