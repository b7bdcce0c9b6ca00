/**
 * The output of capture.sh: sections of one text, each a file, the table of blocks or what could not be read.
 *
 * `=== capture 1` begins it, `=== end` ends it; `=== file PATH` and `=== log` begin sections, `=== blocks` a table with
 * one line per block (`memory32 STATE REMOVABLE NODE ZONES…`, `-` for what is not there).
 */
import type { Facts, Piece } from './facts.ts';
import { readFiles } from './read-files.ts';
import { readLog } from './read-log.ts';
import { readNumactl } from './read-proc.ts';
import { decimal, quote, type Reader, type Source } from './reading.ts';

const CAPTURE_BEGIN = '=== capture 1';
const SECTION = /^=== (\w+)(?: (.*))?$/;
const BLOCK_LINE = /^memory(\d{1,10}) (\S+) (\S+) (\S+) (.+)$/;

function takeBlock(source: Source, at: number, files: Map<string, string>): void {
  const match = BLOCK_LINE.exec(source.line(at));
  if (match === null) {
    source.problem(at, 'memoryN STATE REMOVABLE NODE ZONES', 'the other blocks');
    return;
  }
  const [, id, state, removable, node, zones] = match;
  const folder = `/sys/devices/system/memory/memory${id!}`;
  const put = (file: string, text: string): void => {
    if (text !== '-') files.set(`${folder}/${file}`, text);
  };
  put('state', state!);
  put('removable', removable!);
  put('nodes', node!);
  put('valid_zones', zones!);
}

const FACT_WORDS: Readonly<Record<string, (text: string) => Facts>> = {
  release: (text) => ({ release: text }),
  arch: (text) => ({ arch: text }),
  pagesize: (text) => {
    const bytes = decimal(text);
    return bytes === null || bytes === 0 ? {} : { pageSizeBytes: bytes };
  },
};

/** Reads one capture with all its sections. */
export const readCapture: Reader = (source, from) => {
  if (source.line(from).trim() !== CAPTURE_BEGIN) return null;
  const files = new Map<string, string>();
  const pieces: Piece[] = [];
  const unread: string[] = [];
  let facts: Facts = {};
  let next = from + 1;
  let isWhole = false;
  while (next < source.lines.length && !isWhole) {
    const section = SECTION.exec(source.line(next));
    if (section === null) {
      source.problem(next, 'a line that begins a section: === file, === blocks …', 'the other sections');
      next++;
      continue;
    }
    const [, kind, argument = ''] = section;
    const begin = next + 1;
    next = begin;
    while (next < source.lines.length && !SECTION.test(source.line(next))) next++;
    if (kind === 'end') {
      next = begin;
      isWhole = true;
    } else if (kind === 'file') files.set(argument, source.lines.slice(begin, next).join('\n'));
    else if (kind === 'link') files.set(argument, source.line(begin));
    else if (kind === 'blocks') for (let at = begin; at < next; at++) takeBlock(source, at, files);
    else if (kind === 'unread') unread.push(argument);
    else if (kind === 'log') pieces.push(...(readLog(source.part(begin, next), 0)?.pieces ?? []));
    else if (kind === 'nodes') pieces.push(...(readNumactl(source.part(begin, next), 0)?.pieces ?? []));
    else if (Object.hasOwn(FACT_WORDS, kind!)) facts = { ...facts, ...FACT_WORDS[kind!]!(argument) };
    else source.problem(begin - 1, 'a section that capture.sh writes', 'the other sections', quote(kind!));
  }
  if (!isWhole)
    source.problem(next - 1, '=== end', 'what is there: the capture was cut off', 'the end of the text');
  const notes = unread.map((what) => `capture.sh could not read ${what}.`);
  const about = source.piece('capture.sh', from, next, facts, notes);
  return { next, pieces: [about, ...readFiles(files, source.part(from, next), true), ...pieces] };
};
