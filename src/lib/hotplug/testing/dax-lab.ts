/**
 * A machine with dax devices in the hands of a test: commands in one word each, answers as short texts, so that a
 * table of a posting can be written down beside the spec's and compared by eye.
 */
import { PlaygroundMachine, type Job } from '../playground-machine.ts';
import type { Kernel } from '../state/kernel.ts';
import type { Command } from '../userspace/commands.ts';
import { listBlocks, readFile } from '../userspace/files.ts';
import { VARIANTS } from '../variants/index.ts';
import type { VariantId } from '../variants/variant.ts';
import { DAX0_REGION, daxMachine, type DaxMachineOptions } from './dax-machine.ts';
import { BLOCK_BYTES } from './lab-machine.ts';

/** What a command came to: `ok`, the name of an errno, a positive return value, or `running`. */
export type Answer = string;

/** First and last block of a range of a dax device. */
export type BlockRange = readonly [first: number, last: number];

export interface DaxLabOptions extends DaxMachineOptions {
  /** Ranges of dax0.0, in whole blocks; two of four blocks each unless said otherwise. */
  readonly ranges?: readonly BlockRange[];
}

/** dax1.0 has one range of four blocks. */
const OTHER_RANGE: BlockRange = [48, 51];

export const TWO_RANGES: readonly BlockRange[] = [
  [32, 35],
  [40, 43],
];

/** Path of a file below a memory block. */
export function blockPath(id: number, file: string): string {
  return `/sys/devices/system/memory/memory${id}/${file}`;
}

export const AUTO_ONLINE_BLOCKS = '/sys/devices/system/memory/auto_online_blocks';
const DAX = '/sys/bus/dax/devices';

function hexMapping([first, last]: BlockRange): string {
  const start = (first * BLOCK_BYTES).toString(16);
  const end = ((last + 1) * BLOCK_BYTES - 1).toString(16);
  return `0x${start}-0x${end}`;
}

export class DaxLab {
  readonly machine: PlaygroundMachine;
  readonly #attribute: 'hotplug' | 'state' | null;
  #logRead = 0;

  /** Boots a kernel of the variant with the kmem module loaded and dax0.0 cut into its ranges; nothing is bound. */
  constructor(variant: VariantId, options: DaxLabOptions = {}) {
    this.machine = new PlaygroundMachine(daxMachine(options), VARIANTS[variant]);
    const family = VARIANTS[variant].kmemFamily;
    this.#attribute = family === 'none' ? null : family === 'merged' ? 'state' : 'hotplug';
    // A device without ranges is not bound when the module is loaded.
    for (const device of ['dax0.0', 'dax1.0']) this.setRanges(device, []);
    this.do({ kind: 'modprobe', module: 'kmem' });
    this.setRanges('dax0.0', options.ranges ?? TWO_RANGES);
    this.setRanges('dax1.0', [OTHER_RANGE]);
    this.log();
  }

  get kernel(): Kernel {
    return this.machine.kernel;
  }

  /** Gives a device that is not bound other ranges, the way a user does: size 0, then one mapping after the other. */
  setRanges(device: string, ranges: readonly BlockRange[]): void {
    this.writeDax(device, 'size', '0');
    for (const range of ranges) this.map(device, range);
  }

  /** Appends a range to a device. */
  map(device: string, range: BlockRange): Answer {
    return this.writeDax(device, 'mapping', hexMapping(range));
  }

  writeDax(device: string, file: string, text: string): Answer {
    return this.write(`${DAX}/${device}/${file}`, text);
  }

  readDax(device: string, file: string): string | null {
    return this.read(`${DAX}/${device}/${file}`);
  }

  /** Path of the attribute of the series. */
  attributePath(device = 'dax0.0'): string {
    return `${DAX}/${device}/${this.#attribute ?? 'state'}`;
  }

  bind(device = 'dax0.0'): Answer {
    return this.do({ kind: 'bind', device, driver: 'kmem' });
  }

  unbind(device = 'dax0.0'): Answer {
    return this.do({ kind: 'unbind', device, driver: 'kmem' });
  }

  /** `echo word > hotplug` or `state`, as the variant has it. */
  echo(word: string, device = 'dax0.0'): Answer {
    return this.write(this.attributePath(device), word);
  }

  /** `cat hotplug` or `state`; null while there is no such file. */
  state(device = 'dax0.0'): string | null {
    return this.read(this.attributePath(device))?.trimEnd() ?? null;
  }

  /** `echo text > path`. */
  write(path: string, text: string, actor = 'root'): Answer {
    return this.do({ kind: 'sysfs_write', path, bytes: `${text}\n` }, actor);
  }

  /** `printf bytes > path`: no newline is added. */
  writeBytes(path: string, bytes: string): Answer {
    return this.do({ kind: 'sysfs_write', path, bytes });
  }

  /** Writes to `state` of a block. */
  writeState(id: number, word: string, actor = 'root'): Answer {
    return this.write(blockPath(id, 'state'), word, actor);
  }

  setPolicy(word: string): Answer {
    return this.write(AUTO_ONLINE_BLOCKS, word);
  }

  /** The text of a file, or null when it cannot be read. */
  read(path: string): string | null {
    return readFile(this.kernel, path);
  }

  /** `cat path`: the text, or the errno's name. */
  cat(path: string): string {
    const outcome = this.machine.outcome(this.machine.execute('root', { kind: 'sysfs_read', path }));
    return outcome?.stdout ?? outcome?.errno ?? 'running';
  }

  pin(id: number, how: 'kernel' | 'offline' = 'kernel'): Answer {
    return this.do({ kind: 'pin', startBytes: id * BLOCK_BYTES, pages: 1, how });
  }

  unpin(id: number): Answer {
    return this.do({ kind: 'unpin', startBytes: id * BLOCK_BYTES });
  }

  /** The test module refuses an event for a block with -EPERM; `count` -1 is for ever. */
  veto(event: string, id: number, count = -1): Answer {
    return this.do({ kind: 'notifier_veto', event, ...oneBlock(id), errno: 0, count });
  }

  /** The test module holds the next such event for a block. */
  hold(event: string, id: number): Answer {
    return this.do({ kind: 'notifier_hold', event, ...oneBlock(id), errno: 0, count: 1 });
  }

  release(): Answer {
    return this.do({ kind: 'notifier_release' });
  }

  /** Calls an exported kernel function on whole blocks. */
  api(call: string, [first, last]: BlockRange, more: { resourceName?: string; nid?: number } = {}): Answer {
    const range = { startBytes: first * BLOCK_BYTES, sizeBytes: (last - first + 1) * BLOCK_BYTES };
    return this.do({ kind: 'api', call, ...range, ...more });
  }

  /** Somebody else requests or releases whole blocks in the resource tree. */
  region(kind: 'region_request' | 'region_release', [first, last]: BlockRange): Answer {
    const sizeBytes = (last - first + 1) * BLOCK_BYTES;
    return this.do({ kind, startBytes: first * BLOCK_BYTES, sizeBytes, name: 'other driver' });
  }

  /** Begins a command and runs everybody until nobody can go on. */
  do(command: Command, actor = 'root'): Answer {
    return this.answer(this.machine.execute(actor, command));
  }

  /** The same, for a command that may have to wait. */
  begin(command: Command, actor = 'root'): Job {
    return this.machine.execute(actor, command);
  }

  /** Begins a write that has not done a step yet. */
  prepareWrite(path: string, text: string, actor = 'root'): Job {
    return this.machine.begin(actor, { kind: 'sysfs_write', path, bytes: `${text}\n` });
  }

  /** Begins to take a block offline, or to write another word to its `state`. */
  beginWriteState(id: number, word = 'offline', actor = 'user'): Job {
    return this.begin({ kind: 'sysfs_write', path: blockPath(id, 'state'), bytes: `${word}\n` }, actor);
  }

  /** Begins a write to the attribute. */
  beginEcho(word: string, actor = 'root'): Job {
    return this.begin({ kind: 'sysfs_write', path: this.attributePath(), bytes: `${word}\n` }, actor);
  }

  /** Steps one job alone until a condition holds; throws when it cannot go on before. */
  stepUntil(job: Job, condition: () => boolean): void {
    const { run } = this.machine;
    while (!condition()) {
      const thread = run.threads.find(({ id }) => id === job.threadId);
      if (thread === undefined || run.step(thread) === 'blocked') {
        throw new Error(`job ${job.id} cannot go on and the condition does not hold`);
      }
    }
  }

  /** Steps one job alone as long as it can go on. */
  runAlone(job: Job): void {
    const { run } = this.machine;
    const thread = run.threads.find(({ id }) => id === job.threadId);
    if (thread !== undefined) run.runThread(thread, Infinity);
  }

  /** Sends a signal to the thread of a job. */
  signal(job: Job): void {
    this.machine.interrupt(job);
    this.machine.settle();
  }

  answer(job: Job): Answer {
    const outcome = this.machine.outcome(job);
    if (outcome === null) return this.machine.isDead(job) ? 'dead' : 'running';
    return outcome.errno ?? (outcome.rc === 0 ? 'ok' : `${outcome.rc}`);
  }

  /** The hotplugged blocks as text, e.g. `32-35 Movable, 40 offline`; empty without any. */
  blocks(): string {
    const words: { first: number; last: number; word: string }[] = [];
    for (const id of listBlocks(this.kernel)) {
      if (id < DAX0_REGION[0]) continue;
      const state = this.read(blockPath(id, 'state'))!.trimEnd();
      const word = state === 'online' ? this.read(blockPath(id, 'valid_zones'))!.trimEnd() : state;
      const previous = words.at(-1);
      if (previous?.word === word && previous.last + 1 === id) previous.last = id;
      else words.push({ first: id, last: id, word });
    }
    return words
      .map(({ first, last, word }) => `${first === last ? first : `${first}-${last}`} ${word}`)
      .join(', ');
  }

  /** The entries of /proc/iomem below and in the first region, addresses as block numbers, `>` for each level. */
  iomem(): string[] {
    const lines = this.read('/proc/iomem')!.trimEnd().split('\n');
    return lines.flatMap((line) => {
      const [, indent, start, end, name] = /^( *)([0-9a-f]+)-([0-9a-f]+) : (.*)$/.exec(line)!;
      const first = parseInt(start!, 16) / BLOCK_BYTES;
      if (first < DAX0_REGION[0] || first >= DAX0_REGION[1]) return [];
      const last = (parseInt(end!, 16) + 1) / BLOCK_BYTES - 1;
      return [`${'>'.repeat(indent!.length / 2)}${first}-${last} ${name}`];
    });
  }

  /** Kernel log lines of the kmem driver and of removal that were printed since the last call. */
  log(): string[] {
    const { journal, names } = this.kernel;
    const lines = journal.texts(names, 'dmesg', this.#logRead);
    this.#logRead = journal.length;
    return lines;
  }

  /** The lines of `log()` that contain a word. */
  logOf(word: string): string[] {
    return this.log().filter((line) => line.includes(word));
  }
}

function oneBlock(id: number): { startBytes: number; sizeBytes: number } {
  return { startBytes: id * BLOCK_BYTES, sizeBytes: BLOCK_BYTES };
}
