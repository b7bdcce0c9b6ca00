/**
 * modprobe and rmmod (kmod 30). kmem is the only module that comes and goes; device_dax is there as if it were built in.
 */
import { message } from '../../state/journal.ts';
import type { Kernel } from '../../state/kernel.ts';
import { call, defineOp, step, type Kfn } from '../../run/effects.ts';
import { kernelFunctions } from '../../run/registry.ts';
import { dax_kmem_exit, dax_kmem_init } from '../../drivers/dax-binding.ts';
import { flag, getopt, type OptionSpec } from './getopt.ts';
import { early, type EarlyEnd, type Program } from './program.ts';
import { errorLine, is_killed, KILLED, toolResult } from './result.ts';

/** Where modprobe looks: the folder of the kernel that most recordings are of. */
const MODULES_FOLDER = '/lib/modules/6.12.117+deb12-amd64';
const VERSION = 'kmod version 30\n+ZSTD +XZ -ZLIB +LIBCRYPTO -EXPERIMENTAL\n';

const is_loaded = defineOp('kmod', 'is the module there?', (k) => k.dax.loaded.value);

/** modprobe kmem: loading what is loaded already is success. */
export function* modprobe_kmem(): Kfn {
  const loaded = yield step(is_loaded);
  if (loaded === 0) yield call(dax_kmem_init);
  return toolResult(0);
}

/** modprobe -r kmem: what is not loaded needs no unloading. */
export function* modprobe_remove_kmem(): Kfn {
  const loaded = yield step(is_loaded);
  if (loaded !== 0) yield call(dax_kmem_exit);
  return toolResult(0);
}

const not_loaded = defineOp('fprintf', 'say that it is not there', (k) =>
  k.names.id('rmmod: ERROR: Module kmem is not currently loaded\n'),
);

/** rmmod kmem. */
export function* rmmod_kmem(): Kfn {
  const loaded = yield step(is_loaded);
  if (loaded === 0) return toolResult(1, 0, yield step(not_loaded));
  yield call(dax_kmem_exit);
  return toolResult(0);
}

const REMOVE = 1;
const RMMOD = 2;
const FIRST_TIME = 4;
const VERBOSE = 8;
const DRY_RUN = 16;
const QUIET = 32;
const ALL = 64;

const KMEM = 0;
const BUILTIN = 1;
const UNKNOWN = 2;

/** What became of a module: done, or there (or gone) before, or not to be done. */
const DONE = 0;
const BEFORE = 1;
const IMPOSSIBLE = 2;

const kind_of = defineOp('kmod', 'next module', (k, modules: number, i: number) => {
  const name = k.names.text(modules).split('\n')[i];
  if (name === undefined) return -1;
  // Dashes and underscores are the same in the name of a module.
  const plain = name.replaceAll('-', '_');
  return plain === 'kmem' ? KMEM : plain === 'device_dax' ? BUILTIN : UNKNOWN;
});

function failure(name: string, flags: number, kind: number, came: number): string | null {
  if ((flags & RMMOD) !== 0) {
    if (kind === BUILTIN) return `rmmod: ERROR: Module ${name} is builtin.`;
    return came === DONE ? null : `rmmod: ERROR: Module ${name} is not currently loaded`;
  }
  const isFirst = (flags & FIRST_TIME) !== 0;
  if ((flags & REMOVE) !== 0) {
    if (kind === BUILTIN) return `modprobe: FATAL: Module ${name} is builtin.`;
    if (kind === UNKNOWN) return `modprobe: FATAL: Module ${name} not found.`;
    return came === BEFORE && isFirst ? `modprobe: FATAL: Module ${name} is not in kernel.` : null;
  }
  if (kind === UNKNOWN) {
    const word = (flags & ALL) !== 0 ? 'WARNING' : 'FATAL';
    return `modprobe: ${word}: Module ${name} not found in directory ${MODULES_FOLDER}`;
  }
  return came === BEFORE && isFirst
    ? `modprobe: ERROR: could not insert '${name}': Module already in kernel`
    : null;
}

const nameAt = (k: Kernel, modules: number, i: number): string => k.names.text(modules).split('\n')[i]!;

/** The text of standard error with what is to be said of a module; the same number when that is nothing. */
const complain = defineOp(
  'fprintf',
  'did it fail?',
  (k, text: number, modules: number, i: number, flags: number, what: number, stdout: number) => {
    const message = failure(nameAt(k, modules, i), flags, Math.floor(what / 4), what % 4);
    if (message === null) return -1;
    return k.names.id(k.names.text(text) + errorLine(k.names.text(stdout), `${message}\n`));
  },
);
const tell = defineOp('printf', 'say what is done', (k, text: number, flags: number) => {
  const line =
    (flags & REMOVE) !== 0 ? 'rmmod kmem' : `insmod ${MODULES_FOLDER}/kernel/drivers/dax/kmem.ko.xz `;
  return k.names.id(`${k.names.text(text)}${line}\n`);
});

const UNKNOWN_PARAMETER = message(
  'dmesg',
  (names, parameter) => `kmem: unknown parameter '${names.text(parameter)}' ignored`,
);
const unknown_parameters = defineOp(
  'unknown_module_param_cb',
  'parameters are ignored',
  (k, words: number) => {
    for (const word of k.names.text(words).split('\n')) {
      if (word !== '') k.say(UNKNOWN_PARAMETER, k.names.id(word.replace(/=.*$/s, '')));
    }
    return 0;
  },
);

/** One module: DONE, BEFORE or IMPOSSIBLE. kmem takes no parameters. */
export function* kmod_one(kind: number, flags: number, parameters: number): Kfn {
  if (kind === UNKNOWN) return IMPOSSIBLE;
  if (kind === BUILTIN) return (flags & REMOVE) !== 0 ? IMPOSSIBLE : BEFORE;
  const loaded = yield step(is_loaded);
  const isRemove = (flags & REMOVE) !== 0;
  if ((loaded !== 0) !== isRemove) return BEFORE;
  if ((flags & DRY_RUN) !== 0) return DONE;
  if (isRemove) yield call(dax_kmem_exit);
  else {
    if (parameters !== 0) yield step(unknown_parameters, parameters);
    yield call(dax_kmem_init);
  }
  return DONE;
}

/** modprobe and rmmod for any modules, one in a line. Only modprobe -r stops at one that fails. */
export function* kmod(modules: number, flags: number, parameters: number): Kfn {
  let stdout = 0;
  let stderr = 0;
  let status = 0;
  for (let i = 0; ; i++) {
    const kind = yield step(kind_of, modules, i);
    if (kind < 0) break;
    const came = yield call(kmod_one, kind, flags, parameters);
    const killed = yield step(is_killed);
    if (killed !== 0) return toolResult(KILLED, stdout, stderr);
    if (came === DONE && (flags & VERBOSE) !== 0 && (flags & RMMOD) === 0) {
      stdout = yield step(tell, stdout, flags);
    }
    const said = yield step(complain, stderr, modules, i, flags, kind * 4 + came, stdout);
    if (said < 0) continue;
    status = 1;
    if ((flags & QUIET) === 0) stderr = said;
    if ((flags & (REMOVE | RMMOD)) === REMOVE) break;
  }
  return toolResult(status, stdout, stderr);
}

const MODPROBE: readonly OptionSpec[] = [
  flag('a', 'all'),
  flag('b', 'use-blacklist'),
  flag('n', 'dry-run'),
  flag(null, 'show'),
  flag('q', 'quiet'),
  flag('r', 'remove'),
  flag('R', 'resolve-alias'),
  flag('s', 'syslog'),
  flag('v', 'verbose'),
  flag('V', 'version'),
  flag(null, 'first-time'),
];
const RMMOD_OPTIONS: readonly OptionSpec[] = [
  flag('s', 'syslog'),
  flag('v', 'verbose'),
  flag('V', 'version'),
];

const ends = (tool: string, message: string): EarlyEnd => ({
  exitCode: 1,
  stderr: `${tool}: ${message}\n`,
});

/** `modprobe [-abnqrRv] MODULE…`. */
export function compileModprobe(k: Kernel, words: readonly string[]): Program {
  const read = getopt(MODPROBE, words);
  if (!read.ok) return early(k, ends('modprobe', read.message));
  const has = (...names: string[]): boolean => read.options.some(({ name }) => names.includes(name));
  if (has('version')) return early(k, { exitCode: 0, stdout: VERSION });
  if (read.operands.length === 0) return early(k, ends('modprobe', 'ERROR: missing parameters. See -h.'));
  // Without -a or -r what stands behind the first name are parameters of the module.
  const modules = has('all', 'remove') ? read.operands : read.operands.slice(0, 1);
  const parameters = read.operands.slice(modules.length);
  if (has('resolve-alias') && modules[0] === 'kmem') return early(k, { exitCode: 0, stdout: 'kmem\n' });
  const remove = has('remove');
  const isPlain = read.options.length === (remove ? 1 : 0) && read.operands.length === 1;
  if (isPlain && modules[0] === 'kmem') {
    return { fn: remove ? modprobe_remove_kmem : modprobe_kmem, args: [] };
  }
  const flags: readonly (readonly [boolean, number])[] = [
    [remove, REMOVE],
    [has('first-time'), FIRST_TIME],
    [has('verbose'), VERBOSE],
    [has('dry-run', 'show'), DRY_RUN],
    [has('quiet'), QUIET],
    [has('all'), ALL],
  ];
  return {
    fn: kmod,
    args: [
      k.names.id(modules.join('\n')),
      flags.reduce((sum, [isSet, bit]) => sum + (isSet ? bit : 0), 0),
      k.names.id(parameters.join('\n')),
    ],
  };
}

/** `rmmod MODULE…`. */
export function compileRmmod(k: Kernel, words: readonly string[]): Program {
  const read = getopt(RMMOD_OPTIONS, words);
  if (!read.ok) return early(k, ends('rmmod', read.message));
  if (read.options.some(({ name }) => name === 'version')) return early(k, { exitCode: 0, stdout: VERSION });
  if (read.operands.length === 0) return early(k, ends('rmmod', 'ERROR: missing module name.'));
  if (read.operands.length === 1 && read.operands[0] === 'kmem') return { fn: rmmod_kmem, args: [] };
  return { fn: kmod, args: [k.names.id(read.operands.join('\n')), REMOVE | RMMOD, 0] };
}

kernelFunctions('modprobe', { modprobe_kmem, modprobe_remove_kmem, rmmod_kmem, kmod, kmod_one });
