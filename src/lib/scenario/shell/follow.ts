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
  flag(null, 'environment'),
  valued('s', 'subsystem-match'),
  valued('t', 'tag-match'),
];
const ACTION_WIDTH = 8;

interface Event {
  readonly action: string;
  readonly path: string;
  readonly subsystem: string;
}

/** An event out of the journal, which has it as `online@/devices/system/memory/memory33`. */
function eventOf({ text }: Said): Event | null {
  const match = /^(\w+)@(\/devices\/system\/(memory|node)\/\w+)$/.exec(text);
  return match === null ? null : { action: match[1]!, path: match[2]!, subsystem: match[3]! };
}

function eventRow({ step }: Said, { action, path, subsystem }: Event): string {
  return `KERNEL[${step}.000000] ${action.padEnd(ACTION_WIDTH)} ${path} (${subsystem})\n`;
}

/** The lines of -p, in the order in which the kernel puts them into the event. */
function properties({ isSynthetic }: Said, { action, path, subsystem }: Event, sequence: number): string {
  const synth = isSynthetic === true ? 'SYNTH_UUID=0\n' : '';
  return `ACTION=${action}\nDEVPATH=${path}\nSUBSYSTEM=${subsystem}\n${synth}SEQNUM=${sequence}\n\n`;
}

async function monitor(call: Call): Promise<number> {
  const read = getopt(MONITOR, call.words.slice(1));
  if (!read.ok) return complain(call, `monitor: ${read.message}`);
  const { host } = call;
  const has = (name: string): boolean => read.options.some((option) => option.name === name);
  const subsystems = read.options.filter(({ name }) => name === 'subsystem-match').map(({ value }) => value);
  const isKernel = has('kernel') || !has('udev');
  const isUdev = has('udev') || !has('kernel');
  let head = 'monitor will print the received events for:\n';
  if (isUdev) head += 'UDEV - the event which udev sends out after rule processing\n';
  if (isKernel) head += 'KERNEL - the kernel uevent\n';
  await print(call, `${head}\n`);
  if (isUdev) {
    const hasDaemon = host.kernel().udev.daemon.get(0) !== 0;
    const why = hasDaemon
      ? 'when udev has done its rules the model does not say'
      : 'no udev daemon runs here';
    host.print(`[${why}: no UDEV lines]\n`, 'note');
  }
  let sequence = host.said().filter(({ kind }) => kind === 'uevent').length;
  await host.follow(async (said) => {
    let text = '';
    for (const line of said) {
      if (line.kind !== 'uevent') continue;
      sequence++;
      const event = eventOf(line);
      if (event === null || !isKernel) continue;
      if (subsystems.length > 0 && !subsystems.includes(event.subsystem)) continue;
      text +=
        eventRow(line, event) +
        (has('property') || has('environment') ? properties(line, event, sequence) : '');
    }
    if (text !== '') await print(call, text);
  });
  throw new Interrupted('Ctrl-C');
}

/** udevadm monitor [-kup] [-s SUBSYSTEM]; the rest is a program of the model. */
export function udevadm(call: Call): Promise<number> {
  return call.words[0] === 'monitor' ? monitor(call) : kernelTool(call);
}

/** Does a command as typed go on until Ctrl-C? */
export function neverEnds(words: readonly string[]): boolean {
  const [name, ...rest] = words;
  if (name === 'sudo') return neverEnds(rest);
  if (name === 'udevadm') return rest[0] === 'monitor';
  return name === 'dmesg' && rest.some((word) => /^-[a-zA-Z]*[wW]/.test(word) || /^--follow/.test(word));
}
