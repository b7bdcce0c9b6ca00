/**
 * A text played by hand for tests: one actor goes on until something is the case, then the state is read as the tables
 * of the review write it.
 */
import { DEVICE_HOTPLUG_LOCK, KMEM_DATA_LOCK } from '#lib/hotplug/run/locks.ts';
import { stateWord } from '#lib/hotplug/state/blocks.ts';
import { errnoName } from '#lib/hotplug/state/errno.ts';
import type { Kernel } from '#lib/hotplug/state/kernel.ts';
import { resourceEntries } from '#lib/hotplug/state/resources.ts';
import { readFile } from '#lib/hotplug/userspace/attributes.ts';
import type { VariantId } from '#lib/hotplug/variants/index.ts';
import { actorsInOrder } from '../boot-program.ts';
import { ProgramPlayer } from '../program-player.ts';
import { compileScenario } from '../text/compile.ts';
import { parseScenario } from '../text/parse.ts';
import { textErrorLine } from '../text/text-error.ts';

const WORDS: Readonly<Record<string, string>> = { online: 'on', offline: 'off', 'going-offline': 'going' };
const MOST_STEPS = 2000;

export class WorkedRun {
  readonly #player: ProgramPlayer;
  readonly #actors: readonly string[];

  constructor(source: string, variant: VariantId) {
    const text = parseScenario(source);
    if (!text.ok) throw new Error(text.error.map(textErrorLine).join('; '));
    const program = compileScenario(text.value, variant);
    if (!program.ok) throw new Error(program.error.map(textErrorLine).join('; '));
    const player = ProgramPlayer.boot(program.value);
    if (!player.ok) throw new Error(player.error.what);
    this.#player = player.value;
    this.#actors = actorsInOrder(program.value).map(({ name }) => name);
  }

  get kernel(): Kernel {
    return this.#player.machine.kernel;
  }

  /** The actor does one step; false when it has to wait or is done. */
  step(actor: string): boolean {
    return this.#player.follow([{ actor: this.#actors.indexOf(actor), steps: 1 }]).ok;
  }

  /** The actor goes on until that is the case; throws when it cannot get there. */
  until(actor: string, isSo: () => boolean): void {
    for (let n = 0; n < MOST_STEPS; n++) {
      if (isSo()) return;
      if (!this.step(actor)) throw new Error(`${actor} has to wait or is done, and it is not so`);
    }
    throw new Error(`${actor} goes on and on, and it is not so`);
  }

  /** The actor goes on until the line with that result has ended; gives what came of it. */
  end(actor: string, result: string): string {
    this.until(actor, () => this.result(result) !== null);
    return this.result(result)!;
  }

  /** Everybody goes on, in the order of a real kernel, until nothing can. */
  finish(): void {
    this.#player.finish();
  }

  /** What came of the line with that result: ok, a number or an errno; null while it is under way. */
  result(name: string): string | null {
    const value = this.#player.lines.findLast(({ line }) => line.result === name)?.job.result ?? null;
    if (value === null) return null;
    if (value === 0) return 'ok';
    return value < 0 ? `-${errnoName(value)}` : String(value);
  }

  /** States of blocks: `on on off going`, or `gone` when none is there. */
  blocks(first: number, last: number): string {
    const words: string[] = [];
    for (let id = first; id <= last; id++) {
      const word = stateWord(this.kernel, id);
      words.push(word === null ? 'gone' : WORDS[word]!);
    }
    return words.every((word) => word === 'gone') ? 'gone' : words.join(' ');
  }

  is(block: number, word: string): boolean {
    return this.blocks(block, block) === word;
  }

  file(path: string): string | null {
    return readFile(this.kernel, path)?.trim() ?? null;
  }

  /** Word in the attribute of dax0.0; null without one. */
  get attribute(): string | null {
    const folder = '/sys/bus/dax/devices/dax0.0';
    return this.file(`${folder}/state`) ?? this.file(`${folder}/hotplug`);
  }

  /** Locks of the table that somebody holds. */
  get locks(): string {
    const { owner } = this.kernel.locks;
    const held: string[] = [];
    if (owner.get(KMEM_DATA_LOCK) !== 0) held.push('data->lock');
    if (owner.get(DEVICE_HOTPLUG_LOCK) !== 0) held.push('device_hotplug_lock');
    return held.join(' + ');
  }

  /** How many notifier events of the run so far were this one, e.g. `MEM_GOING_OFFLINE memory41`. */
  said(event: string): number {
    const { journal, names } = this.kernel;
    let times = 0;
    for (let i = 0; i < journal.length; i++) {
      const { message, numbers } = journal.at(i);
      const [a, b, c, d] = numbers;
      if (message.kind === 'notify' && message.text(names, a, b, c, d).startsWith(event)) times++;
    }
    return times;
  }

  /** First addresses of the entries of /proc/iomem with that name, in GiB. */
  iomem(name: string): number[] {
    return resourceEntries(this.kernel).flatMap((entry) =>
      entry.name === name ? entry.startBytes / 2 ** 30 : [],
    );
  }

  /** Both ranges, the attribute and the locks: one line of a table. */
  get row(): string {
    return [this.blocks(32, 35), this.blocks(40, 43), this.attribute ?? '-', this.locks || '-'].join(' | ');
  }
}
