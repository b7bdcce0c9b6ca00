/**
 * Several actors on one machine in an order that a seed decides: any thread that can go on may do the next step, which
 * is every order that a kernel with preemption could show. What was chosen is written down, so that the same order can
 * be run again from any position.
 */
import { send_sig } from '../drivers/test-module.ts';
import { virtio_mem_run_wq, virtioNeedsWorker } from '../drivers/virtio-mem.ts';
import { bootKernel } from '../state/boot.ts';
import type { Kernel } from '../state/kernel.ts';
import type { MachineDescription } from '../state/machine.ts';
import { Run } from '../run/run.ts';
import { SIGNAL_FATAL, SIGNAL_HANDLED } from '../run/locks.ts';
import type { Thread } from '../run/thread.ts';
import type { Command } from '../userspace/commands.ts';
import { compileCommand } from '../userspace/compile-command.ts';
import type { Variant } from '../variants/variant.ts';
import { pick, randomNumbers, shuffled } from './random-numbers.ts';

/** A command of one of the actors, or a signal to whatever that actor has under way. */
export type Deed = Command | { readonly kind: 'signal'; readonly fatal: boolean };

/** A thread that was started at a position, or the thread that did the step there. */
type Choice =
  | { readonly kind: 'start'; readonly actor: string; readonly fn: object; readonly args: readonly number[] }
  | { readonly kind: 'step'; readonly thread: number };

const WORKER = 'kworker';
/** Some runs change threads at every step, some let one run far ahead of the others. */
const STICKINESS = [0, 0.8, 0.97] as const;

export class RandomRun {
  readonly kernel: Kernel;
  readonly run: Run;
  readonly #random: () => number;
  #queues: { deeds: readonly Deed[]; next: number; thread: Thread | null }[];
  readonly #choices: Choice[] = [];
  /** How likely it is that the thread that did the last step does the next one too. */
  readonly #stickiness: number;
  #last: Thread | null = null;

  /** Boots; `prelude` is done before anybody else begins, `actors` are what each of the others does. */
  constructor(
    machine: MachineDescription,
    variant: Variant,
    prelude: readonly Command[],
    actors: readonly (readonly Deed[])[],
    seed: number,
  ) {
    this.kernel = bootKernel(machine, variant.kmemFamily);
    this.run = new Run(this.kernel, variant.functions);
    this.#random = randomNumbers(seed);
    this.#stickiness = pick(this.#random, STICKINESS);
    this.#queues = [prelude].map((deeds) => ({ deeds, next: 0, thread: null }));
    while (this.step());
    this.#queues = actors.map((deeds) => ({ deeds, next: 0, thread: null }));
  }

  /** Does one step of anybody, or lets an actor begin something. False when nobody can do anything any more. */
  step(): boolean {
    this.#startWorker();
    const idle = this.#queues.filter(({ deeds, next, thread }) => {
      return next < deeds.length && (thread === null || thread.result !== null || isSignal(deeds[next]!));
    });
    const { version } = this.kernel.store;
    const threads = this.#inOrder(this.run.threads.filter(({ stalledAt }) => stalledAt !== version));
    if (idle.length > 0 && (threads.length === 0 || this.#random() < 0.1)) {
      this.#begin(pick(this.#random, idle));
      return true;
    }
    for (const thread of threads) {
      const before = this.run.length;
      this.run.step(thread);
      if (this.run.length === before) continue;
      this.#choices.push({ kind: 'step', thread: thread.id });
      this.#last = thread;
      return true;
    }
    if (idle.length === 0) return false;
    this.#begin(idle[0]!);
    return true;
  }

  /** Lets everybody go on who waits for something that nobody is going to do: held events, pages that never move. */
  wakeEverybody(): void {
    for (const { id } of [...this.run.threads]) this.#start('signal', send_sig, [id, SIGNAL_HANDLED]);
    const release = compileCommand(this.kernel, this.run, { kind: 'notifier_release' })!;
    this.#start('test', release.fn, release.args);
  }

  /** Does the choices from a position on once more; the run must have been set back to it. */
  repeatFrom(position: number): void {
    let at = 0;
    for (const choice of this.#choices) {
      if (choice.kind === 'start') {
        if (at > position) this.run.start(choice.actor, choice.fn, choice.args);
        continue;
      }
      if (at++ < position) continue;
      const thread = this.run.threads.find(({ id }) => id === choice.thread);
      if (thread === undefined) throw new Error(`no thread ${choice.thread} at position ${at - 1}`);
      this.run.step(thread);
      if (this.run.length !== at)
        throw new Error(`thread ${choice.thread} did no step at position ${at - 1}`);
    }
  }

  #begin(queue: { deeds: readonly Deed[]; next: number; thread: Thread | null }): void {
    const deed = queue.deeds[queue.next++]!;
    const actor = `actor ${this.#queues.indexOf(queue)}`;
    if (isSignal(deed)) {
      if (queue.thread === null || queue.thread.result !== null) return;
      this.#start('signal', send_sig, [queue.thread.id, deed.fatal ? SIGNAL_FATAL : SIGNAL_HANDLED]);
      return;
    }
    const compiled = compileCommand(this.kernel, this.run, deed);
    if (compiled !== null) queue.thread = this.#start(actor, compiled.fn, compiled.args);
  }

  #start(actor: string, fn: object, args: readonly number[]): Thread {
    this.#choices.push({ kind: 'start', actor, fn, args });
    return this.run.start(actor, fn, args);
  }

  /** The worker of a virtio-mem device begins as soon as it has something to do, and never twice at once. */
  #startWorker(): void {
    const device = virtioNeedsWorker(this.kernel);
    if (device < 0 || this.run.threads.some(({ actor }) => actor === WORKER)) return;
    this.#start(WORKER, virtio_mem_run_wq, [device]);
  }

  /** In a random order; the one that ran last is often the first of them. */
  #inOrder(threads: readonly Thread[]): Thread[] {
    const order = shuffled(this.#random, threads);
    const last = this.#last;
    if (last === null || !order.includes(last) || this.#random() >= this.#stickiness) return order;
    return [last, ...order.filter((thread) => thread !== last)];
  }
}

function isSignal(deed: Deed): deed is Extract<Deed, { kind: 'signal' }> {
  return deed.kind === 'signal';
}
