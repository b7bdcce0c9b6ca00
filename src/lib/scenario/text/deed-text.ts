/**
 * A deed as a line of the language: what is done by hand on the page, and what a compiled line shows.
 */
import type { ApiCall } from '#lib/hotplug/userspace/commands.ts';
import type { Deed } from '../deed.ts';
import { CALLS, FLAGS, ONLINE_TYPES, type ArgType } from './calls.ts';
import { errnoText } from './errno-words.ts';
import { blocksText, bytesText, rangeText, type BytesRange } from './numbers.ts';
import { shortFile } from './paths.ts';
import { quoted } from './print-word.ts';
import { tokensOf } from './tokens.ts';

/** Words that end an argument of `echo`. */
const TAKEN = new Set(['>', '-n']);

/** A text as one word, in quotes if it would be read as something else. */
function word(text: string): string {
  const { tokens, comment } = tokensOf({ line: 1, text, skipped: 0, depth: 0 });
  const [token] = tokens;
  const isPlain = tokens.length === 1 && comment === null && token!.kind === 'word' && token!.text === text;
  return isPlain && !TAKEN.has(text) && !/[{}]|^(?:or|and|not|as)$/.test(text) ? text : quoted(text);
}

/** Where a page is: its block when it is the one in the middle, else its address. */
function pageText(addressBytes: number, blockBytes: number): string {
  const block = Math.floor(addressBytes / blockBytes);
  if (addressBytes === block * blockBytes + blockBytes / 2) return `memory${block}`;
  return bytesText(addressBytes);
}

/** Whole blocks as blocks, anything else as start and size. */
function whereText(range: BytesRange, blockBytes: number): string {
  const first = range.startBytes / blockBytes;
  const count = range.sizeBytes / blockBytes;
  if (!Number.isInteger(first) || !Number.isInteger(count) || count < 1) return rangeText(range);
  return blocksText(
    count === 1 ? [first] : Array.from({ length: 2 }, (_, i) => first + i * (count - 1)),
  ).replace(',', '-');
}

function constantText(constants: Readonly<Record<string, number>>, value: number): string {
  return Object.keys(constants).find((name) => constants[name] === value) ?? String(value);
}

function flagsText(flags: number): string {
  const names = Object.keys(FLAGS).filter((name) => (flags & FLAGS[name]!) !== 0);
  return names.length === 0 ? '0' : names.join(' | ');
}

function argumentTexts(type: ArgType, call: ApiCall): string[] {
  switch (type) {
    case 'nid':
      return [String(call.nid ?? 0)];
    case 'range':
      return [bytesText(call.startBytes ?? 0), bytesText(call.sizeBytes ?? 0)];
    case 'ranges':
      return (call.ranges ?? []).map(rangeText);
    case 'name':
      return [call.resourceName === null ? 'NULL' : quoted(call.resourceName ?? '')];
    case 'flags':
      return [flagsText(call.flags ?? 0)];
    case 'online type':
      return [constantText(ONLINE_TYPES, call.onlineType ?? 0)];
    case 'pages':
      return [String(call.maxPages ?? 0)];
  }
}

function callText(call: ApiCall): string {
  const known = Object.hasOwn(CALLS, call.call) ? CALLS[call.call]! : null;
  if (known === null) return `${call.call}()`;
  const types =
    known.mayTakeType === true && call.onlineType !== undefined
      ? [...known.args, 'online type' as const]
      : known.args;
  return `${call.call}(${types.flatMap((type) => argumentTexts(type, call)).join(', ')})`;
}

function echoText(path: string, bytes: string): string {
  const newline = bytes.endsWith('\n');
  const text = newline ? bytes.slice(0, -1) : bytes;
  const written = text === '' ? '' : ` ${word(text)}`;
  return `echo${newline ? '' : ' -n'}${written} > ${word(shortFile(path))}`;
}

function times(count: number, otherwise: number): string {
  if (count === otherwise) return '';
  return ` times=${count < 0 ? 'always' : count}`;
}

const pages = (count: number): string => (count === 1 ? '' : ` pages=${count}`);
const PIN_WORDS = {
  gup: '',
  kernel: ' kernel',
  offline: ' offline',
  allocated: '',
  hugetlb: ' hugetlb',
  'hugetlb-stuck': ' hugetlb-stuck',
  'hugetlb-free': ' hugetlb-free',
} as const;

/** The deed as one line; reading it back gives a deed that does the same. */
export function deedText(deed: Deed, blockBytes: number): string {
  switch (deed.kind) {
    case 'sysfs_write':
      return echoText(deed.path, deed.bytes);
    case 'sysfs_read':
      return `cat ${word(shortFile(deed.path))}`;
    case 'device_add':
      return `plug ${word(deed.id)} ${rangeText(deed)}${deed.nid === 0 ? '' : ` node=${deed.nid}`}`;
    case 'device_del':
      return `unplug ${word(deed.id)}`;
    case 'virtio_mem_request':
      return `request ${word(deed.id)} ${bytesText(deed.requestedBytes)}`;
    case 'modprobe':
    case 'rmmod':
      return `${deed.kind} ${word(deed.module)}`;
    case 'bind':
    case 'unbind':
      return `echo ${word(deed.device)} > ${shortFile(`/sys/bus/dax/drivers/${deed.driver}/${deed.kind}`)}`;
    case 'api':
      return callText(deed);
    case 'region_request':
      return `request_mem_region(${rangeText(deed)}, ${quoted(deed.name)})`;
    case 'region_release':
      return `release_mem_region(${rangeText(deed)})`;
    case 'notifier_veto': {
      const errno = deed.errno === 0 ? '' : ` ${errnoText(deed.errno)}`;
      return `veto ${deed.event} ${whereText(deed, blockBytes)}${errno}${times(deed.count, -1)}`;
    }
    case 'notifier_hold':
      return `hold ${deed.event} ${whereText(deed, blockBytes)}`;
    case 'notifier_release':
      return 'release';
    case 'notifier_clear':
      return 'allow';
    case 'pin': {
      const verb = deed.how === 'allocated' ? 'allocate' : 'pin';
      const where = pageText(deed.startBytes, blockBytes);
      return `${verb} ${where}${pages(deed.pages)}${PIN_WORDS[deed.how]}`;
    }
    case 'unpin':
      return `unpin ${pageText(deed.startBytes, blockBytes)}`;
    case 'allocate':
      return `consume ${deed.mebibytes}M`;
    case 'env_unmovable':
      return `unmovable ${blocksText(deed.blocks)}`;
    case 'env_clear':
      return 'movable';
    case 'tool':
      return deed.argv.map(word).join(' ');
    case 'fail_alloc':
      return `fail ${word(deed.site)} ${errnoText(deed.errno)}${times(deed.count, 1)}`;
    case 'udev':
      return `udev ${word(deed.preset)}`;
    case 'signal':
      return `signal ${word(deed.actor)} ${deed.signal}`;
  }
}
