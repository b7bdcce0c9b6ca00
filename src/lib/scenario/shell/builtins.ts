/**
 * Commands that bash itself has: echo, printf, cd, test and others.
 */
import { ENOTDIR } from '#lib/hotplug/state/errno.ts';
import { walkPath } from '#lib/hotplug/userspace/tree.ts';
import { strerror } from '#lib/hotplug/userspace/tools/strerror.ts';
import { absolute } from './glob.ts';
import { formatted, unescaped } from './printf.ts';
import { complain, print, type Call } from './program.ts';
import { Exit, LoopJump, Trouble } from './trouble.ts';
import { isTrue } from './test-expression.ts';

/** Writes for a builtin: the standard output of bash is written line by line. */
async function printLines(call: Call, text: string): Promise<number> {
  const lines = text === '' ? [''] : text.split(/(?<=\n)/);
  let status = 0;
  for (const line of lines) {
    const error = await call.out.write(line);
    if (error !== null) status = await complain(call, `bash: ${call.name}: write error: ${error}`);
  }
  return status;
}

export const colon = (): Promise<number> => Promise.resolve(0);
export const fail = (): Promise<number> => Promise.resolve(1);

/** echo [-neE] [WORD]… */
export function echo(call: Call): Promise<number> {
  const words = [...call.words];
  let hasNewline = true;
  let reads = false;
  while (/^-[neE]+$/.test(words[0] ?? '')) {
    for (const letter of words.shift()!.slice(1)) {
      if (letter === 'n') hasNewline = false;
      else reads = letter === 'e';
    }
  }
  const text = words.join(' ');
  const { text: shown, isCut } = reads ? unescaped(text, 'echo') : { text, isCut: false };
  return printLines(call, isCut || !hasNewline ? shown : `${shown}\n`);
}

/** printf FORMAT [WORD]… */
export async function printf(call: Call): Promise<number> {
  const words = call.words[0] === '--' ? call.words.slice(1) : call.words;
  const [format, ...rest] = words;
  if (format === undefined) return complain(call, 'printf: usage: printf [-v var] format [arguments]', 2);
  if (format === '-v') throw new Trouble('printf -v is not here; write NAME=$(printf …)');
  const { text, errors } = formatted(format, rest);
  const status = await printLines(call, text);
  for (const error of errors) await complain(call, `bash: printf: ${error}`);
  return errors.length > 0 ? 1 : status;
}

/** cd [FOLDER] */
export async function cd(call: Call): Promise<number> {
  const { shell, host } = call;
  const words = call.words.filter((word) => !['-L', '-P', '--'].includes(word));
  if (words.length > 1) return complain(call, 'bash: cd: too many arguments');
  const [name = shell.variables.get('HOME') ?? '/'] = words;
  const old = shell.variables.get('OLDPWD');
  if (name === '-' && old === undefined) return complain(call, 'bash: cd: OLDPWD not set');
  const wanted = name === '-' ? old! : name;
  const walk = walkPath(host.kernel(), absolute(shell.cwd, wanted));
  if (walk.found !== 'folder') {
    const why = walk.found === 'file' ? strerror(ENOTDIR) : strerror(walk.errno);
    return complain(call, `bash: cd: ${wanted}: ${why}`);
  }
  shell.variables.set('OLDPWD', shell.cwd);
  shell.variables.set('PWD', walk.path);
  shell.cwd = walk.path;
  return name === '-' ? print(call, `${walk.path}\n`) : 0;
}

export const pwd = (call: Call): Promise<number> => printLines(call, `${call.shell.cwd}\n`);

/** test EXPRESSION, or [ EXPRESSION ] */
export async function testCommand(call: Call): Promise<number> {
  const words = [...call.words];
  if (call.name === '[' && words.pop() !== ']') return complain(call, "bash: [: missing `]'", 2);
  const answer = isTrue(words, (name) => walkPath(call.host.kernel(), absolute(call.shell.cwd, name)));
  if (typeof answer === 'string') return complain(call, `bash: ${call.name}: ${answer}`, 2);
  return answer ? 0 : 1;
}

/** exit [STATUS] */
export function exit(call: Call): Promise<number> {
  const [word] = call.words;
  throw new Exit(word === undefined || !/^\d+$/.test(word) ? 0 : Number(word) % 256);
}

/** break [N] and continue [N] */
export function jump(call: Call): Promise<number> {
  const levels = Number(call.words[0] ?? 1);
  if (!Number.isInteger(levels) || levels < 1) {
    return complain(call, `bash: ${call.name}: ${call.words[0]}: loop count out of range`);
  }
  throw new LoopJump(call.name === 'break', levels);
}

/** history */
export function history(call: Call): Promise<number> {
  const lines = call.shell.history.map((line, i) => `${String(i + 1).padStart(5)}  ${line}\n`);
  return printLines(call, lines.join(''));
}
