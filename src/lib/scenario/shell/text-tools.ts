/**
 * head, tail, wc, sort, uniq, cut: what coreutils print of texts.
 */
import { flag, getopt, valued, type Getopt, type OptionSpec } from '#lib/hotplug/userspace/tools/getopt.ts';
import { complain, print, readWhole, type Call } from './program.ts';
import { inputOf, wrongOption } from './read-files.ts';

type Read = Extract<Getopt, { ok: true }>;

/** Lines, each with its newline; the last may have none. */
export function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

interface Input {
  readonly name: string;
  readonly text: string;
}

/** The texts of the files that are named, or of the standard input; what cannot be read is said. */
async function inputs(
  call: Call,
  names: readonly string[],
): Promise<{ readonly list: Input[]; readonly status: number }> {
  const list: Input[] = [];
  let status = 0;
  for (const name of names.length === 0 ? ['-'] : names) {
    const reading = name === '-' ? { text: inputOf(call), error: null } : await readWhole(call, name);
    if (reading.text !== null) list.push({ name, text: reading.text });
    else {
      const open = ['head', 'tail'].includes(call.name) && reading.error !== 'Is a directory';
      const text =
        call.name === 'sort'
          ? `sort: cannot read: ${name}: ${reading.error}`
          : open
            ? `${call.name}: cannot open '${name}' for reading: ${reading.error}`
            : reading.error === 'Is a directory' && ['head', 'tail'].includes(call.name)
              ? `${call.name}: error reading '${name}': ${reading.error}`
              : `${call.name}: ${name}: ${reading.error}`;
      status = await complain(call, text, call.name === 'sort' ? 2 : 1);
    }
  }
  return { list, status };
}

function options(call: Call, specs: readonly OptionSpec[], words = call.words): Getopt {
  return getopt(specs, words);
}

const valueOf = (read: Read, name: string): string | null =>
  read.options.findLast((option) => option.name === name)?.value ?? null;
const hasOption = (read: Read, name: string): boolean => read.options.some((option) => option.name === name);

/** head and tail: `-n 5`, `-5`, `-c 10`, `tail -n +3`, `head -n -2`. */
export async function headOrTail(call: Call): Promise<number> {
  const isTail = call.name === 'tail';
  const words = call.words.map((word, i) => (i === 0 && /^-\d+$/.test(word) ? `-n${word.slice(1)}` : word));
  const specs = [
    valued('n', 'lines'),
    valued('c', 'bytes'),
    flag('q', 'quiet'),
    flag('v', 'verbose'),
    flag('f', 'follow'),
  ];
  const read = options(call, specs, words);
  if (!read.ok) return wrongOption(call, read.message);
  if (hasOption(read, 'follow'))
    return complain(call, 'tail: -f is not here: files of sysfs do not grow; dmesg -w follows the log');
  const byBytes = valueOf(read, 'bytes');
  const count = byBytes ?? valueOf(read, 'lines') ?? '10';
  const match = /^([-+]?)(\d{1,15})$/.exec(count);
  if (match === null) {
    return complain(
      call,
      `${call.name}: invalid number of ${byBytes === null ? 'lines' : 'bytes'}: ‘${count}’`,
    );
  }
  const n = Number(match[2]);
  const cut = <T>(list: readonly T[]): readonly T[] => {
    if (isTail)
      return match[1] === '+' ? list.slice(Math.max(0, n - 1)) : list.slice(Math.max(0, list.length - n));
    return match[1] === '-' ? list.slice(0, Math.max(0, list.length - n)) : list.slice(0, n);
  };
  const { list, status } = await inputs(call, read.operands);
  const isNamed = hasOption(read, 'verbose') || (read.operands.length > 1 && !hasOption(read, 'quiet'));
  let text = '';
  for (const { name, text: whole } of list) {
    if (isNamed) text += `${text === '' ? '' : '\n'}==> ${name === '-' ? 'standard input' : name} <==\n`;
    text += byBytes === null ? cut(linesOf(whole)).join('') : cut([...whole]).join('');
  }
  return print(call, text, status);
}

/** stat(2) says this of files of sysfs; of /proc it says 0. */
const SYSFS_FILE_BYTES = 4096;
const PIPE_WIDTH = 7;

/** wc [-lwcm] [FILE]… */
export async function wc(call: Call): Promise<number> {
  const read = options(call, [
    flag('l', 'lines'),
    flag('w', 'words'),
    flag('c', 'bytes'),
    flag('m', 'chars'),
  ]);
  if (!read.ok) return wrongOption(call, read.message);
  const wished = ['lines', 'words', 'chars', 'bytes'].filter((name) => hasOption(read, name));
  const shown = wished.length > 0 ? wished : ['lines', 'words', 'bytes'];
  const { list, status } = await inputs(call, read.operands);
  const counts = list.map(({ text }): Readonly<Record<string, number>> => ({
    lines: text.split('\n').length - 1,
    words: text.split(/\s+/).filter((word) => word !== '').length,
    chars: [...text].length,
    bytes: new TextEncoder().encode(text).length,
  }));
  let width = 1;
  if (shown.length > 1 || read.operands.length > 1) {
    const isPiped = read.operands.length === 0 || read.operands.includes('-');
    const total = SYSFS_FILE_BYTES * list.filter(({ name }) => !name.startsWith('/proc/')).length;
    width = isPiped ? PIPE_WIDTH : String(total).length;
  }
  const row = (count: Readonly<Record<string, number>>, name: string): string => {
    const numbers = shown.map((what) => String(count[what]!).padStart(width)).join(' ');
    return `${numbers}${name === '' ? '' : ` ${name}`}\n`;
  };
  let text = counts.map((count, i) => row(count, read.operands.length === 0 ? '' : list[i]!.name)).join('');
  if (read.operands.length > 1) {
    const sum = Object.fromEntries(
      shown.map((what) => [what, counts.reduce((all, count) => all + count[what]!, 0)]),
    );
    text += row(sum, 'total');
  }
  return print(call, text, status);
}

/** The part of a line that `sort -k` compares: from a field on, to another or to the end. */
function keyOf(line: string, key: string | null, separator: string | null): string {
  if (key === null) return line;
  const [from, to] = key
    .replace(/[a-zA-Z]/g, '')
    .split(',')
    .map(Number);
  const fields = separator === null ? (line.match(/\s*\S+/g) ?? []) : line.split(separator);
  return fields.slice((from ?? 1) - 1, to ?? fields.length).join(separator ?? '');
}

const numberAt = (text: string): number => Number(/^\s*(-?\d*\.?\d*)/.exec(text)?.[1] ?? 0) || 0;

function compareVersions(a: string, b: string): number {
  const parts = (text: string): string[] => text.match(/\d+|\D+/g) ?? [];
  const [left, right] = [parts(a), parts(b)];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [x, y] = [left[i]!, right[i]!];
    const difference = /^\d/.test(x) && /^\d/.test(y) ? Number(x) - Number(y) : x < y ? -1 : x > y ? 1 : 0;
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** sort [-nrVu] [-k FIELD] [-t CHAR] [FILE]…, by bytes where nothing else is said. */
export async function sort(call: Call): Promise<number> {
  const specs = [
    flag('n', 'numeric-sort'),
    flag('r', 'reverse'),
    flag('u', 'unique'),
    flag('V', 'version-sort'),
    valued('k', 'key'),
    valued('t', 'field-separator'),
  ];
  const read = options(call, specs);
  if (!read.ok) return wrongOption(call, read.message, 2);
  const key = valueOf(read, 'key');
  if (key !== null && !/^[1-9]\d{0,5}[nrV]*(?:,[1-9]\d{0,5}[nrV]*)?$/.test(key)) {
    return complain(call, `sort: -k: fields as in -k2 or -k2,3n are here, not ‘${key}’`, 2);
  }
  const { list, status } = await inputs(call, read.operands);
  if (status !== 0) return status;
  const has = (name: string, letter: string): boolean =>
    hasOption(read, name) || key?.includes(letter) === true;
  const separator = valueOf(read, 'field-separator');
  const order = (a: string, b: string): number => {
    const [x, y] = [keyOf(a, key, separator), keyOf(b, key, separator)];
    if (has('numeric-sort', 'n')) return numberAt(x) - numberAt(y);
    if (has('version-sort', 'V')) return compareVersions(x, y);
    return x < y ? -1 : x > y ? 1 : 0;
  };
  const isUnique = hasOption(read, 'unique');
  const sign = has('reverse', 'r') ? -1 : 1;
  const lines = list.flatMap(({ text }) => linesOf(text).map((line) => line.replace(/\n$/, '')));
  const byBytes = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  const sorted = lines.sort((a, b) => sign * order(a, b) || (isUnique ? 0 : sign * byBytes(a, b)));
  const kept = isUnique ? sorted.filter((line, i) => i === 0 || order(sorted[i - 1]!, line) !== 0) : sorted;
  return print(call, kept.map((line) => `${line}\n`).join(''));
}

/** uniq [-cdu] [FILE] */
export async function uniq(call: Call): Promise<number> {
  const read = options(call, [flag('c', 'count'), flag('d', 'repeated'), flag('u', 'unique')]);
  if (!read.ok) return wrongOption(call, read.message);
  const { list, status } = await inputs(call, read.operands.slice(0, 1));
  if (status !== 0) return status;
  const groups: { readonly line: string; count: number }[] = [];
  for (const line of list.flatMap(({ text }) => linesOf(text).map((row) => row.replace(/\n$/, '')))) {
    const last = groups.at(-1);
    if (last?.line === line) last.count++;
    else groups.push({ line, count: 1 });
  }
  const shown = groups.filter(
    ({ count }) => (!hasOption(read, 'repeated') || count > 1) && (!hasOption(read, 'unique') || count === 1),
  );
  const isCounted = hasOption(read, 'count');
  return print(
    call,
    shown.map(({ line, count }) => `${isCounted ? `${String(count).padStart(7)} ` : ''}${line}\n`).join(''),
  );
}

/** Which of the fields, from 1, are wanted; null when the list is none. */
function wanted(list: string): ((index: number) => boolean) | null {
  const ranges = list.split(',').map((part) => /^(\d*)(-?)(\d*)$/.exec(part));
  if (ranges.some((range) => range === null || (range[1] === '' && range[3] === ''))) return null;
  return (index) =>
    ranges.some((range) => {
      const from = Number(range![1] === '' ? 1 : range![1]);
      const to = range![2] === '' ? from : range![3] === '' ? Infinity : Number(range![3]);
      return from <= index && index <= to;
    });
}

/** cut -f LIST [-d CHAR] [-s], cut -c LIST */
export async function cut(call: Call): Promise<number> {
  const read = options(call, [
    valued('f', 'fields'),
    valued('d', 'delimiter'),
    valued('c', 'characters'),
    flag('s', 'only-delimited'),
  ]);
  if (!read.ok) return wrongOption(call, read.message);
  const fields = valueOf(read, 'fields');
  const characters = valueOf(read, 'characters');
  if (fields === null && characters === null) {
    return wrongOption(call, 'you must specify a list of bytes, characters, or fields');
  }
  const isWanted = wanted(fields ?? characters!);
  if (isWanted === null) return wrongOption(call, 'invalid field range');
  const delimiter = valueOf(read, 'delimiter') ?? '\t';
  const { list, status } = await inputs(call, read.operands);
  const rows = list.flatMap(({ text }) => linesOf(text)).map((line) => line.replace(/\n$/, ''));
  const text = rows
    .filter((row) => fields === null || row.includes(delimiter) || !hasOption(read, 'only-delimited'))
    .map((row) => {
      if (fields === null) return [...row].filter((_, i) => isWanted(i + 1)).join('');
      if (!row.includes(delimiter)) return row;
      return row
        .split(delimiter)
        .filter((_, i) => isWanted(i + 1))
        .join(delimiter);
    });
  return print(call, text.map((row) => `${row}\n`).join(''), status);
}
