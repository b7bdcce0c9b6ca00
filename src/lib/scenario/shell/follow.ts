/**
 * dmesg and udevadm monitor: what the kernel has said up to the moment on screen, and goes on to say.
 *
 * The model counts steps, not seconds: they stand where real lines have the time.
 */
import { flag, getopt, valued } from '#lib/hotplug/userspace/tools/getopt.ts';
import type { Said } from './host.ts';
import { kernelTool } from './kernel-tools.ts';
import { complain, print, type Call } from './program.ts';
import { wrongOption } from './read-files.ts';
import { Interrupted } from './trouble.ts';

const DMESG = [
  flag('w', 'follow'),
  flag('W', 'follow-new'),
  flag('t', 'notime'),
  flag('H', 'human'),
  flag('P', 'nopager'),
  flag('k', 'kernel'),
  valued('L', 'color'),
];
const STEP_WIDTH = 12;

/** dmesg [-wWt] */
export async function dmesg(call: Call): Promise<number> {
  const read = getopt(DMESG, call.words);
  if (!read.ok) return wrongOption(call, `${read.message}`);
  if (read.operands.length > 0) return wrongOption(call, `unexpected argument '${read.operands[0]}'`);
  const has = (name: string): boolean => read.options.some((option) => option.name === name);
  const rows = (said: readonly Said[]): string =>
    said
      .filter(({ kind }) => kind === 'dmesg')
      .map(({ step, text }) =>
        has('notime') ? `${text}\n` : `[${String(step).padStart(STEP_WIDTH)}] ${text}\n`,
      )
      .join('');
  const status = has('follow-new') ? 0 : await print(call, rows(call.host.said()));
  if (!has('follow') && !has('follow-new')) return status;
  await call.host.follow(async (said) => {
    await print(call, rows(said));
  });
  throw new Interrupted('Ctrl-C');
}

const MONITOR = [
  flag('k', 'kernel'),
  flag('u', 'udev'),
  flag('p', 'property'),
  valued('s', 'subsystem-match'),
  valued('t', 'tag-match'),
];
const ACTION_WIDTH = 8;

/** An event as udevadm prints it; the journal has it as `online@/devices/system/memory/memory33`. */
function eventText({ step, text }: Said): { readonly subsystem: string; readonly row: string } | null {
  const match = /^(\w+)@(\/devices\/system\/(memory|node)\/\w+)$/.exec(text);
  if (match === null) return null;
  const [, action, path, subsystem] = match;
  return {
    subsystem: subsystem!,
    row: `KERNEL[${step}.000000] ${action!.padEnd(ACTION_WIDTH)} ${path} (${subsystem})\n`,
  };
}

async function monitor(call: Call): Promise<number> {
  const read = getopt(MONITOR, call.words.slice(1));
  if (!read.ok) return complain(call, `udevadm: ${read.message}`);
  const has = (name: string): boolean => read.options.some((option) => option.name === name);
  if (has('property')) return complain(call, 'udevadm: the properties of events are not known to the model');
  const subsystems = read.options.filter(({ name }) => name === 'subsystem-match').map(({ value }) => value);
  const isKernel = has('kernel') || !has('udev');
  let head = 'monitor will print the received events for:\n';
  if (has('udev') || !has('kernel')) head += 'UDEV - the event which udev sends out after rule processing\n';
  if (isKernel) head += 'KERNEL - the kernel uevent\n';
  await print(call, `${head}\n`);
  if (has('udev') || !has('kernel')) {
    call.host.print('[when udev has done its rules the model does not say: no UDEV lines]\n', 'note');
  }
  await call.host.follow(async (said) => {
    const events = said
      .filter(({ kind }) => kind === 'uevent')
      .map(eventText)
      .filter((event) => event !== null && (subsystems.length === 0 || subsystems.includes(event.subsystem)));
    if (isKernel) await print(call, events.map((event) => event!.row).join(''));
  });
  throw new Interrupted('Ctrl-C');
}

/** udevadm monitor [-k] [-s SUBSYSTEM]; trigger is a program of the model; info and settle are told what is missing. */
export function udevadm(call: Call): Promise<number> {
  const [verb] = call.words;
  if (verb === 'monitor') return monitor(call);
  if (verb === 'settle') return Promise.resolve(0);
  if (verb !== 'trigger') {
    return complain(call, 'udevadm: of its commands monitor, settle and trigger are here');
  }
  return kernelTool(call);
}

/** Does a command as typed go on until Ctrl-C? */
export function neverEnds(words: readonly string[]): boolean {
  const [name, ...rest] = words;
  if (name === 'sudo') return neverEnds(rest);
  if (name === 'udevadm') return rest[0] === 'monitor';
  return name === 'dmesg' && rest.some((word) => /^-[a-zA-Z]*[wW]/.test(word) || /^--follow/.test(word));
}
