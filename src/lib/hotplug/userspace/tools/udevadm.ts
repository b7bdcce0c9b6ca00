/**
 * udevadm (systemd 252): trigger and settle. Its monitor belongs to the shell, since it changes nothing.
 */
import type { Kernel } from '../../state/kernel.ts';
import { call, defineOp, step, type Kfn } from '../../run/effects.ts';
import { kernelFunctions } from '../../run/registry.ts';
import { SYNTH_ACTIONS } from '../../state/messages.ts';
import { listBlocks } from '../files.ts';
import { ksys_write } from '../syscalls.ts';
import { flag, getopt, valued } from './getopt.ts';
import { early, type EarlyEnd, type Program } from './program.ts';
import { toolResult } from './result.ts';
import { strerror } from './strerror.ts';
import { EINVAL, ENODEV } from '../../state/errno.ts';

const MEMORY = '/sys/devices/system/memory';

/** The block that comes behind another one (-1 for the first) when devices are sorted by their paths; or -1. */
const next_device = defineOp('udevadm', 'next memory block', (k, before: number) => {
  const last = before < 0 ? '' : String(before);
  let next: string | null = null;
  for (const id of listBlocks(k)) {
    const name = String(id);
    if (name > last && (next === null || name < next)) next = name;
  }
  return next === null ? -1 : Number(next);
});
const uevent_path = defineOp('udevadm', 'its file uevent', (k, blockId: number) =>
  k.names.id(`${MEMORY}/memory${blockId}/uevent`),
);
const tell_path = defineOp('printf', 'print the device', (k, text: number, blockId: number) =>
  k.names.id(`${k.names.text(text)}${MEMORY}/memory${blockId}\n`),
);

const VERBOSE = 1;
const DRY_RUN = 2;

/** udevadm trigger for memory blocks: writes an action to the uevent file of each, in the order of their paths. */
export function* udevadm_trigger(action: number, flags: number): Kfn {
  let stdout = 0;
  for (let before = -1; ;) {
    const blockId = yield step(next_device, before);
    if (blockId < 0) return toolResult(0, stdout);
    before = blockId;
    if ((flags & VERBOSE) !== 0) stdout = yield step(tell_path, stdout, blockId);
    if ((flags & DRY_RUN) !== 0) continue;
    const path = yield step(uevent_path, blockId);
    yield call(ksys_write, path, action);
  }
}

const named_device = defineOp('udevadm', 'next device named', (k, list: number, i: number) =>
  Number(k.names.text(list).split(',')[i] ?? -1),
);

/** The same for the blocks of a list, joined by commas. */
export function* udevadm_trigger_named(action: number, flags: number, list: number): Kfn {
  let stdout = 0;
  for (let i = 0; ; i++) {
    const blockId = yield step(named_device, list, i);
    if (blockId < 0) return toolResult(0, stdout);
    if ((flags & VERBOSE) !== 0) stdout = yield step(tell_path, stdout, blockId);
    if ((flags & DRY_RUN) === 0) yield call(ksys_write, yield step(uevent_path, blockId), action);
  }
}

const OPTIONS = [
  valued('c', 'action'),
  valued('s', 'subsystem-match'),
  flag('n', 'dry-run'),
  flag('v', 'verbose'),
  flag('q', 'quiet'),
  flag('w', 'settle'),
];
const SETTLE = [valued('t', 'timeout'), valued('E', 'exit-if-exists')];
/** Commands that the real one has besides. */
const ABSENT = ['control', 'hwdb', 'info', 'monitor', 'test', 'test-builtin'];

const wrong = (message: string): EarlyEnd => ({ exitCode: 1, stderr: `${message}\n` });

function trigger(k: Kernel, words: readonly string[]): Program {
  const read = getopt(OPTIONS, words);
  if (!read.ok) return early(k, wrong(`trigger: ${read.message}`));
  const has = (name: string): boolean => read.options.some((option) => option.name === name);
  const value = (name: string): string | null =>
    read.options.findLast((option) => option.name === name)?.value ?? null;
  const action = value('action') ?? 'change';
  if (!SYNTH_ACTIONS.some((known) => known === action)) return early(k, wrong(`Unknown action '${action}'`));
  const args = [k.names.id(action), (has('verbose') ? VERBOSE : 0) | (has('dry-run') ? DRY_RUN : 0)];
  const named = new Set<string>();
  for (const device of read.operands) {
    const digits = /^\/sys\/devices\/system\/memory\/memory(\d+)\/?$/.exec(device)?.[1];
    if (digits === undefined || !k.hasBlock(Number(digits))) {
      const errno = /^\/(sys|dev)\//.test(device) ? ENODEV : EINVAL;
      return early(k, wrong(`Failed to open the device '${device}': ${strerror(errno)}`));
    }
    named.add(digits);
  }
  if (named.size > 0) {
    return { fn: udevadm_trigger_named, args: [...args, k.names.id([...named].sort().join(','))] };
  }
  const subsystem = value('subsystem-match');
  if (subsystem !== null && subsystem !== 'memory') return early(k, { exitCode: 0 });
  return { fn: udevadm_trigger, args };
}

/** `udevadm trigger [-nv] [-c ACTION] [-s memory | DEVICE]`; without -c the action is `change`. */
export function compileUdevadm(k: Kernel, [verb, ...words]: readonly string[]): Program {
  if (verb === undefined) return early(k, wrong('Command verb required.'));
  if (verb === '--version' || verb === '-V' || verb === 'version') {
    return early(k, { exitCode: 0, stdout: '252\n' });
  }
  if (verb === 'trigger') return trigger(k, words);
  if (verb === 'settle') {
    // Without a daemon there is nothing to wait for; how long one takes the model does not know.
    const read = getopt(SETTLE, words);
    return early(k, read.ok ? { exitCode: 0 } : wrong(`settle: ${read.message}`));
  }
  if (ABSENT.includes(verb)) return early(k, wrong(`udevadm: ${verb} is not part of this laboratory`));
  if (verb.startsWith('--')) return early(k, wrong(`udevadm: unrecognized option '${verb}'`));
  if (verb.startsWith('-')) return early(k, wrong(`udevadm: invalid option -- '${verb[1] ?? ''}'`));
  return early(k, wrong(`Unknown command verb ${verb}.`));
}

kernelFunctions('udevadm', { udevadm_trigger, udevadm_trigger_named });
