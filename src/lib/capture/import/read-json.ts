/**
 * JSON of lsmem -J, `daxctl list` and `ndctl list`, wherever it stands in a text. Members are found by their names.
 */
import { parseTrace } from '../parse-trace.ts';
import { traceErrorText } from '../trace-error.ts';
import type { Facts, SeenDax, SeenNode, SeenRange } from './facts.ts';
import { finalFiles } from './read-trace.ts';
import { LSMEM_NOTES, rangeOfCells, COLUMN_NAMES, type Cells } from './read-lsmem.ts';
import { hexNumber, MOST_NODES, printedSize, quote, type Read, type Reader, type Source } from './reading.ts';

type Members = Readonly<Record<string, unknown>>;

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The line behind the value that begins in a line; null when brackets do not close. */
function endOfJson(source: Source, from: number): number | null {
  let depth = 0;
  let inText = false;
  for (let at = from; at < source.lines.length; at++) {
    const line = source.line(at);
    for (let i = 0; i < line.length; i++) {
      const c = line[i];
      if (inText) {
        if (c === '\\') i++;
        else if (c === '"') inText = false;
      } else if (c === '"') inText = true;
      else if (c === '{' || c === '[') depth++;
      else if (c === '}' || c === ']') {
        depth--;
        if (depth === 0) return at + 1;
      }
    }
  }
  return null;
}

/** A member as the text that lsmem would print in a table; undefined for none. */
function cellText(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

function lsmemFacts(rows: readonly unknown[], source: Source, at: number): Facts {
  const ranges: SeenRange[] = [];
  for (const [i, row] of rows.entries()) {
    const used = 'the other members of memory';
    if (!isMembers(row)) {
      source.problem(at, `an object as member ${i + 1} of memory`, used);
      continue;
    }
    const cells: Cells = {};
    for (const name of COLUMN_NAMES) {
      const text = cellText(row[name.toLowerCase()]);
      if (text !== undefined && text !== '') cells[name] = text;
    }
    // lsmem has no value for blocks that are not online, and newer ones print it as false.
    if (cells.STATE !== undefined && cells.STATE !== 'online') delete cells.REMOVABLE;
    const range = rangeOfCells(cells);
    if ('bad' in range) {
      const found = quote(JSON.stringify(row));
      source.problem(
        at,
        `"${range.bad.toLowerCase()}" as lsmem -J prints it, in member ${i + 1}`,
        used,
        found,
      );
    } else ranges.push(range);
  }
  return { ranges, isWhole: true };
}

function sizeMember(value: unknown): number | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? value : null;
  return typeof value === 'string' ? printedSize(value) : null;
}

function addressMember(value: unknown): number | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? value : null;
  return typeof value === 'string' ? (hexNumber(value) ?? printedSize(value)) : null;
}

function nodeMember(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < MOST_NODES
    ? value
    : null;
}

function mappingsOf(value: unknown): SeenDax['ranges'] {
  return (Array.isArray(value) ? (value as unknown[]) : []).flatMap((mapping) => {
    if (!isMembers(mapping)) return [];
    const [start, end] = [addressMember(mapping.start), addressMember(mapping.end)];
    return start === null || end === null || end <= start
      ? []
      : [{ startBytes: start, sizeBytes: end - start + 1 }];
  });
}

function daxOf(value: Members): SeenDax | null {
  const name = value.chardev;
  if (typeof name !== 'string' || !/^dax\d{1,4}\.\d{1,4}$/.test(name)) return null;
  const { mode } = value;
  return {
    name,
    targetNode: nodeMember(value.target_node),
    sizeBytes: sizeMember(value.size),
    alignBytes: sizeMember(value.align),
    ranges: mappingsOf(value.mappings),
    isSystemRam: mode === 'system-ram' ? true : mode === 'devdax' ? false : null,
    memmapOnMemory: null,
    attribute: null,
  };
}

/** Deeper lists than these tools print are not walked. */
const DEEPEST = 12;

/** Every object with a chardev, wherever it hangs: under buses, regions, namespaces, daxregion. */
function daxDevices(value: unknown, depth = 0): SeenDax[] {
  if (depth > DEEPEST) return [];
  if (Array.isArray(value)) return value.flatMap((member) => daxDevices(member, depth + 1));
  if (!isMembers(value)) return [];
  const own = daxOf(value);
  const below = Object.values(value).flatMap((member) => daxDevices(member, depth + 1));
  // ndctl says the name in the namespace and everything else in its daxregion.
  const doubled = own !== null && below.some(({ name }) => name === own.name);
  return own === null || doubled ? below : [own, ...below];
}

function hasKey(value: unknown, key: string, depth = 0): boolean {
  if (depth > DEEPEST || typeof value !== 'object' || value === null) return false;
  if (!Array.isArray(value) && Object.hasOwn(value, key)) return true;
  return Object.values(value).some((member) => hasKey(member, key, depth + 1));
}

function ofValue(value: unknown, source: Source, at: number, next: number): Read | null {
  if (isMembers(value) && Array.isArray(value.memory)) {
    const facts = lsmemFacts(value.memory as unknown[], source, at);
    return { next, pieces: [source.piece('lsmem', at, next, facts, LSMEM_NOTES)] };
  }
  if (isMembers(value) && Array.isArray(value.steps) && isMembers(value.boot)) {
    const trace = parseTrace(source.lines.slice(at, next).join('\n'));
    if (trace.ok) return { next, pieces: finalFiles(trace.value, source.file) };
    source.problem(at, 'a recorded run', 'nothing of it', traceErrorText(trace.error));
    return { next, pieces: [] };
  }
  const dax = daxDevices(value);
  const isNdctl = hasKey(value, 'dev') || hasKey(value, 'provider');
  if (dax.length === 0 && !isNdctl && !hasKey(value, 'available_size')) return null;
  const nodes: SeenNode[] = dax.flatMap(({ targetNode }) =>
    targetNode === null ? [] : [{ nid: targetNode, possible: true }],
  );
  const notes = dax.some(({ ranges }) => ranges.length === 0)
    ? ['Without mappings (daxctl list -M, as root) the addresses of a device come from /proc/iomem.']
    : [];
  return {
    next,
    pieces: [source.piece(isNdctl ? 'ndctl list' : 'daxctl list', at, next, { dax, nodes }, notes)],
  };
}

/** A JSON value that begins in a line of its own. */
export const readJson: Reader = (source, at) => {
  if (!/^\s*[{[](\s*["{[\]}]|\s*$)/.test(source.line(at))) return null;
  const next = endOfJson(source, at);
  if (next === null) {
    source.problem(at, 'JSON whose brackets close', 'nothing from here on: copy the whole output');
    return { next: source.lines.length, pieces: [] };
  }
  let value: unknown;
  try {
    value = JSON.parse(source.lines.slice(at, next).join('\n'));
  } catch (error) {
    const why = error instanceof Error ? error.message : '';
    source.problem(at, 'JSON', 'nothing of it', why);
    return { next, pieces: [] };
  }
  const read = ofValue(value, source, at, next);
  if (read !== null) return read;
  source.problem(at, 'JSON of lsmem, daxctl or ndctl, or a recorded run', 'nothing of it');
  return { next, pieces: [] };
};
