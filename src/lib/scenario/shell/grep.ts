/**
 * grep, as GNU grep prints and exits: 0 for a match, 1 for none, 2 for trouble.
 */
import { listFolder, walkPath } from '#lib/hotplug/userspace/tree.ts';
import { flag, getopt, valued } from '#lib/hotplug/userspace/tools/getopt.ts';
import { absolute } from './glob.ts';
import { complain, print, readWhole, type Call } from './program.ts';
import { inputOf } from './read-files.ts';
import { PosixPattern } from './regex.ts';
import { Trouble } from './trouble.ts';

const OPTIONS = [
  flag('i', 'ignore-case'),
  flag('v', 'invert-match'),
  flag('c', 'count'),
  flag('n', 'line-number'),
  flag('l', 'files-with-matches'),
  flag('L', 'files-without-match'),
  flag('q', 'quiet'),
  flag('s', 'no-messages'),
  flag('h', 'no-filename'),
  flag('H', 'with-filename'),
  flag('o', 'only-matching'),
  flag('w', 'word-regexp'),
  flag('x', 'line-regexp'),
  flag('E', 'extended-regexp'),
  flag('F', 'fixed-strings'),
  flag('G', 'basic-regexp'),
  flag('r', 'recursive'),
  flag('R', 'dereference-recursive'),
  valued('e', 'regexp'),
  valued('m', 'max-count'),
];
const USAGE = "Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.";
const TROUBLE = 2;

type Find = (chars: readonly string[]) => (readonly [number, number])[];

interface Wishes {
  readonly has: (name: string) => boolean;
  readonly find: Find;
  readonly most: number;
}

function finder(patterns: readonly string[], has: (name: string) => boolean): Find {
  const ready = patterns.map((pattern) => {
    const text = has('fixed-strings') ? pattern.replace(/[\\.[\]*^$+?(){}|]/g, '\\$&') : pattern;
    return new PosixPattern(text, {
      isExtended: has('extended-regexp') || has('fixed-strings'),
      ignoresCase: has('ignore-case'),
    });
  });
  const isWordChar = (char: string | undefined): boolean => /\w/.test(char ?? '');
  return (chars) => {
    const found: (readonly [number, number])[] = [];
    for (const pattern of ready) {
      for (const match of pattern.matches(chars)) {
        const [from, to] = match;
        if (has('line-regexp') && (from !== 0 || to !== chars.length)) continue;
        if (has('word-regexp') && (isWordChar(chars[from - 1]) || isWordChar(chars[to]))) continue;
        found.push(match);
      }
    }
    return found.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  };
}

/** What grep prints of one text, and whether something matched. */
function search(
  text: string,
  prefix: string,
  { has, find, most }: Wishes,
): { readonly out: string; readonly count: number } {
  const lines = text.endsWith('\n') ? text.slice(0, -1).split('\n') : text === '' ? [] : text.split('\n');
  let out = '';
  let count = 0;
  for (const [i, line] of lines.entries()) {
    if (count >= most) break;
    const chars = [...line];
    const matches = find(chars);
    if (matches.length > 0 === has('invert-match')) continue;
    count++;
    const place = `${prefix}${has('line-number') ? `${i + 1}:` : ''}`;
    if (!has('only-matching')) out += `${place}${line}\n`;
    else if (!has('invert-match')) {
      let end = 0;
      for (const [from, to] of matches) {
        if (to === from || from < end) continue;
        out += `${place}${chars.slice(from, to).join('')}\n`;
        end = to;
      }
    }
  }
  return { out, count };
}

/** Files below a folder, links not followed. */
function filesBelow(call: Call, name: string): string[] {
  const k = call.host.kernel();
  const walk = walkPath(k, absolute(call.shell.cwd, name));
  if (walk.found !== 'folder') return [name];
  return (listFolder(k, walk.path) ?? []).flatMap((entry) => {
    const path = name.endsWith('/') ? name + entry.name : `${name}/${entry.name}`;
    return entry.kind === 'link' ? [] : entry.kind === 'file' ? [path] : filesBelow(call, path);
  });
}

/** grep [OPTION]… PATTERN [FILE]… */
export async function grep(call: Call): Promise<number> {
  const read = getopt(OPTIONS, call.words);
  if (!read.ok) return complain(call, `grep: ${read.message}\n${USAGE}`, TROUBLE);
  const has = (name: string): boolean => read.options.some((option) => option.name === name);
  const given = read.options.filter(({ name }) => name === 'regexp').map(({ value }) => value ?? '');
  const [first, ...rest] = read.operands;
  if (given.length === 0 && first === undefined) return complain(call, USAGE, TROUBLE);
  const patterns = (given.length > 0 ? given : [first!]).flatMap((pattern) => pattern.split('\n'));
  const names = given.length > 0 ? read.operands : rest;
  let find: Find;
  try {
    find = finder(patterns, has);
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    return complain(call, `grep: ${error.message}`, TROUBLE);
  }
  const mostText = read.options.findLast(({ name }) => name === 'max-count')?.value ?? null;
  if (mostText !== null && !/^\d+$/.test(mostText)) return complain(call, 'grep: invalid max count', TROUBLE);
  return searchAll(call, names, { has, find, most: mostText === null ? Infinity : Number(mostText) });
}

async function searchAll(call: Call, names: readonly string[], wishes: Wishes): Promise<number> {
  const { has } = wishes;
  const isDeep = has('recursive') || has('dereference-recursive');
  const files = isDeep
    ? (names.length === 0 ? ['.'] : names).flatMap((name) => filesBelow(call, name))
    : names;
  const isNamed = has('with-filename') || (!has('no-filename') && (isDeep || files.length > 1));
  let hasMatch = false;
  let hasTrouble = false;
  for (const name of files.length === 0 && !isDeep ? ['-'] : files) {
    const shown =
      name === '-' ? '(standard input)' : name.replace(/^\.\//, isDeep && names.length === 0 ? '' : './');
    const reading = name === '-' ? { text: inputOf(call), error: null } : await readWhole(call, name);
    if (reading.text === null) {
      hasTrouble = true;
      if (!has('no-messages')) await complain(call, `grep: ${shown}: ${reading.error}`);
      continue;
    }
    const { out, count } = search(reading.text, isNamed ? `${shown}:` : '', wishes);
    if (count > 0) hasMatch = true;
    if (has('quiet')) {
      if (hasMatch) return 0;
    } else if (has('files-with-matches')) {
      if (count > 0) await print(call, `${shown}\n`);
    } else if (has('files-without-match')) {
      if (count === 0) await print(call, `${shown}\n`);
    } else if (has('count')) await print(call, `${isNamed ? `${shown}:` : ''}${count}\n`);
    else await print(call, out);
  }
  if (hasTrouble) return TROUBLE;
  return hasMatch ? 0 : 1;
}
