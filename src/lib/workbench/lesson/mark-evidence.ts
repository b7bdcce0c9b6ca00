/**
 * Does a recording show what a mark says that it shows? A sentence that ends with `[exact: NAME]` names errnos, events,
 * calls, files and words; each of them has to occur in one of the recordings named, and each recording has to have
 * something to do with the sentence.
 */
import type { Operation, Trace, TraceStep } from '#lib/capture/trace-format.ts';
import type { Sentence } from '#lib/scenario/lesson/lesson.ts';
import { plainText } from './played-lesson.ts';

/** What an `exact` mark stands behind. */
export interface MarkedFact {
  readonly text: string;
  readonly recordings: readonly string[];
}

/** The facts of a sentence that rest on recordings, each with the words since the mark before it. */
export function markedFacts(sentence: Sentence): MarkedFact[] {
  const facts: MarkedFact[] = [];
  let text = '';
  for (const part of sentence) {
    if (part.kind !== 'mark') {
      text += plainText([part]);
      continue;
    }
    if (part.fidelity === 'exact')
      facts.push({ text: text.replace(/\s+/g, ' ').trim(), recordings: part.of });
    text = '';
  }
  return facts;
}

/** What of a step is looked at. */
type Seen = Pick<TraceStep, 'op' | 'errno' | 'stdout' | 'dmesg' | 'after' | 'unmovable'>;

/** What a step does, also as a job that goes on behind it. */
function operationOf({ op }: Seen): Operation | null {
  if ('op' in op) return op.op;
  return 'job' in op ? null : op;
}

type Shows = (step: Seen, operation: Operation | null, trace: Trace) => boolean;

const isKind =
  (...kinds: readonly Operation['kind'][]): Shows =>
  (_, operation) =>
    operation !== null && kinds.includes(operation.kind);

const calls =
  (name: RegExp, ...kinds: readonly Operation['kind'][]): Shows =>
  (_, operation) =>
    operation !== null &&
    (operation.kind === 'api' ? name.test(operation.call) : kinds.includes(operation.kind));

const touches =
  (path: RegExp): Shows =>
  ({ after }, operation) =>
    [...after.keys()].some((changed) => path.test(changed)) ||
    (operation !== null && 'path' in operation && path.test(operation.path));

/** A word that a file has been given, or has read. */
const says =
  (word: string): Shows =>
  ({ after, stdout }, operation) =>
    (operation?.kind === 'sysfs_write' && operation.value.trim() === word) ||
    stdout?.trim() === word ||
    [...after.values()].some((value) => value !== null && typeof value !== 'string' && value.state === word);

const zoneOfBlock =
  (zone: string): Shows =>
  ({ after, stdout }) =>
    (stdout ?? '').includes(zone) ||
    [...after].some(([path, value]) =>
      typeof value === 'string'
        ? path === '/proc/zoneinfo' && value.includes(`zone ${zone.padStart(8)}`)
        : (value?.valid_zones ?? '').includes(zone),
    );

const event =
  (word: string): Shows =>
  ({ dmesg }) =>
    dmesg.some((line) => new RegExp(`event ${word}\\b`).test(line));

/** Something was refused without that event, by a kernel with somebody on the chain who writes events down. */
const refusedWithout =
  (word: string): Shows =>
  (step, operation, trace) => {
    const listens = trace.steps.some(({ dmesg }) => dmesg.some((line) => line.includes('event ')));
    return listens && step.errno !== null && operation !== null && !event(word)(step, operation, trace);
  };

/** Calls that lead there: hardware and drivers call the same functions as those who call them by name. */
const CALLS: Readonly<Record<string, Shows>> = {
  'add_memory()': calls(/add_memory/, 'device_add', 'virtio_mem_request', 'bind', 'modprobe'),
  'offline_memory()': calls(/^offline_memory$/),
  'online_memory_range()': calls(/^online_memory_range$/),
  'remove_memory()': calls(/remove_memory/, 'device_del', 'unbind', 'virtio_mem_request'),
  'offline_and_remove_memory()': calls(/^offline_and_remove_memory/, 'virtio_mem_request'),
  'offline_and_remove_memory_ranges()': (step, operation, trace) =>
    calls(/^offline_and_remove_memory_ranges$/)(step, operation, trace) ||
    (operation?.kind === 'sysfs_write' && /dax\d.*\/state$/.test(operation.path)),
};

/** A block goes, or somebody tries to remove one. */
const isRemoval: Shows = (step, operation, trace) =>
  [...step.after].some(([path, value]) => value === null && /\/memory\d+$/.test(path)) ||
  calls(/remove_memory/, 'device_del', 'unbind')(step, operation, trace) ||
  (operation?.kind === 'sysfs_write' && /^unplug(?:ged)?$/.test(operation.value.trim()));

/** Words of a sentence, and what a recording has in which one can see what they mean. */
const WORDS: readonly (readonly [word: RegExp, shows: Shows])[] = [
  [/\bonline_movable\b/, (step, op, trace) => says('online_movable')(step, op, trace) || hasType(op, 3)],
  [/\bonline_kernel\b/, (step, op, trace) => says('online_kernel')(step, op, trace) || hasType(op, 2)],
  [/\bgoing-offline\b/, says('going-offline')],
  [/\bMovable\b|ZONE_MOVABLE/, zoneOfBlock('Movable')],
  [/\bNormal\b/, zoneOfBlock('Normal')],
  [/\bDMA32\b/, zoneOfBlock('DMA32')],
  [/\bvalid_zones\b/, ({ after }) => [...after.values()].some(hasFile('valid_zones'))],
  [/\bauto_online_blocks\b/, touches(/auto_online_blocks/)],
  [/\/proc\/iomem\b/, touches(/^\/proc\/iomem$/)],
  [/\bMemTotal\b/, touches(/^\/proc\/meminfo$/)],
  [/\bhas_memory\b/, touches(/has_memory$/)],
  [/\bspan(?:s|ned)?\b|\bpresent\b|\bmanaged\b/i, touches(/^\/proc\/zoneinfo$/)],
  [/\b[Nn]otifiers?\b|NOTIFY_BAD/, ({ dmesg }) => dmesg.some((line) => /event [A-Z]+_[A-Z]+/.test(line))],
  [/\bsignal\b|Ctrl-C|SIGINT/, ({ op }) => op.kind === 'interrupt'],
  [/\bslab page\b|kernel page/, ({ unmovable }) => unmovable.length > 0],
  [/\breference to it\b|\bpinned\b/, isKind('pin')],
  [/\bpolls?\b|\bpoller\b|\bpolling\b|\bmutex\b|lock that is taken/, ({ op }) => op.kind === 'begin'],
  [/\bremov(?:ed|al|es)\b|\bvanish|\bgone\b/, isRemoval],
  [/\bDIMMs?\b|\bfirmware\b/, isKind('device_add')],
  [/\bnodes?\b/i, touches(/\/system\/node\//)],
  [/block_size_bytes|\bblock size\b/, touches(/block_size_bytes/)],
  [/numa_aware/, touches(/numa_aware/)],
  [/\bratio\b|\b301\b/, touches(/auto_movable_ratio|online_policy/)],
  [/MHP_MEMMAP_ON_MEMORY|memory map\b|\b512 pages\b/, touches(/memmap_on_memory|zoneinfo/)],
  [/\bunbind\b/i, isKind('unbind', 'rmmod')],
  [/\bvirtio-mem\b/, isKind('virtio_mem_request')],
  [/\b[Pp]oison/, touches(/hard_offline_page/)],
];

function hasType(operation: Operation | null, onlineType: number): boolean {
  return operation?.kind === 'api' && operation.onlineType === onlineType;
}

function hasFile(name: 'valid_zones') {
  return (value: unknown): boolean => typeof value === 'object' && value !== null && name in value;
}

export interface Claim {
  /** As it stands in the sentence. */
  readonly word: string;
  readonly shows: Shows;
}

/** What a recording has to have in it to show what the words say. */
export function claimsOf(text: string): Claim[] {
  const errnos = [...new Set(text.match(/-E[A-Z0-9]{3,}\b/g))].map((word) => ({
    word,
    shows: ({ errno }: Seen) => errno === word.slice(1),
  }));
  const events = [
    ...new Set(text.match(/\b(?:no )?(?:GOING|CANCEL|PREPARE|FINISH)_(?:ONLINE|OFFLINE)\b/g)),
  ].map((word) => ({ word, shows: word.startsWith('no ') ? refusedWithout(word.slice(3)) : event(word) }));
  const named = [...new Set(text.match(/\b\w+\(\)/g))].flatMap((word) => {
    const shows = CALLS[word];
    return shows === undefined ? [] : [{ word, shows }];
  });
  const words = WORDS.flatMap(([word, shows]) => {
    const found = word.exec(text);
    return found === null ? [] : [{ word: found[0], shows }];
  });
  return [...errnos, ...events, ...named, ...words];
}

/** Files as they were before the first step count as a step that nobody made. */
function bootStep({ boot, bootLog }: Trace): Seen {
  const op = { kind: 'notifier_clear' } as const;
  return { op, errno: null, stdout: null, dmesg: bootLog, after: boot, unmovable: [] };
}

function isShown({ shows }: Claim, trace: Trace): boolean {
  return [bootStep(trace), ...trace.steps].some((step) => shows(step, operationOf(step), trace));
}

/** What is wrong with the recordings that a fact names; nothing if they show it. */
export function evidenceErrors(
  { text, recordings }: MarkedFact,
  traceNamed: (name: string) => Trace,
): string[] {
  const claims = claimsOf(text);
  if (claims.length === 0) return [];
  const traces = recordings.map((name) => ({ name, trace: traceNamed(name) }));
  const unshown = claims
    .filter((claim) => !traces.some(({ trace }) => isShown(claim, trace)))
    .map(({ word }) => `none of ${recordings.join(', ')} shows ${word}: "${text}"`);
  const idle = traces
    .filter(({ trace }) => !claims.some((claim) => isShown(claim, trace)))
    .map(({ name }) => `${name} shows nothing of "${text}"`);
  return [...unshown, ...idle];
}
