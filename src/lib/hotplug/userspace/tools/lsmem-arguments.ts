/**
 * The command line of lsmem (util-linux 2.38).
 */
import { flag, valued, type OptionSpec } from './getopt.ts';
import { LSMEM_COLUMNS, LSMEM_DEFAULT_COLUMNS, type LsmemColumn, type LsmemOptions } from './lsmem-text.ts';
import { refuse, tryHelp, type EarlyEnd } from './program.ts';
import { utilLinuxOptions, type UtilLinuxTool } from './util-linux.ts';

const OPTIONS: readonly OptionSpec[] = [
  flag('a', 'all'),
  flag('b', 'bytes'),
  flag('h', 'help'),
  flag('J', 'json'),
  flag('n', 'noheadings'),
  valued('o', 'output'),
  flag(null, 'output-all'),
  flag('P', 'pairs'),
  flag('r', 'raw'),
  valued('s', 'sysroot'),
  valued('S', 'split'),
  flag('V', 'version'),
  { short: null, long: 'summary', value: 'optional' },
];

export const LSMEM_HELP = `
Usage:
 lsmem [options]

List the ranges of available memory with their online status.

Options:
 -J, --json           use JSON output format
 -P, --pairs          use key="value" output format
 -a, --all            list each individual memory block
 -b, --bytes          print SIZE in bytes rather than in human readable format
 -n, --noheadings     don't print headings
 -o, --output <list>  output columns
     --output-all     output all columns
 -r, --raw            use raw output format
 -S, --split <list>   split ranges by specified columns
 -s, --sysroot <dir>  use the specified directory as system root
     --summary[=when] print summary information (never,always or only)

 -h, --help           display this help
 -V, --version        display version

Available output columns:
      RANGE  start and end address of the memory range
       SIZE  size of the memory range
      STATE  online status of the memory range
  REMOVABLE  memory is removable
      BLOCK  memory block number or blocks range
       NODE  numa node of memory
      ZONES  valid zones for the memory range

For more details see lsmem(1).
`;

/** Options that exclude each other, in the order in which the tool names them. */
const EXCLUSIVE = [
  ['json', 'pairs', 'raw'],
  ['split', 'all'],
] as const;
const SUMMARIES: readonly (string | null)[] = [null, 'always', 'never', 'only'];
const TOOL: UtilLinuxTool = {
  name: 'lsmem',
  options: OPTIONS,
  exclusive: EXCLUSIVE,
  help: LSMEM_HELP,
  check: ({ name, value }) =>
    name === 'summary' && !SUMMARIES.includes(value)
      ? refuse('lsmem', 'unsupported --summary argument')
      : null,
};
/** Columns that the tool can hold: each twice. */
const MOST_COLUMNS = 2 * LSMEM_COLUMNS.length;

/** Columns of a list, as string_add_to_idarray() reads it: a leading plus adds them to what is there. */
function columnList(list: string, before: readonly LsmemColumn[]): readonly LsmemColumn[] | EarlyEnd {
  const isMore = list.startsWith('+');
  const columns: LsmemColumn[] = isMore ? [...before] : [];
  const words = isMore ? list.slice(1) : list;
  if (words === '') return { exitCode: 1 };
  let begin = 0;
  for (let at = 0; at < words.length; at++) {
    const isLast = at + 1 === words.length;
    if (words[at] !== ',' && !isLast) continue;
    // A comma at the very end belongs to the word.
    const word = words.slice(begin, isLast ? at + 1 : at);
    if (word === '') return { exitCode: 1 };
    const column = LSMEM_COLUMNS.find((name) => name === word.toUpperCase());
    // The tool prints from the word it does not know to the end of the list.
    if (column === undefined) return refuse('lsmem', `unknown column: ${words.slice(begin)}`);
    columns.push(column);
    begin = at + 1;
  }
  return columns.length > MOST_COLUMNS ? { exitCode: 1 } : columns;
}

const isEnd = (value: readonly LsmemColumn[] | EarlyEnd): value is EarlyEnd => 'exitCode' in value;

/** The options, or why it does not list anything. */
export function lsmemArguments(words: readonly string[]): LsmemOptions | EarlyEnd {
  const read = utilLinuxOptions(TOOL, words);
  if ('exitCode' in read) return read;
  const has = (name: string): boolean => read.options.some((option) => option.name === name);
  const last = (name: string): string | null =>
    read.options.findLast((option) => option.name === name)?.value ?? null;
  if (has('sysroot'))
    return refuse('lsmem', 'cannot open /sys/devices/system/memory: No such file or directory');
  const format = has('json') ? 'json' : has('pairs') ? 'pairs' : has('raw') ? 'raw' : 'table';
  let table = true;
  let summary = true;
  // In the order of the command line: the last word counts.
  for (const { name, value } of read.options) {
    if (name === 'json' || name === 'pairs' || name === 'raw') summary = false;
    if (name !== 'summary') continue;
    if (value === 'never') summary = false;
    else if (value === 'always') summary = true;
    else table = false;
  }
  if (read.operands.length > 0) return tryHelp('lsmem', 'bad usage');
  if (!table && !summary) {
    return refuse('lsmem', 'options --{raw,json,pairs} and --summary=only are mutually exclusive');
  }
  const start = has('output-all') ? LSMEM_COLUMNS : LSMEM_DEFAULT_COLUMNS;
  const output = last('output');
  // With a summary alone the lists are never looked at.
  const columns = output === null || !table ? start : columnList(output, start);
  if (isEnd(columns)) return columns;
  const list = last('split');
  const split = list === null || !table ? columns : list.toLowerCase() === 'none' ? [] : columnList(list, []);
  if (isEnd(split)) return split;
  return {
    format,
    columns,
    split,
    all: has('all'),
    bytes: has('bytes'),
    headings: !has('noheadings'),
    table,
    summary,
  };
}
