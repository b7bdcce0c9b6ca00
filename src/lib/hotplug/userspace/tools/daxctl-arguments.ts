/**
 * The command line of daxctl (ndctl 80), as far as the laboratory has what it works on.
 */
import { flag, getopt, valued, type OptionSpec } from './getopt.ts';
import type { EarlyEnd } from './program.ts';

export const DAXCTL_NO_ONLINE = 1;
export const DAXCTL_NO_MOVABLE = 2;
export const DAXCTL_FORCE = 4;
export const DAXCTL_VERBOSE = 8;
export const DAXCTL_TO_RAM = 16;
export const DAXCTL_TO_DEVDAX = 32;

export type DaxctlAction = 'reconfigure' | 'online' | 'offline' | 'disable' | 'enable' | 'list';

export interface DaxctlPlan {
  readonly action: DaxctlAction;
  /** Name of a device, its number without `dax`, or `all`. */
  readonly device: string;
  readonly flags: number;
}

const COMMANDS: Readonly<Record<string, DaxctlAction>> = {
  'reconfigure-device': 'reconfigure',
  'online-memory': 'online',
  'offline-memory': 'offline',
  'disable-device': 'disable',
  'enable-device': 'enable',
  list: 'list',
};
/** What it says that a device is wanted for. */
const PURPOSES: Readonly<Record<DaxctlAction, string>> = {
  reconfigure: 'reconfigure',
  online: 'online memory for',
  offline: 'offline memory for',
  disable: 'disable',
  enable: 'enable',
  list: 'list',
};

const BASE = [flag('u', 'human'), flag('v', 'verbose')];
const ZONE = [flag(null, 'no-movable'), flag(null, 'movable')];
const OPTIONS: Readonly<Record<DaxctlAction, readonly OptionSpec[]>> = {
  reconfigure: [...BASE, ...ZONE, valued('m', 'mode'), flag('N', 'no-online'), flag('f', 'force')],
  online: [...BASE, ...ZONE],
  offline: BASE,
  disable: BASE,
  enable: BASE,
  list: [...BASE, flag('D', 'devices'), flag('R', 'regions'), valued('d', 'dev'), flag('i', 'idle')],
};

function usage(command: string, message: string): EarlyEnd {
  const usageText = ` Usage: daxctl ${command} <device> [<options>]\n`;
  return { exitCode: 129, stderr: `${message}\n\n${usageText}` };
}

/** What is to be done, or why it is not begun. */
export function daxctlArguments([command = '', ...words]: readonly string[]): DaxctlPlan | EarlyEnd {
  if (!Object.hasOwn(COMMANDS, command)) {
    return command === ''
      ? { exitCode: 0, stdout: ` daxctl COMMANDS: ${Object.keys(COMMANDS).join(', ')}\n` }
      : { exitCode: 1, stderr: `Unknown command: '${command}'\n` };
  }
  const action = COMMANDS[command]!;
  const read = getopt(OPTIONS[action], words);
  if (!read.ok) return usage(command, `  Error: ${read.message}`);
  const has = (name: string): boolean => read.options.some((option) => option.name === name);
  const value = (name: string): string | null =>
    read.options.findLast((option) => option.name === name)?.value ?? null;
  // A path like /dev/dax0.0 is as good as the name.
  const [operand, ...extra] = read.operands;
  const device = action === 'list' ? (value('dev') ?? 'all') : operand?.replace(/^.*\//, '');
  if (device === undefined) return usage(command, `specify a device to ${PURPOSES[action]}, or "all"`);
  if (extra.length > 0) return usage(command, `unknown extra parameter "${extra[0]}"`);
  const mode = value('mode');
  if (action === 'reconfigure' && mode === null) {
    return usage(command, "error: a 'align', 'mode' or 'size' option is required");
  }
  if (mode === 'devdax' && has('no-online')) {
    return usage(command, '--no-online is incompatible with --mode=devdax');
  }
  return {
    action,
    device,
    flags:
      (has('no-online') ? DAXCTL_NO_ONLINE : 0) |
      (has('no-movable') ? DAXCTL_NO_MOVABLE : 0) |
      (has('force') ? DAXCTL_FORCE : 0) |
      (has('verbose') ? DAXCTL_VERBOSE : 0) |
      (mode === 'system-ram' ? DAXCTL_TO_RAM : 0) |
      (mode === 'devdax' ? DAXCTL_TO_DEVDAX : 0),
  };
}
