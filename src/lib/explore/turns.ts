/**
 * A run cut into turns: whose turn it was, and what happened in it, one short line each.
 *
 * What happens to one block after the other is said once, with all of them.
 */
import { opOf } from '#lib/hotplug/run/effects.ts';
import { DEVICE_HOTPLUG_LOCK, lockName, MEM_HOTPLUG_LOCK } from '#lib/hotplug/run/locks.ts';
import { errnoName } from '#lib/hotplug/state/errno.ts';
import type { JournalEntry } from '#lib/hotplug/state/journal.ts';
import { BLOCK_CONFIGURATIONS } from '#lib/machines/memory-block.table.ts';
import type { DoneLine } from '#lib/scenario/boot-program.ts';
import type { ProgramLine } from '#lib/scenario/program.ts';
import type { ProgramPlayer } from '#lib/scenario/program-player.ts';
import { joinRepeats } from './repeats.ts';
import { resultInWords } from './result-words.ts';

export interface Turn {
  readonly actor: string;
  /** Steps of the run in it. */
  readonly steps: number;
  /** What happened, in its order. */
  readonly says: readonly string[];
}

const POLLS = 'lock_device_hotplug_sysfs';
/** Said by the module that prints notifier events, which are said anyway. */
const IS_ECHO = /^hpctl: event /;

const stateOf = (configuration: number): string => BLOCK_CONFIGURATIONS[configuration]?.file ?? 'absent';

/** One turn while it goes on. */
class OpenTurn {
  readonly actor: string;
  steps = 0;
  /** Function and label of its last step. */
  last = '';
  /** Stretches of sayings; between them stand the lines of the program, which are never joined. */
  readonly #says: string[] = [];
  #stretch: string[] = [];

  constructor(actor: string) {
    this.actor = actor;
  }

  say(text: string): void {
    this.#stretch.push(text);
  }

  sayLine(text: string): void {
    this.#says.push(...joinRepeats(this.#stretch), text);
    this.#stretch = [];
  }

  close(isOpenLine: boolean): Turn {
    const says = [...this.#says, ...joinRepeats(this.#stretch)];
    if (isOpenLine && this.last !== '') says.push(`up to ${this.last}`);
    return { actor: this.actor, steps: this.steps, says };
  }
}

/** A line as people write it, with the name of its result. */
export function lineText({ result, text }: ProgramLine): string {
  return result === null ? text : `${result} = ${text}`;
}

function resultLine(player: ProgramPlayer, { line, job }: DoneLine): string {
  return `${line.result ?? 'result'}: ${resultInWords(player.machine, job)}`;
}

class TurnReader {
  readonly #player: ProgramPlayer;
  readonly turns: Turn[] = [];
  #open: OpenTurn | null = null;
  readonly #announced = new Set<DoneLine>();
  #signals = 0;
  #journalAt: number;
  #stepsDone = 0;

  constructor(player: ProgramPlayer) {
    this.#player = player;
    this.#journalAt = player.machine.kernel.journal.lengthAtStep(player.begin);
  }

  /** The step of an actor, by its number in the run. */
  step(step: number, actor: string): void {
    const { run } = this.#player.machine;
    const turn = this.#turnOf(actor);
    this.#announce(turn, step);
    turn.steps++;
    const { opId, reply } = run.history.step(step);
    const name = run.functionAt(step);
    turn.last = `${name}(): ${opOf(opId).label}`;
    if (name === POLLS && reply === 0)
      turn.say(`polls ${lockName(DEVICE_HOTPLUG_LOCK)}${this.#holder(step)}`);
    this.#changes(turn, step);
    this.#journal(turn, step);
    for (const done of this.#linesOf(actor)) {
      const { startStep, endStep } = done.job;
      if (endStep !== step + 1) continue;
      if (startStep === endStep) this.#announceLine(turn, done);
      else turn.sayLine(resultLine(this.#player, done));
    }
  }

  /** Signals that were sent up to a position, each a turn of its own sender. */
  signalsUpTo(position: number): void {
    const { signals } = this.#player;
    for (; this.#signals < signals.length && signals[this.#signals]!.position <= position; this.#signals++) {
      const { actor, line } = signals[this.#signals]!;
      const turn = this.#turnOf(actor);
      turn.steps++;
      turn.last = '';
      turn.sayLine(lineText(line));
    }
  }

  finish(): void {
    if (this.#open === null) return;
    const { actor } = this.#open;
    const isOpenLine = this.#linesOf(actor).some(
      (done) =>
        this.#announced.has(done) && (done.job.endStep === null || done.job.endStep > this.#stepsDone),
    );
    this.turns.push(this.#open.close(isOpenLine));
    this.#open = null;
  }

  #turnOf(actor: string): OpenTurn {
    if (this.#open?.actor !== actor) {
      this.finish();
      this.#open = new OpenTurn(actor);
    }
    return this.#open;
  }

  #linesOf(actor: string): DoneLine[] {
    const from = this.#player.begin;
    return this.#player.lines.filter((done) => done.actor === actor && done.job.startStep >= from);
  }

  /** Names the lines of an actor up to the one that a step belongs to. */
  #announce(turn: OpenTurn, step: number): void {
    this.#stepsDone = step + 1;
    for (const done of this.#linesOf(turn.actor)) {
      if (done.job.startStep <= step) this.#announceLine(turn, done);
    }
  }

  /** Names a line, once; some end without a step. */
  #announceLine(turn: OpenTurn, done: DoneLine): void {
    if (this.#announced.has(done)) return;
    this.#announced.add(done);
    turn.sayLine(lineText(done.line));
    if (done.job.endStep === done.job.startStep) turn.sayLine(resultLine(this.#player, done));
  }

  #holder(step: number): string {
    const { kernel, run } = this.#player.machine;
    run.history.seek(step);
    const owner = kernel.locks.owner.get(DEVICE_HOTPLUG_LOCK);
    const name = owner === 0 ? null : this.#player.actorOfThread(owner - 1);
    return name === null ? '' : `, which ${name} holds`;
  }

  #changes(turn: OpenTurn, step: number): void {
    const { kernel: k, run } = this.#player.machine;
    for (const { columnId, index, before, after } of run.history.changes(step)) {
      if (columnId === k.blocks.chart.id && stateOf(before) !== stateOf(after)) {
        turn.say(`memory${index}: ${stateOf(before)} -> ${stateOf(after)}`);
      }
      if (columnId !== k.locks.owner.id || index === MEM_HOTPLUG_LOCK) continue;
      turn.say(after === 0 ? `gives ${lockName(index)} back` : `takes ${lockName(index)}`);
    }
  }

  #journal(turn: OpenTurn, step: number): void {
    const { journal } = this.#player.machine.kernel;
    for (; this.#journalAt < journal.length; this.#journalAt++) {
      const entry = journal.at(this.#journalAt);
      if (entry.step > step) return;
      this.#entry(turn, entry);
    }
  }

  #entry(turn: OpenTurn, { message, numbers }: JournalEntry): void {
    const text = message.text(this.#player.machine.kernel.names, ...numbers);
    switch (message.kind) {
      case 'refusal':
        turn.say(`-${errnoName(message.errnoOf(...numbers))} from ${message.kernelFunction}(): ${text}`);
        break;
      case 'dmesg':
        if (!IS_ECHO.test(text)) turn.say(`log: ${text}`);
        break;
      case 'report':
        turn.say(`report: ${text}`);
        break;
      case 'notify':
        turn.say(text);
        break;
      case 'uevent':
      case 'answer':
        break;
    }
  }
}

/** The turns of what a player has played since the actors began. The machine stands at the end afterwards. */
export function turnsOf(player: ProgramPlayer): readonly Turn[] {
  const { run } = player.machine;
  const reader = new TurnReader(player);
  let step = player.begin;
  for (const thread of run.threadsOfSteps(player.begin)) {
    reader.signalsUpTo(step);
    // A signal is a thread of one step that belongs to nobody; whoever sent it has a turn already.
    const isSignal = opOf(run.history.step(step).opId).name === 'send_signal';
    const actor = isSignal ? null : player.actorOfThread(thread.id);
    if (actor !== null) reader.step(step, actor);
    step++;
  }
  reader.signalsUpTo(run.length);
  reader.finish();
  run.history.seek(run.length);
  return reader.turns;
}
