/**
 * A verb of the vocabulary as a deed.
 */
import type { PinHow } from '#lib/hotplug/userspace/commands.ts';
import type { Deed } from '../deed.ts';
import { errnoNamed } from './errno-words.ts';
import { bytesOfWord, hasFlag, numberGiven, rangeOfWord, wordOf } from './given.ts';
import type { Names } from './names.ts';
import { blockIds, type BytesRange } from './numbers.ts';
import { SHORT_FILES } from './paths.ts';
import type { Clause, Word } from './syntax.ts';

/** What pinned pages can be besides movable ones. */
const PIN_FLAGS = [
  'kernel',
  'offline',
  'hugetlb',
  'hugetlb-stuck',
  'hugetlb-free',
] as const satisfies readonly PinHow[];
/** A huge page of 2 MiB. */
const PAGES_OF_HUGE = 512;

const MIB = 2 ** 20;
const ENOMEM = 12;

class VerbCompiler {
  readonly #clause: Clause;
  readonly #names: Names;

  constructor(clause: Clause, names: Names) {
    this.#clause = clause;
    this.#names = names;
  }

  word(name: string): Word {
    return wordOf(this.#clause, name)!;
  }

  /** Address of a page: a block stands for the page in its middle. */
  page(): number | null {
    const word = this.word('where');
    const { blockBytes, errors } = this.#names;
    const bytes = bytesOfWord(word, blockBytes, errors);
    if (bytes === null) return null;
    return /^memory\d+$/.test(word.text) ? bytes + blockBytes / 2 : Math.floor(bytes / 4096) * 4096;
  }

  range(name: string): BytesRange | null {
    return rangeOfWord(this.word(name), this.#names.blockBytes, this.#names.errors);
  }

  size(name: string): number | null {
    return bytesOfWord(this.word(name), this.#names.blockBytes, this.#names.errors);
  }

  errno(otherwise: number): number {
    const word = wordOf(this.#clause, 'errno');
    return word === null ? otherwise : errnoNamed(word.text)!;
  }

  /** How often; -1 is without end. */
  times(otherwise: number): number {
    return wordOf(this.#clause, 'times')?.text === 'always'
      ? -1
      : numberGiven(this.#clause, 'times', otherwise);
  }

  /** Pages to take; at least one. */
  pages(otherwise = 1): number {
    const pages = numberGiven(this.#clause, 'pages', otherwise);
    const at = wordOf(this.#clause, 'pages')?.at ?? this.#clause.at;
    if (pages < 1) this.#names.errors.add(at, 'there is nothing to take', { fix: 'write pages=1' });
    return pages;
  }

  pin(): Deed | null {
    const startBytes = this.page();
    const [how = 'gup', another] = PIN_FLAGS.filter((flag) => hasFlag(this.#clause, flag));
    const pages = this.pages(how.startsWith('hugetlb') ? PAGES_OF_HUGE : 1);
    if (another !== undefined) {
      this.#names.errors.add(this.#clause.at, `pages are ${how} or ${another}, not both`, {
        fix: 'leave one out',
      });
    }
    return startBytes === null ? null : { kind: 'pin', startBytes, pages, how };
  }

  plug(): Deed | null {
    const { errors, compiled } = this.#names;
    const { text: id, at } = this.word('name');
    const known = compiled.dimms.find(({ name }) => name === id);
    const range = wordOf(this.#clause, 'range') === null ? known : this.range('range');
    if (range === undefined) {
      const fix = `write plug ${id} 4G+1G, or a statement dimm ${id} 4G+1G`;
      const expected = compiled.dimms.map(({ name }) => name);
      return errors.none(at, `nothing says where ${id} lies`, { word: id, expected, fix });
    }
    if (range === null) return null;
    const nid = numberGiven(this.#clause, 'node', known?.nid ?? 0);
    if (!this.#isPossible(nid)) {
      const place = wordOf(this.#clause, 'node')?.at ?? at;
      return errors.none(place, `node ${nid} is not possible on this machine`, { fix: `add: node ${nid}` });
    }
    const { startBytes, sizeBytes } = range;
    return { kind: 'device_add', id, startBytes, sizeBytes, nid };
  }

  #isPossible(nid: number): boolean {
    return this.#names.compiled.machine.nodes.some((node) => node.nid === nid);
  }

  request(): Deed | null {
    const { text: id, at } = this.word('name');
    const devices = this.#names.compiled.machine.virtioMemDevices.map((device) => device.id);
    if (!devices.includes(id)) {
      const more = { word: id, expected: devices, fix: 'add a statement virtio-mem' };
      return this.#names.errors.none(at, `there is no virtio-mem device ${id}`, more);
    }
    const requestedBytes = this.size('size');
    return requestedBytes === null ? null : { kind: 'virtio_mem_request', id, requestedBytes };
  }

  rule(): Deed | null {
    const range = this.range('where');
    if (range === null) return null;
    const event = this.word('event').text;
    if (this.#clause.name === 'hold') {
      return { kind: 'notifier_hold', event, ...range, errno: 0, count: 1 };
    }
    return { kind: 'notifier_veto', event, ...range, errno: this.errno(0), count: this.times(-1) };
  }

  fail(): Deed {
    const { text: site } = this.word('site');
    return { kind: 'fail_alloc', site, errno: this.errno(ENOMEM), count: this.times(1) };
  }

  signal(): Deed | null {
    const { text: actor, at } = this.word('actor');
    const { actors, errors } = this.#names;
    const signal = wordOf(this.#clause, 'signal')?.text === 'SIGKILL' ? 'SIGKILL' : 'SIGINT';
    if (actors.has(actor)) return { kind: 'signal', actor, signal };
    return errors.none(at, `there is no actor ${actor}`, { word: actor, expected: [...actors] });
  }

  unmovable(): Deed | null {
    const { text, at } = this.word('blocks');
    const blocks = blockIds(text);
    if (blocks !== null) return { kind: 'env_unmovable', blocks };
    return this.#names.errors.none(at, `${text} are too many blocks, or they fall`, { fix: 'use fewer' });
  }
}

/** The deed of a verb; null when something is wrong, which is noted. */
export function compileVerb(clause: Clause, names: Names): Deed | null {
  const verb = new VerbCompiler(clause, names);
  switch (clause.name) {
    case 'modprobe':
    case 'rmmod':
      return { kind: clause.name, module: verb.word('module').text };
    case 'plug':
      return verb.plug();
    case 'unplug':
      return { kind: 'device_del', id: verb.word('name').text };
    case 'request':
      return verb.request();
    case 'pin':
      return verb.pin();
    case 'allocate': {
      const startBytes = verb.page();
      const pages = verb.pages();
      return startBytes === null ? null : { kind: 'pin', startBytes, pages, how: 'allocated' };
    }
    case 'unpin':
    case 'free': {
      const startBytes = verb.page();
      return startBytes === null ? null : { kind: 'unpin', startBytes };
    }
    case 'veto':
    case 'hold':
      return verb.rule();
    case 'release':
      return { kind: 'notifier_release' };
    case 'allow':
      return { kind: 'notifier_clear' };
    case 'poison': {
      const bytes = verb.page();
      const path = SHORT_FILES['hard_offline_page']!;
      return bytes === null ? null : { kind: 'sysfs_write', path, bytes: `0x${bytes.toString(16)}\n` };
    }
    case 'unmovable':
      return verb.unmovable();
    case 'movable':
      return { kind: 'env_clear' };
    case 'fail':
      return verb.fail();
    case 'signal':
      return verb.signal();
    case 'consume': {
      const bytes = verb.size('size');
      return bytes === null ? null : { kind: 'allocate', mebibytes: Math.floor(bytes / MIB) };
    }
    default:
      throw new Error(`the vocabulary has ${clause.name} and the compiler has not`);
  }
}
