/**
 * Reads the text of a condition: `-EBUSY`, `memory34 is going-offline`, `device_hotplug_lock is contended`,
 * `offline_pages() is entered`, `movable:kernel > 150 %`, `zone Normal of node 0 changes`.
 */
import { failure, success, type Result } from '#lib/capture/result.ts';
import { errnoName } from '#lib/hotplug/state/errno.ts';
import { ZONE_NAMES } from '#lib/hotplug/state/units.ts';
import { BLOCK_WORDS, LOCK_WORDS, type Condition } from './condition.ts';
import { nearestWord } from '#lib/scenario/nearest-word.ts';

/** Names that only the model knows. */
export interface Vocabulary {
  readonly functions: readonly string[];
  readonly locks: readonly string[];
}

export interface ConditionError {
  /** The part that is not understood. */
  readonly found: string;
  /** What was expected in its place. */
  readonly expected: string;
  /** What was probably meant. */
  readonly nearest: string | null;
}

type Parsed = Result<Condition, ConditionError>;

const LARGEST_ERRNO = 133;
const ERRNOS = Array.from({ length: LARGEST_ERRNO }, (_, i) => errnoName(i + 1)).filter((name) =>
  /^E/.test(name),
);
const FORMS =
  'an errno, a block, a lock, a function, movable:kernel or a zone, e.g. -EBUSY, memory34 is offline, ' +
  'device_hotplug_lock is taken, offline_pages() is entered, movable:kernel > 100 %, zone Normal of node 0 changes';
/** As another word for the same state. */
const SAME_STATE: Readonly<Record<string, string>> = { 'going-online': 'onlining' };

function unknown(found: string, expected: string, words: Iterable<string> = []): Parsed {
  return failure({ found, expected, nearest: nearestWord(found, words) });
}

const list = (words: readonly string[]): string => `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;

function parseErrno(word: string): Parsed {
  const name = word.replace(/^-/, '').toUpperCase();
  if (ERRNOS.includes(name)) return success({ kind: 'errno', errno: `-${name}` });
  return unknown(
    word,
    'the name of an error number, e.g. -EBUSY',
    ERRNOS.map((errno) => `-${errno}`),
  );
}

function parseBlock(subject: string, rest: string): Parsed {
  const block = subject === 'any block' ? null : Number(subject.slice('memory'.length));
  if (rest === 'changes') return success({ kind: 'block', block, state: null });
  const inZone = /^is in (\S+)$/.exec(rest)?.[1];
  if (inZone !== undefined) {
    const zone = zoneNamed(inZone);
    return zone === undefined ? unknownZone(inZone) : success({ kind: 'block-zone', block, zone });
  }
  const word = rest.replace(/^is\s*/, '');
  const state = BLOCK_WORDS.find((candidate) => candidate === (SAME_STATE[word] ?? word));
  if (state !== undefined && rest.startsWith('is')) return success({ kind: 'block', block, state });
  return unknown(rest, `"is" with ${list(BLOCK_WORDS)}, "is in" with a zone, or "changes"`, [
    ...BLOCK_WORDS.map((candidate) => `is ${candidate}`),
    'changes',
  ]);
}

const zoneNamed = (word: string): string | undefined =>
  ZONE_NAMES.find((name) => name.toLowerCase() === word.toLowerCase());
const unknownZone = (word: string): Parsed => unknown(word, `a zone: ${list(ZONE_NAMES)}`, ZONE_NAMES);

function parseZone(rest: string): Parsed {
  const match = /^(\S+)(?:\s+of\s+node\s*(\d{1,4}))?\s+changes$/.exec(rest);
  if (match === null)
    return unknown(rest, 'the name of a zone, its node and "changes", e.g. Normal of node 0 changes');
  const name = zoneNamed(match[1]!);
  if (name === undefined) return unknownZone(match[1]!);
  if (match[2] === undefined) return unknown(rest, `the node of the zone: ${name} of node 0 changes`);
  return success({ kind: 'zone', zone: { nid: Number(match[2]), name } });
}

function parseRatio(rest: string): Parsed {
  const number = /^>\s*(\d{1,6}(?:\.\d{1,3})?)\s*%?$/.exec(rest)?.[1];
  if (number === undefined) return unknown(rest, '> and a number of percent, e.g. > 100 %');
  return success({ kind: 'ratio', percent: Number(number) });
}

function parseLock(lock: string, rest: string): Parsed {
  if (rest === 'changes') return success({ kind: 'lock', lock, is: null });
  const is = LOCK_WORDS.find((word) => rest === `is ${word}`);
  if (is !== undefined) return success({ kind: 'lock', lock, is });
  return unknown(
    rest,
    `"is" with ${list(LOCK_WORDS)}, or "changes"`,
    LOCK_WORDS.map((word) => `is ${word}`),
  );
}

function parseEntered(word: string, functions: readonly string[]): Parsed {
  const functionName = word.replace(/\(\)$/, '');
  if (functions.includes(functionName)) return success({ kind: 'entered', functionName });
  return unknown(word, 'the name of a kernel function of the model', functions);
}

/** The lock that the text begins with, and what follows. */
function lockIn(text: string, locks: readonly string[]): { lock: string; rest: string } | null {
  const words = text.replace(/^lock\s+/, '');
  const block = /^(memory\d{1,8} device lock)\s+(.*)$/.exec(words);
  if (block !== null) return { lock: block[1]!, rest: block[2]! };
  const lock = locks.find((name) => words.startsWith(`${name} `));
  return lock === undefined ? null : { lock, rest: words.slice(lock.length + 1).trim() };
}

function parseNamed(text: string, { functions, locks }: Vocabulary): Parsed {
  const lock = lockIn(text, locks);
  if (lock !== null) return parseLock(lock.lock, lock.rest);
  const entered = /^(?:function\s+)?(\S+)\s+is\s+entered$/.exec(text)?.[1];
  if (entered !== undefined) return parseEntered(entered, functions);
  const lockLike = /^(?:lock\s+)?(\S.*?)\s+is\s+(?:taken|free|contended)$/.exec(text)?.[1];
  if (lockLike !== undefined) return unknown(lockLike, `a lock: ${list(locks.slice(0, 3))} …`, locks);
  const [first = ''] = text.split(/[\s(]/, 1);
  return unknown(text, FORMS, [
    `${nearestWord(first, functions) ?? ''}() is entered`,
    `${nearestWord(first, locks) ?? ''} is taken`,
  ]);
}

/** The condition that a text names, or what was expected instead of what is there. */
export function parseCondition(written: string, vocabulary: Vocabulary): Parsed {
  const text = written
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/^until\s+/i, '')
    .replace(/\.$/, '');
  if (text === '') return unknown('nothing', FORMS);
  if (text === 'any errno') return success({ kind: 'errno', errno: null });
  if (text === 'any zone changes') return success({ kind: 'zone', zone: null });
  if (text === 'any lock changes') return success({ kind: 'lock', lock: null, is: null });
  if (text === 'function changes') return success({ kind: 'function' });
  if (/^-?E[A-Z0-9]+$/i.test(text) || text.startsWith('-')) return parseErrno(text);
  if (/^memory\d{1,8} device lock/.test(text)) return parseNamed(text, vocabulary);
  const block = /^(any block|memory\d{1,8})\s*(.*)$/.exec(text);
  if (block !== null) return parseBlock(block[1]!, block[2]!);
  const ratio = /^(?:movable:kernel(?: ratio)?|ratio)\s*(.*)$/i.exec(text);
  if (ratio !== null) return parseRatio(ratio[1]!);
  const zone = /^zone\s+(.*)$/.exec(text);
  return zone === null ? parseNamed(text, vocabulary) : parseZone(zone[1]!);
}

/** The error as a sentence. */
export function conditionErrorText({ found, expected, nearest }: ConditionError): string {
  const meant = nearest === null ? '' : ` Nearest: ${nearest}.`;
  return `"${found}" is not understood. Expected: ${expected}.${meant}`;
}
