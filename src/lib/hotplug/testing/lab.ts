/**
 * The lab in the hands of a test: calls kernel functions in threads of their own, plants what stands in their way,
 * and tells what they left behind in the short form in which the spec writes it.
 */
import { send_sig } from '../drivers/test-module.ts';
import { PlaygroundMachine, type Job } from '../playground-machine.ts';
import type { Kfn } from '../run/effects.ts';
import { SIGNAL_HANDLED } from '../run/locks.ts';
import type { Thread } from '../run/thread.ts';
import { zoneRow } from '../state/blocks.ts';
import { errnoName } from '../state/errno.ts';
import type { MessageKind } from '../state/journal.ts';
import type { Kernel } from '../state/kernel.ts';
import type { MachineDescription } from '../state/machine.ts';
import { MEMORY_EVENTS, TEST_MODULE_EVENT, type NODE_EVENTS } from '../state/messages.ts';
import { placePages } from '../state/pages.ts';
import { ONLINE_TYPE_WORDS, ZONE_NAMES } from '../state/units.ts';
import type { Command } from '../userspace/commands.ts';
import { readFile } from '../userspace/files.ts';
import { VARIANTS, type VariantId } from '../variants/index.ts';
import { BLOCK_BYTES, BLOCK_PAGES, labMachine, pfn } from './lab-machine.ts';

export type EventName = (typeof MEMORY_EVENTS)[number] | (typeof NODE_EVENTS)[number];
export type ZoneName = (typeof ZONE_NAMES)[number];
type OnlineWord = (typeof ONLINE_TYPE_WORDS)[number];

const MEMORY = '/sys/devices/system/memory';
const ANSWERS = ['', ' vetoed', ' held'];

export class Lab {
  readonly machine: PlaygroundMachine;
  #mark = 0;

  constructor(differences: Partial<MachineDescription> = {}, variant: VariantId = 'base-6.12') {
    this.machine = new PlaygroundMachine(labMachine(differences), VARIANTS[variant]);
  }

  get k(): Kernel {
    return this.machine.kernel;
  }

  /** Starts a kernel function in a thread of its own and runs everybody until nobody can go on. */
  start<A extends readonly number[]>(fn: (...args: A) => Kfn, ...args: A): Thread {
    const thread = this.machine.run.start('driver', fn, args);
    this.machine.settle();
    return thread;
  }

  /** The same for a function that returns: its return value, null when it is under way. */
  call<A extends readonly number[]>(fn: (...args: A) => Kfn, ...args: A): number | null {
    return this.start(fn, ...args).result;
  }

  /** A command that may have to wait. */
  begin(command: Command, actor = 'root'): Job {
    return this.machine.execute(actor, command);
  }

  /** What a job came to: `ok`, the name of an errno, or `waits`. */
  answer(job: Job): string {
    if (job.result === null) return 'waits';
    return job.result < 0 ? errnoName(job.result) : 'ok';
  }

  /** `echo text > path`; a path without a slash in front is one below /sys/devices/system/memory. */
  write(path: string, text: string): string {
    return this.answer(this.beginWrite(path, text));
  }

  beginWrite(path: string, text: string, actor = 'root'): Job {
    return this.begin({ kind: 'sysfs_write', path: absolute(path), bytes: `${text}\n` }, actor);
  }

  /** The text of a file with its newline, or null when it cannot be read. */
  read(path: string): string | null {
    return readFile(this.k, absolute(path));
  }

  /** Writes to the `state` file of a block. */
  online(block: number, word: OnlineWord = 'online'): string {
    return this.write(`memory${block}/state`, word);
  }

  offline(block: number): string {
    return this.write(`memory${block}/state`, 'offline');
  }

  /** `state` and `valid_zones` of a block, e.g. `online Movable`; `absent` without it. */
  block(block: number): string {
    const state = this.read(`memory${block}/state`);
    if (state === null) return 'absent';
    return `${state.trimEnd()} ${this.read(`memory${block}/valid_zones`)!.trimEnd()}`;
  }

  /** start_pfn, spanned and present of a zone, the three numbers of spec 01 §4.7. */
  zone(nid: number, name: ZoneName): [startPfn: number, spanned: number, present: number] {
    const row = zoneRow(nid, ZONE_NAMES.indexOf(name));
    const { startPfn, spanned, present } = this.k.zones;
    return [startPfn.get(row), spanned.get(row), present.get(row)];
  }

  managed(nid: number, name: ZoneName): number {
    return this.k.zones.managed.get(zoneRow(nid, ZONE_NAMES.indexOf(name)));
  }

  /** Start and number of spanned pages of a node. */
  node(nid: number): [startPfn: number, spanned: number] {
    return [this.k.nodes.startPfn.get(nid), this.k.nodes.spanned.get(nid)];
  }

  /** Puts pages of a class into a block, `offset` pages behind its start. */
  place(pageClass: number, block: number, offset = 0, pages = 1): number {
    return placePages(this.k, pageClass, pfn(block) + offset, pages);
  }

  /** The test module refuses an event of a block; errno 0 is NOTIFY_BAD, count -1 for ever. */
  veto(event: EventName, block: number, errno = 0, count = -1): void {
    this.begin({ kind: 'notifier_veto', event, ...blockRange(block), errno, count });
  }

  /** The test module holds the next such event of a block. */
  hold(event: EventName, block: number): void {
    this.begin({ kind: 'notifier_hold', event, ...blockRange(block), errno: 0, count: 1 });
  }

  /** Lets the thread that is held go on, and everybody after it. */
  release(): void {
    this.begin({ kind: 'notifier_release' });
  }

  /** A signal arrives for a thread before anybody does another step; its program handles it unless said otherwise. */
  signal(thread: { readonly id: number }, signal: number = SIGNAL_HANDLED): void {
    const { run } = this.machine;
    run.step(run.start('signal', send_sig, [thread.id, signal]));
    this.machine.settle();
  }

  /** From here on `events()`, `log()` and `uevents()` tell what is new. */
  listen(): this {
    this.#mark = this.k.journal.length;
    return this;
  }

  /** Events that the first callback of the chain saw, e.g. `GOING_ONLINE 32 vetoed`. */
  events(): string[] {
    const lines: string[] = [];
    for (let i = this.#mark; i < this.k.journal.length; i++) {
      const { message, numbers } = this.k.journal.at(i);
      if (message !== TEST_MODULE_EVENT) continue;
      const [event, startPfn, , answer] = numbers;
      lines.push(`${MEMORY_EVENTS[event]} ${Math.floor(startPfn / BLOCK_PAGES)}${ANSWERS[answer]}`);
    }
    return lines;
  }

  /** Kernel log lines without those of the test module. */
  log(): string[] {
    return this.#texts('dmesg').filter((line) => !line.startsWith('hpctl:'));
  }

  /** Kernel log lines that contain a text. */
  logOf(part: string): string[] {
    return this.log().filter((line) => line.includes(part));
  }

  /** Uevents in short, e.g. `online memory32`. */
  uevents(): string[] {
    return this.#texts('uevent').map((line) => line.replace(/@.*\//, ' '));
  }

  /** Events of the memory and the node chain, e.g. `MEM_ONLINE memory32`. */
  chain(): string[] {
    return this.#texts('notify');
  }

  #texts(kind: MessageKind): string[] {
    return this.k.journal.texts(this.k.names, kind, this.#mark);
  }
}

function absolute(path: string): string {
  return path.startsWith('/') ? path : `${MEMORY}/${path}`;
}

function blockRange(block: number): { startBytes: number; sizeBytes: number } {
  return { startBytes: block * BLOCK_BYTES, sizeBytes: BLOCK_BYTES };
}
