/**
 * tee, seq, sleep, kill, ps, sudo, sh -c and what little else a session needs.
 */
import { flag, getopt, valued } from '#lib/hotplug/userspace/tools/getopt.ts';
import { absolute } from './glob.ts';
import { complain, print, type Call } from './program.ts';
import { inputOf, wrongOption } from './read-files.ts';
import { openForWriting } from './redirect.ts';
import { Trouble } from './trouble.ts';

/** tee [-a] [FILE]…: one write for each file, as for any input that fits into its buffer. */
export async function tee(call: Call): Promise<number> {
  const read = getopt([flag('a', 'append'), flag('i', 'ignore-interrupts')], call.words);
  if (!read.ok) return wrongOption(call, read.message);
  const text = inputOf(call);
  let status = 0;
  const sinks = [];
  for (const name of read.operands) {
    const { sink, error } = await openForWriting(call, absolute(call.shell.cwd, name), text);
    if (sink === null) status = await complain(call, `tee: ${name}: ${error}`);
    else sinks.push({ name, sink });
  }
  if (text === '') return status;
  status = Math.max(status, await print(call, text));
  for (const { name, sink } of sinks) {
    const error = await sink.write(text);
    if (error !== null) status = await complain(call, `tee: ${name}: ${error}`);
  }
  return status;
}

const MOST_NUMBERS = 100_000;

/** seq [-w] [-s TEXT] [FIRST [STEP]] LAST, whole numbers. */
export async function seq(call: Call): Promise<number> {
  const isOption = (word: string): boolean => /^-(?!\d)/.test(word);
  const read = getopt(
    [flag('w', 'equal-width'), valued('s', 'separator')],
    call.words.filter((word, i, all) => isOption(word) || all[i - 1] === '-s'),
  );
  if (!read.ok) return wrongOption(call, read.message);
  const words = call.words.filter((word, i, all) => !isOption(word) && all[i - 1] !== '-s');
  if (words.length === 0) return wrongOption(call, 'missing operand');
  if (words.length > 3) return wrongOption(call, `extra operand ‘${words[3]}’`);
  const bad = words.find((word) => !/^[-+]?\d{1,15}$/.test(word));
  if (bad !== undefined) {
    return wrongOption(
      call,
      /^[-+]?\d*\.\d+$/.test(bad)
        ? `only whole numbers are here, not ‘${bad}’`
        : `invalid floating point argument: ‘${bad}’`,
    );
  }
  const numbers = words.map(Number);
  const [first, step, last] =
    numbers.length === 1
      ? [1, 1, numbers[0]!]
      : numbers.length === 2
        ? [numbers[0]!, 1, numbers[1]!]
        : [numbers[0]!, numbers[1]!, numbers[2]!];
  if (step === 0) return wrongOption(call, `invalid Zero increment value: ‘${words[1]}’`);
  if ((last - first) / step > MOST_NUMBERS)
    throw new Trouble(`seq: more than ${MOST_NUMBERS} numbers are not here`);
  const list: number[] = [];
  for (let at = first; step > 0 ? at <= last : at >= last; at += step) list.push(at);
  const width = read.options.some(({ name }) => name === 'equal-width')
    ? Math.max(...[first, last].map((end) => String(end).length))
    : 0;
  const shown = list.map((at) =>
    at < 0 ? `-${String(-at).padStart(width - 1, '0')}` : String(at).padStart(width, '0'),
  );
  const separator = read.options.findLast(({ name }) => name === 'separator')?.value ?? '\n';
  return print(call, shown.length === 0 ? '' : `${shown.join(separator)}\n`);
}

/** sleep SECONDS: time passes by steps only. */
export function sleep(call: Call): Promise<number> {
  const [word] = call.words;
  if (word === undefined) return wrongOption(call, 'missing operand');
  if (!/^\d*\.?\d+[smhd]?$/.test(word)) return wrongOption(call, `invalid time interval ‘${word}’`);
  call.host.print('[the model has no clock: sleep is over at once]\n', 'note');
  return Promise.resolve(0);
}

const SIGNALS: Readonly<Record<string, 'SIGINT' | 'SIGKILL'>> = {
  INT: 'SIGINT',
  '2': 'SIGINT',
  KILL: 'SIGKILL',
  '9': 'SIGKILL',
};

/** kill [-INT|-KILL] ACTOR…: there are no process ids, so actors go by their names. */
export async function kill(call: Call): Promise<number> {
  const words = [...call.words];
  let name = 'TERM';
  if (words[0] === '-s') name = words.splice(0, 2)[1] ?? '';
  else if (/^-./.test(words[0] ?? '')) name = words.shift()!.slice(1);
  const signal = SIGNALS[name.toUpperCase().replace(/^SIG/, '')];
  if (words.length === 0)
    return complain(call, 'kill: usage: kill [-INT|-KILL] ACTOR; ps lists the actors', 2);
  if (signal === undefined) {
    return complain(call, `bash: kill: ${name}: of the signals only INT and KILL are here`);
  }
  let status = 0;
  for (const actor of words) {
    const isThere = await call.host.signal({ kind: 'signal', actor, signal });
    if (!isThere) status = await complain(call, `bash: kill: (${actor}) - No such process`);
  }
  return status;
}

/** ps: actors with something under way. */
export function ps(call: Call): Promise<number> {
  const list = [...call.host.underWay(), { actor: call.host.actor, text: 'ps' }];
  const width = Math.max(5, ...list.map(({ actor }) => actor.length));
  const rows = [{ actor: 'ACTOR', text: 'COMMAND' }, ...list];
  return print(call, rows.map(({ actor, text }) => `${actor.padEnd(width)} ${text}\n`).join(''));
}

/** sudo COMMAND…: the shell is root already. */
export function sudo(call: Call): Promise<number> {
  const at = call.words.findIndex((word) => !word.startsWith('-'));
  if (at < 0) return complain(call, 'usage: sudo COMMAND [WORD]…');
  return call.run(call.words.slice(at));
}

/** sh -c LINE and bash -c LINE */
export function sh(call: Call): Promise<number> {
  const at = call.words.findIndex((word) => /^-[a-z]*c$/.test(word));
  const line = at < 0 ? undefined : call.words[at + 1];
  if (line === undefined) {
    return complain(
      call,
      `${call.name}: only ${call.name} -c LINE is here; another shell has a tab of its own`,
      2,
    );
  }
  return call.runLine(line);
}

/** export NAME=VALUE… and unset NAME… */
export async function variables(call: Call): Promise<number> {
  let status = 0;
  for (const word of call.words.filter((other) => !other.startsWith('-'))) {
    const [, name, value] = /^([A-Za-z_]\w*)(?:=(.*))?$/s.exec(word) ?? [];
    if (name === undefined)
      status = await complain(call, `bash: ${call.name}: \`${word}': not a valid identifier`);
    else if (call.name === 'unset') call.shell.variables.delete(name);
    else if (value !== undefined) call.shell.variables.set(name, value);
  }
  return status;
}

export function clear(call: Call): Promise<number> {
  call.host.clear();
  return Promise.resolve(0);
}

/** exec, source and others that bash has and nobody needs here. */
export function absent(call: Call): Promise<number> {
  throw new Trouble(`${call.name}: this builtin of bash is not here`, 2);
}
