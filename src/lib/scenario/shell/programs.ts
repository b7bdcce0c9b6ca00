/**
 * All commands that a line can name.
 */
import { cd, colon, echo, exit, fail, history, jump, printf, pwd, testCommand } from './builtins.ts';
import { EACCES } from '#lib/hotplug/state/errno.ts';
import { strerror } from '#lib/hotplug/userspace/tools/strerror.ts';
import { walkPath } from '#lib/hotplug/userspace/tree.ts';
import { nearestWord } from '../nearest-word.ts';
import { absolute } from './glob.ts';
import { kernelTool } from './kernel-tools.ts';
import { complain, EISDIR_TEXT, print, type Call, type Program } from './program.ts';
import { cat, ls } from './read-files.ts';

/** Builtins of bash: what they say begins with `bash:`. */
const BUILTINS: Readonly<Record<string, Program>> = {
  ':': colon,
  '[': testCommand,
  break: jump,
  cd,
  continue: jump,
  echo,
  exit,
  false: fail,
  history,
  printf,
  pwd,
  test: testCommand,
  true: colon,
  type: typeOf,
};

const PROGRAMS: Readonly<Record<string, Program>> = {
  cat,
  chmem: kernelTool,
  daxctl: kernelTool,
  ls,
  lsmem: kernelTool,
  modprobe: kernelTool,
  numactl: kernelTool,
  rmmod: kernelTool,
  udevadm: kernelTool,
};

/** Names of all commands, sorted. */
export const COMMAND_NAMES: readonly string[] = [...Object.keys(BUILTINS), ...Object.keys(PROGRAMS)].sort();

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
