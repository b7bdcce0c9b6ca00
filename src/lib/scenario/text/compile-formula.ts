/**
 * The formula of a condition for one kernel: every word becomes a number, a path or a text.
 */
import {
  ACPI_SCAN_LOCK,
  DAX_DEVICE_LOCK,
  DEVICE_HOTPLUG_LOCK,
  KMEM_DATA_LOCK,
  MEM_HOTPLUG_LOCK,
} from '#lib/hotplug/run/locks.ts';
import type { LeakedPart } from '#lib/hotplug/drivers/kmem-lifetime.ts';
import { ZONE_NAMES } from '#lib/hotplug/state/units.ts';
import type { Comparison, Formula } from '../program.ts';
import { compilePath } from './compile-line.ts';
import { errnoNamed } from './errno-words.ts';
import { bytesOfWord, rangeOfWord } from './given.ts';
import { shownFor } from './kernel-words.ts';
import { daxIndex, daxNames, type Names } from './names.ts';
import { blockIds, looksLikeNumber, looksLikeSize } from './numbers.ts';
import { isBlocks } from './parse-formula.ts';
import { SHORT_FILES } from './paths.ts';
import type { FormulaText, Word } from './syntax.ts';
import type { Place } from './text-error.ts';
import { BLOCK_STATES, COUNTED, ZONE_FIELDS } from './vocabulary.ts';

type Atom<K extends FormulaText['kind']> = Extract<FormulaText, { readonly kind: K }>;
type BlockState = (typeof BLOCK_STATES)[number];
const PAGE_BYTES = 4096;
/** Memory blocks of one part of a formula. */
const MOST_BLOCKS = 4096;

/** The formula; null when something is wrong, which is noted. */
export function compileFormula(formula: FormulaText, names: Names): Formula | null {
  switch (formula.kind) {
    case 'and':
    case 'or': {
      const parts = formula.parts.map((part) => compileFormula(part, names));
      return parts.includes(null) ? null : { kind: formula.kind, parts: parts as Formula[] };
    }
    case 'not': {
      const part = compileFormula(formula.part, names);
      return part === null ? null : { kind: 'not', part };
    }
    case 'compare':
      return compare(formula, names);
    case 'is':
      return is(formula, names);
    case 'in':
      return zoneOfBlocks(formula, names);
    case 'iomem':
      return iomem(formula, names);
    case 'held':
      return held(formula, names);
    case 'count':
      return count(formula, names);
  }
}

function count({ of, contains, is, value }: Atom<'count'>, { errors }: Names): Formula | null {
  if (!looksLikeNumber(value.text)) {
    return errors.none(value.at, `${value.text} is no number`, { expected: ['0', '1', '2'] });
  }
  const watch = { of: COUNTED[of.text as keyof typeof COUNTED], contains: contains.text };
  return { kind: 'count', watch, is, value: Number(value.text) };
}

function iomem({ name, range }: Atom<'iomem'>, names: Names): Formula | null {
  const bytes = rangeOfWord(range, names.blockBytes, names.errors);
  if (bytes === null) return null;
  const { startBytes, sizeBytes } = bytes;
  return { kind: 'iomem', name: name.text, startBytes, endBytes: startBytes + sizeBytes };
}

const LOCKS: Readonly<Record<string, number>> = {
  device_hotplug_lock: DEVICE_HOTPLUG_LOCK,
  mem_hotplug_lock: MEM_HOTPLUG_LOCK,
  acpi_scan_lock: ACPI_SCAN_LOCK,
};
const DAX_LOCKS: Readonly<Record<string, number>> = { lock: KMEM_DATA_LOCK, device_lock: DAX_DEVICE_LOCK };

function held({ lock, at }: Atom<'held'>, names: Names): Formula | null {
  const [first, second] = lock;
  if (lock.length === 1 && Object.hasOwn(LOCKS, first!.text)) {
    return { kind: 'held', lock: LOCKS[first!.text]! };
  }
  const device = daxIndex(names, first!.text);
  if (lock.length === 2 && device >= 0 && Object.hasOwn(DAX_LOCKS, second!.text)) {
    return { kind: 'held', lock: DAX_LOCKS[second!.text]! + device };
  }
  const daxLocks = daxNames(names).flatMap((name) => [`${name} lock`, `${name} device_lock`]);
  const text = lock.map((word) => word.text).join(' ');
  const expected = [...Object.keys(LOCKS), ...daxLocks];
  return names.errors.none(first?.at ?? at, `there is no lock ${text}`, { word: text, expected });
}

/** Blocks of a part of a formula; null when there are too many. */
function idsOf({ text, at }: Word, { errors }: Names): number[] | null {
  const ids = blockIds(text);
  if (ids !== null && ids.length <= MOST_BLOCKS) return ids;
  return errors.none(at, `${text} are too many blocks, or they fall`, { fix: `at most ${MOST_BLOCKS}` });
}

function combined(which: 'all' | 'any' | 'none' | null, parts: Formula[]): Formula {
  const joined = (kind: 'and' | 'or'): Formula => (parts.length === 1 ? parts[0]! : { kind, parts });
  if (which === 'none') return { kind: 'not', part: joined('or') };
  return joined(which === 'any' ? 'or' : 'and');
}

function zoneOfBlocks({ which, subject, zone }: Atom<'in'>, names: Names): Formula | null {
  const [word] = subject;
  if (subject.length !== 1 || !isBlocks(word!)) {
    return names.errors.none(word!.at, 'only blocks are in a zone', {
      expected: ['memory32', 'memory32-35'],
    });
  }
  const ids = idsOf(word!, names);
  const index = zoneIndex(zone, names);
  if (ids === null || index === null) return null;
  return combined(
    which,
    ids.map((blockId) => ({ kind: 'block_zone', blockId, zone: index })),
  );
}

function zoneIndex({ text, at }: Word, { errors }: Names): number | null {
  const index = ZONE_NAMES.findIndex((name) => name === text);
  return index >= 0
    ? index
    : errors.none(at, `there is no zone ${text}`, { word: text, expected: ZONE_NAMES });
}

function is(formula: Atom<'is'>, names: Names): Formula | null {
  const { which, subject, word } = formula;
  const { errors } = names;
  const [first] = subject;
  if (subject.length === 1 && isBlocks(first!)) return blocksAre(first!, which, word, names);
  if (which !== null)
    return errors.none(first!.at, `${which} of is for blocks`, { expected: ['memory32-35'] });
  switch (word.text) {
    case 'hangs':
      return hangs(first!, names);
    case 'leaks':
      return leaks(first!, formula.detail, names);
    case 'used-after-free':
      return daxOf(first!, [], names) ? { kind: 'uses_freed', device: first!.text } : null;
    case 'exists':
    case 'absent': {
      const path = pathOf(subject, names);
      if (path === null) return null;
      const exists: Formula = { kind: 'file_exists', path };
      return word.text === 'exists' ? exists : { kind: 'not', part: exists };
    }
    default:
      return errors.none(word.at, `${first!.text} cannot be ${word.text}`, {
        word: word.text,
        expected: ['hangs', 'leaks', 'used-after-free', 'exists', 'absent'],
      });
  }
}

function blocksAre(blocks: Word, which: Atom<'is'>['which'], word: Word, names: Names): Formula | null {
  const text = word.text === 'exists' ? 'present' : word.text;
  if (!BLOCK_STATES.some((state) => state === text)) {
    const more = { word: text, expected: BLOCK_STATES };
    return names.errors.none(word.at, `a block cannot be ${word.text}`, more);
  }
  const ids = idsOf(blocks, names);
  if (ids === null) return null;
  const state = text as BlockState;
  return combined(
    which,
    ids.map((blockId) => ({ kind: 'block', blockId, is: state })),
  );
}

function hangs({ text, at }: Word, { actors, errors }: Names): Formula | null {
  if (actors.has(text) && text !== 'udev') return { kind: 'hangs', actor: text };
  if (text === 'udev') return errors.none(at, 'udev serves for ever: it never hangs and never ends');
  return errors.none(at, `there is no actor ${text}`, { word: text, expected: [...actors] });
}

/** Words for the parts that can leak, as written. */
export const LEAK_WORDS: Readonly<Record<string, LeakedPart>> = {
  blocks: 'blocks',
  reservation: 'reservation',
  group: 'group',
  data: 'driver data',
  name: 'name',
  notifier: 'notifier',
  'freed-name': 'freed name',
};

/** Is it a dax device, or one of the other names? If not that is noted. */
function daxOf({ text, at }: Word, others: readonly string[], names: Names): boolean {
  if (others.includes(text) || daxIndex(names, text) >= 0) return true;
  const expected = [...daxNames(names), ...others];
  names.errors.add(at, `there is no dax device ${text}`, { word: text, expected });
  return false;
}

function leaks(device: Word, detail: Word | null, names: Names): Formula | null {
  if (!daxOf(device, ['kmem'], names)) return null;
  if (detail === null) return { kind: 'leaks', device: device.text };
  const { text, at } = detail;
  if (device.text !== 'kmem' && Object.hasOwn(LEAK_WORDS, text)) {
    return { kind: 'leaks', device: device.text, part: LEAK_WORDS[text]! };
  }
  const expected = device.text === 'kmem' ? [] : Object.keys(LEAK_WORDS);
  return names.errors.none(at, `${device.text} cannot leak ${text}`, { word: text, expected });
}

/** `memory32/state`, or `memory32 state`. */
function pathOf(subject: readonly Word[], names: Names): string | null {
  const [first, second] = subject;
  if (subject.length > 2) {
    return names.errors.none(second!.at, `${second!.text} is too much`, { fix: 'write NAME/FILE' });
  }
  const word = second === undefined ? first! : { ...first!, text: `${first!.text}/${second.text}` };
  return compilePath(word, names);
}

function compare(formula: Atom<'compare'>, names: Names): Formula | null {
  const { left, is: sign, right } = formula;
  const [first] = left;
  const node = /^node(\d+)$/.exec(first!.text);
  if (node !== null && left.length > 1) return zoneField(Number(node[1]), formula, names);
  if (left.length === 1 && names.results.has(first!.text)) return result(first!.text, sign, right, names);
  const isFile = left.length > 1 || first!.text.includes('/') || Object.hasOwn(SHORT_FILES, first!.text);
  if (!isFile) {
    const expected = [...names.results.keys(), ...Object.keys(SHORT_FILES)];
    return names.errors.none(first!.at, `no line gives a result ${first!.text}`, {
      word: first!.text,
      expected,
    });
  }
  const path = pathOf(left, names);
  if (path === null || !isEquality(sign, formula.at, names)) return null;
  const text = fileText(path, right[0]!, names);
  return text === null ? null : { kind: 'file', path, is: sign, text };
}

function isEquality(sign: Comparison, at: Place, { errors }: Names): sign is '=' | '!=' {
  if (sign === '=' || sign === '!=') return true;
  errors.add(at, 'a text is equal or not', { expected: ['=', '!='] });
  return false;
}

const DECIMAL_FILE = /\/(?:size|align)$/;
const HEX_FILE = /\/resource$/;

/** A size in place of the digits that such a file reads. */
function fileText(path: string, word: Word, names: Names): string | null {
  const { text, isQuoted } = word;
  if (isQuoted) return text;
  const isNumber = DECIMAL_FILE.test(path) || HEX_FILE.test(path);
  if (!isNumber || !looksLikeSize(text)) return shownFor(text, names.variant);
  const bytes = bytesOfWord(word, names.blockBytes, names.errors);
  if (bytes === null) return null;
  return HEX_FILE.test(path) ? `0x${bytes.toString(16)}` : String(bytes);
}

function result(name: string, sign: Comparison, right: readonly Word[], names: Names): Formula | null {
  const { errors } = names;
  const [word] = right;
  const { text, isQuoted, at } = word!;
  const kind = names.results.get(name)!;
  const errno = isQuoted ? null : errnoNamed(text);
  if (text === 'ok' && !isQuoted) {
    if (!isEquality(sign, at, names)) return null;
    // A program reports trouble with positive numbers.
    if (kind === 'tool') return { kind: 'result', name, is: sign, value: 0 };
    return { kind: 'result', name, is: sign === '=' ? '>=' : '<', value: 0 };
  }
  if (errno !== null) return { kind: 'result', name, is: sign, value: -errno };
  const isOrder = sign !== '=' && sign !== '!=';
  if (!isQuoted && looksLikeNumber(text) && (kind !== 'read' || isOrder)) {
    return { kind: 'result', name, is: sign, value: Number(text) };
  }
  if (kind === 'number') {
    const more = { word: text, expected: ['ok', '-EBUSY', '-EINVAL', '-EPERM', '0'] };
    return errors.none(at, `${name} is a number, not ${text}`, more);
  }
  if (!isEquality(sign, at, names)) return null;
  return { kind: 'result_text', name, is: sign, text: isQuoted ? text : shownFor(text, names.variant) };
}

function zoneField(nid: number, formula: Atom<'compare'>, names: Names): Formula | null {
  const { left, is: sign, right } = formula;
  const { errors, compiled } = names;
  const [node, zoneWord, fieldWord] = left;
  if (left.length !== 3) {
    return errors.none(node!.at, 'a zone is asked for a number', { expected: ['node1 Movable present'] });
  }
  if (!compiled.machine.nodes.some((known) => known.nid === nid)) {
    return errors.none(node!.at, `node ${nid} is not possible on this machine`, { fix: `add: node ${nid}` });
  }
  const zone = zoneIndex(zoneWord!, names);
  const field = fieldWord!.text;
  if (!Object.hasOwn(ZONE_FIELDS, field)) {
    const expected = Object.keys(ZONE_FIELDS);
    return errors.none(fieldWord!.at, `a zone has no ${field}`, { word: field, expected });
  }
  const value = pagesOf(right, names);
  if (zone === null || value === null) return null;
  return { kind: 'zone', nid, zone, field: ZONE_FIELDS[field as keyof typeof ZONE_FIELDS], is: sign, value };
}

/** Pages that `256M`, `65536 pages` or 0 stand for. */
function pagesOf([word, unit]: readonly Word[], names: Names): number | null {
  const { text, at } = word!;
  const isPlain = /^\d+$/.test(text);
  if (unit !== undefined && isPlain) return Number(text);
  if (text === '0') return 0;
  if (isPlain || !looksLikeSize(text)) {
    const fix = isPlain ? { fix: `write ${text} pages, or a size` } : {};
    return names.errors.none(at, `${text} has no unit`, { expected: ['256M', '65536 pages'], ...fix });
  }
  const bytes = bytesOfWord(word!, names.blockBytes, names.errors);
  if (bytes === null) return null;
  if (bytes % PAGE_BYTES === 0) return bytes / PAGE_BYTES;
  return names.errors.none(at, `${text} is no whole number of pages`);
}
