/**
 * The command line of daxctl (ndctl 76.1), as far as the laboratory has what it works on.
 */
import { parseOptions, usage, errorText, type OptionLine, type ParsedOptions } from './parse-options.ts';
import type { EarlyEnd } from './program.ts';

/** The release that daxctl follows: that of Debian 12. */
export const DAXCTL_VERSION = '76.1';

export const DAXCTL_NO_ONLINE = 1;
export const DAXCTL_NO_MOVABLE = 2;
export const DAXCTL_FORCE = 4;
export const DAXCTL_VERBOSE = 8;
export const DAXCTL_TO_RAM = 16;
export const DAXCTL_TO_DEVDAX = 32;
export const DAXCTL_HUMAN = 64;

export type DaxctlAction = 'reconfigure' | 'online' | 'offline' | 'disable' | 'enable';

/** Which devices: a name, `X.Y` or `all`; null for all. */
export interface DaxctlFilter {
  readonly device: string | null;
  readonly region: string | null;
}

/** What `daxctl list` prints. */
export interface DaxctlList extends DaxctlFilter {
  readonly regions: boolean;
  readonly devices: boolean;
  readonly mappings: boolean;
  readonly idle: boolean;
  readonly human: boolean;
}

export type DaxctlPlan =
  | { readonly action: DaxctlAction; readonly filter: DaxctlFilter; readonly flags: number }
  | { readonly action: 'list'; readonly list: DaxctlList };

const line = (short: string | null, long: string, help: string, value: string | null = null): OptionLine => ({
  short,
  long,
  value,
  help,
});
const REGION = line('r', 'region', 'filter by region', 'region-id');
const BASE = [
  REGION,
  line('u', 'human', 'use human friendly number formats'),
  line('v', 'verbose', 'emit more debug messages'),
];
const ZONE = line(null, 'no-movable', 'online memory in ZONE_NORMAL');
const LIST = [
  REGION,
  line('d', 'dev', 'filter by dax device instance name', 'dev-id'),
  line('D', 'devices', 'include dax device info'),
  line('R', 'regions', 'include dax region info'),
  line('M', 'mappings', 'include dax mappings info'),
  line('i', 'idle', 'include idle devices'),
  line('u', 'human', 'use human friendly number formats '),
];

interface Verb {
  readonly action: DaxctlAction;
  readonly synopsis: string;
  /** What it says that a device is wanted for. */
  readonly purpose: string;
  readonly options: readonly OptionLine[];
}

const VERBS: Readonly<Record<string, Verb>> = {
  'reconfigure-device': {
    action: 'reconfigure',
    synopsis: 'daxctl reconfigure-device <device> [<options>]',
    purpose: 'reconfigure',
    options: [
      ...BASE,
      line('s', 'size', 'size to switch the device to', 'size'),
      line('a', 'align', 'alignment to switch the device to', 'align'),
      line(null, 'input', 'input device JSON file', 'input'),
      line('m', 'mode', 'mode to switch the device to', 'mode'),
      line('N', 'no-online', "don't auto-online memory sections"),
      line('f', 'force', 'attempt to offline memory sections before reconfiguration'),
      line('C', 'check-config', 'use config files to determine parameters for the operation'),
      ZONE,
    ],
  },
  'online-memory': {
    action: 'online',
    synopsis: 'daxctl online-memory <device> [<options>]',
    purpose: 'online memory for',
    options: [...BASE, ZONE],
  },
  'offline-memory': {
    action: 'offline',
    synopsis: 'daxctl offline-memory <device> [<options>]',
    purpose: 'offline memory for',
    options: BASE,
  },
  'disable-device': {
    action: 'disable',
    synopsis: 'daxctl disable-device <device>',
    purpose: 'disable',
    options: BASE,
  },
  'enable-device': {
    action: 'enable',
    synopsis: 'daxctl enable-device <device>',
    // What the real one says, too.
    purpose: 'disable',
    options: BASE,
  },
};

/** All commands of the real tool. */
const ALL_COMMANDS = [
  ...['version', 'list', 'help', 'split-acpi', 'migrate-device-model', 'create-device', 'destroy-device'],
  ...Object.keys(VERBS),
];
const SYNOPSIS = 'daxctl [--version] [--help] COMMAND [ARGS]';
const GENERAL = `\n usage: ${SYNOPSIS}\n\n\n See 'daxctl help COMMAND' for more information on a specific command.\n daxctl --list-cmds to see all available commands\n\n`;
/** Options that are understood and not carried out. */
const NOT_HERE = ['size', 'align', 'input', 'check-config'];

const notHere = (what: string): EarlyEnd => ({
  exitCode: 1,
  stderr: `daxctl: ${what} is not part of this laboratory\n`,
});

/** What is to be done, or why it is not begun. */
export function daxctlArguments([first, ...words]: readonly string[]): DaxctlPlan | EarlyEnd {
  if (first === undefined) return { exitCode: 1, stdout: GENERAL };
  if (first === '--list-cmds')
    return { exitCode: 0, stdout: ALL_COMMANDS.map((name) => `${name}\n`).join('') };
  const command =
    first === '-h' ? 'help' : first === '-v' ? 'version' : first.replace(/^--(help|version)$/, '$1');
  if (command.startsWith('-')) {
    return { exitCode: 129, stderr: `Unknown option: ${command}\n\n Usage: ${SYNOPSIS}\n` };
  }
  if (command === 'version') return { exitCode: 0, stdout: `${DAXCTL_VERSION}\n` };
  if (command === 'help' && words.length === 0) return { exitCode: 0, stdout: GENERAL };
  if (words[0] === '--help') return { exitCode: 1, stderr: 'daxctl: see man daxctl\n' };
  if (command === 'list') return listArguments(words);
  if (Object.hasOwn(VERBS, command)) return verbArguments(VERBS[command]!, words);
  if (ALL_COMMANDS.includes(command)) return notHere(`the command ${command}`);
  return { exitCode: 1, stderr: `Unknown command: '${command}'\n` };
}

function listArguments(words: readonly string[]): DaxctlPlan | EarlyEnd {
  const synopsis = 'daxctl list [<options>]';
  const read = parseOptions(synopsis, LIST, words);
  if ('exitCode' in read) return read;
  if (read.operands.length > 0) {
    const errors = read.operands.map((word) => errorText(`unknown parameter "${word}"\n`));
    return usage(synopsis, LIST, errors.join(''));
  }
  const has = (name: string): boolean => read.options.has(name);
  const filter = filterOf(read, read.options.get('dev') ?? null);
  const isPlain = !has('regions') && !has('devices');
  const regions = has('regions') || (isPlain && filter.region !== null);
  return {
    action: 'list',
    list: {
      ...filter,
      regions,
      devices: has('devices') || (isPlain && (filter.device !== null || !regions)),
      mappings: has('mappings'),
      idle: has('idle'),
      human: has('human'),
    },
  };
}

function filterOf({ options }: ParsedOptions, device: string | null): DaxctlFilter {
  return { device, region: options.get('region') ?? null };
}

function verbArguments(
  { action, synopsis, purpose, options }: Verb,
  words: readonly string[],
): DaxctlPlan | EarlyEnd {
  const read = parseOptions(synopsis, options, words);
  if ('exitCode' in read) return read;
  const has = (name: string): boolean => read.options.has(name);
  const [device, ...extra] = read.operands;
  if (device === undefined) {
    return usage(synopsis, options, `specify a device to ${purpose}, or "all"\n`);
  }
  if (extra.length > 0) {
    return usage(synopsis, options, extra.map((word) => `unknown extra parameter "${word}"\n`).join(''));
  }
  const missing = NOT_HERE.find(has);
  if (missing !== undefined) return notHere(`--${missing}`);
  const mode = read.options.get('mode');
  if (action === 'reconfigure' && mode === undefined) {
    return usage(synopsis, options, "error: a 'align', 'mode' or 'size' option is required\n");
  }
  if (mode === 'devdax' && has('no-online')) {
    return usage(synopsis, options, '--no-online is incompatible with --mode=devdax\n');
  }
  const flags: readonly (readonly [boolean, number])[] = [
    [has('no-online'), DAXCTL_NO_ONLINE],
    [has('no-movable'), DAXCTL_NO_MOVABLE],
    [has('force'), DAXCTL_FORCE],
    [has('verbose'), DAXCTL_VERBOSE],
    [has('human'), DAXCTL_HUMAN],
    [mode === 'system-ram', DAXCTL_TO_RAM],
    [mode === 'devdax', DAXCTL_TO_DEVDAX],
  ];
  return {
    action,
    // A path like /dev/dax0.0 is as good as the name.
    filter: filterOf(read, device.replace(/^.*\//, '')),
    flags: flags.reduce((sum, [isSet, bit]) => sum + (isSet ? bit : 0), 0),
  };
}
