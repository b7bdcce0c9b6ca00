/**
 * cat, and what all programs that read share.
 */
import { flag, getopt } from '#lib/hotplug/userspace/tools/getopt.ts';
import { complain, print, readWhole, type Call } from './program.ts';
import { Trouble } from './trouble.ts';

/** What coreutils say of a wrong option. */
export function wrongOption(call: Call, message: string, status = 1): Promise<number> {
  return complain(call, `${call.name}: ${message}\nTry '${call.name} --help' for more information.`, status);
}

/** The text at the standard input; nobody types it. */
export function inputOf(call: Call): string {
  if (call.stdin === null) {
    throw new Trouble(`${call.name}: reading from the keyboard is not here; name a file or use a pipe`);
  }
  return call.stdin;
}

/** cat [FILE]… */
export async function cat(call: Call): Promise<number> {
  const read = getopt([flag('n', 'number'), flag('u', null)], call.words);
  if (!read.ok) return wrongOption(call, read.message);
  const names = read.operands.length === 0 ? ['-'] : read.operands;
  const isNumbered = read.options.some(({ name }) => name === 'number');
  let status = 0;
  let line = 0;
  for (const name of names) {
    const reading = name === '-' ? { text: inputOf(call), error: null } : await readWhole(call, name);
    if (reading.text === null) {
      status = await complain(call, `cat: ${name}: ${reading.error}`);
      continue;
    }
    const text = isNumbered
      ? reading.text.replace(/[^\n]*\n|[^\n]+$/g, (row) => `${String(++line).padStart(6)}\t${row}`)
      : reading.text;
    status = Math.max(status, await print(call, text));
  }
  return status;
}
