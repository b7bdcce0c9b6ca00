/**
 * All commands that a line can name.
 */
import { cd, colon, echo, exit, fail, history, jump, printf, pwd, testCommand } from './builtins.ts';
import { EACCES } from '#lib/hotplug/state/errno.ts';
import { strerror } from '#lib/hotplug/userspace/tools/strerror.ts';
import { walkPath } from '#lib/hotplug/userspace/tree.ts';
import { nearestWord } from '../nearest-word.ts';
import { absolute } from './glob.ts';
import { dmesg, udevadm } from './follow.ts';
import { grep } from './grep.ts';
import { help, man } from './manual.ts';
import { kernelTool } from './kernel-tools.ts';
import { complain, EISDIR_TEXT, print, type Call, type Program } from './program.ts';
import { cat } from './read-files.ts';
import { ls } from './ls.ts';
import { absent, clear, kill, ps, seq, sh, sleep, sudo, tee, variables } from './small-programs.ts';
import { cut, headOrTail, sort, uniq, wc } from './text-tools.ts';

/** Builtins of bash: what they say begins with `bash:`. */
const BUILTINS: Readonly<Record<string, Program>> = {
  ':': colon,
  '[': testCommand,
  alias: absent,
  bg: absent,
  break: jump,
  cd,
  continue: jump,
  echo,
  eval: absent,
  exec: absent,
  exit,
  export: variables,
  false: fail,
  fg: absent,
  help,
  history,
  jobs: absent,
  kill,
  local: absent,
  logout: exit,
  printf,
  pwd,
  read: absent,
  readonly: absent,
  set: absent,
  shift: absent,
  source: absent,
  test: testCommand,
  trap: absent,
  true: colon,
  type: typeOf,
  umask: absent,
  unset: variables,
  wait: absent,
};

const PROGRAMS: Readonly<Record<string, Program>> = {
  bash: sh,
  cat,
  chmem: kernelTool,
  clear,
  cut,
  daxctl: kernelTool,
  dmesg,
  grep,
  head: headOrTail,
  ls,
  lsmem: kernelTool,
  man,
  modprobe: kernelTool,
  numactl: kernelTool,
  ps,
  rmmod: kernelTool,
  seq,
  sh,
  sleep,
  sort,
  sudo,
  tail: headOrTail,
  tee,
  udevadm,
  uniq,
  wc,
  which,
};

/** Names of all commands that do something, sorted. */
export const COMMAND_NAMES: readonly string[] = [
  ...Object.keys(BUILTINS).filter((name) => BUILTINS[name] !== absent),
  ...Object.keys(PROGRAMS),
].sort();

/** Is it a builtin of bash? */
export function isBuiltin(name: string): boolean {
  return Object.hasOwn(BUILTINS, name);
}

/** The command of a name or of a path to a program; null when there is none. */
export function programNamed(name: string): Program | null {
  if (Object.hasOwn(BUILTINS, name)) return BUILTINS[name]!;
  const plain = name.replace(/^\/(?:usr\/)?s?bin\//, '');
  return Object.hasOwn(PROGRAMS, plain) ? PROGRAMS[plain]! : null;
}

/** type NAME…: what a name is. */
async function typeOf(call: Call): Promise<number> {
  let status = 0;
  for (const name of call.words) {
    if (isBuiltin(name)) await print(call, `${name} is a shell builtin\n`);
    else if (programNamed(name) !== null) await print(call, `${name} is /usr/bin/${name}\n`);
    else status = await complain(call, `bash: type: ${name}: not found`);
  }
  return status;
}

/** which NAME…: where a program is. */
async function which(call: Call): Promise<number> {
  let status = 0;
  for (const name of call.words) {
    if (Object.hasOwn(PROGRAMS, name)) await print(call, `/usr/bin/${name}\n`);
    else status = 1;
  }
  return status;
}

const NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;

/** What bash says of a name that is no command, and which one may have been meant. */
export async function notFound(name: string, call: Pick<Call, 'err' | 'host' | 'shell'>): Promise<number> {
  if (name.includes('/')) {
    const walk = walkPath(call.host.kernel(), absolute(call.shell.cwd, name));
    if (walk.found === null) return complain(call, `bash: ${name}: ${strerror(walk.errno)}`, NOT_FOUND);
    const why = walk.found === 'folder' ? EISDIR_TEXT : strerror(EACCES);
    return complain(call, `bash: ${name}: ${why}`, NOT_EXECUTABLE);
  }
  await complain(call, `bash: ${name}: command not found`);
  const near = nearestWord(name, COMMAND_NAMES);
  call.host.print(
    `[${near === null ? 'help lists the commands' : `did you mean ${near}? help lists all`}]\n`,
    'note',
  );
  return NOT_FOUND;
}
