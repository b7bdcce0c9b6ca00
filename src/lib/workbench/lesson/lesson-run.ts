/**
 * One scenario of a lesson on one kernel: played once, asked what a lesson wants to know, and, where a question is
 * about every order of its actors, explored.
 */
import { failure, success, type Result } from '#lib/capture/result.ts';
import { Exploration } from '#lib/explore/explore.ts';
import type { ConditionVerdict, ExploreReport } from '#lib/explore/report.ts';
import { functionNames } from '#lib/hotplug/run/registry.ts';
import { errnoName } from '#lib/hotplug/state/errno.ts';
import type { VariantId } from '#lib/hotplug/variants/variant.ts';
import type { Ask, LessonScenario, Spot } from '#lib/scenario/lesson/lesson.ts';
import { playedView } from '#lib/scenario/played-outcome.ts';
import type { Condition } from '#lib/scenario/program.ts';
import type { Schedule } from '#lib/scenario/schedule.ts';
import { evaluate } from '#lib/scenario/text/evaluate.ts';
import { textError, type Place, type TextError } from '#lib/scenario/text/text-error.ts';
import { compileText, playCompiled, type CompiledText, type PlayedText } from '../playable-text.ts';
import { blocksOf } from './asked-blocks.ts';
import { hitAfter } from '../time/hit-lists.ts';
import { hitsOf } from '../time/hits.ts';
import { locksOf } from '../time/lock-names.ts';
import { conditionErrorText, parseCondition } from '../time/parse-condition.ts';

const QUANTIFIER = 'exists ';

/** An error of the scenario text, or of a formula that was put below it, as one of the lesson. */
function moved(error: TextError, scenario: LessonScenario, asks: readonly Ask[]): TextError {
  const rows = scenario.text.trimEnd().split('\n').length;
  const ask = asks[error.line - rows - 1];
  if (ask !== undefined) {
    const column = ask.at.column + Math.max(0, error.column - 1 - QUANTIFIER.length);
    return { ...error, line: ask.at.line, column };
  }
  if (scenario.file === null) return { ...error, line: scenario.line + error.line - 1 };
  const what = `scenarios/${scenario.file}.txt, line ${error.line}: ${error.what}`;
  return { ...error, line: scenario.line, column: 1, what };
}

export class LessonRun {
  readonly variant: VariantId;
  readonly length: number;
  readonly #played: PlayedText;
  readonly #compiled: CompiledText;
  readonly #conditions: ReadonlyMap<Ask, Condition>;
  #report: ExploreReport | null = null;

  /** Plays the scenario; fails with what is wrong in it or in a formula, at places of the lesson. */
  static play(
    scenario: LessonScenario,
    kernel: VariantId | null,
    asks: readonly Ask[],
    schedule: Schedule = [],
  ): Result<LessonRun, readonly TextError[]> {
    const below = asks.map(({ text }) => `${QUANTIFIER}${text}`);
    const text = [scenario.text.trimEnd(), ...below].join('\n');
    const compiled = compileText(text, kernel ?? undefined);
    if (!compiled.ok) return failure(compiled.error.map((error) => moved(error, scenario, asks)));
    const source = { kind: 'text', text: scenario.text, schedule } as const;
    const played = playCompiled(source, compiled.value);
    if (!played.ok) return failure(played.error.map((error) => moved(error, scenario, asks)));
    return success(new LessonRun(compiled.value, played.value, asks));
  }

  private constructor(compiled: CompiledText, played: PlayedText, asks: readonly Ask[]) {
    this.#compiled = compiled;
    this.#played = played;
    this.variant = compiled.program.variant;
    this.length = played.playable.machine.run.length;
    const { conditions } = compiled.program;
    const own = conditions.length - asks.length;
    this.#conditions = new Map(asks.map((ask, i) => [ask, conditions[own + i]!]));
  }

  /** Is the formula true after so many steps? One about every order has no place. */
  holds(ask: Ask, position: number): boolean {
    if (ask.over !== null) return this.verdict(ask).answer?.toLowerCase() === ask.over;
    const { player } = this.#played;
    return evaluate(this.#conditions.get(ask)!.formula, playedView(player, position));
  }

  /** Numbers of the blocks that the formulas speak of, ascending. */
  blocksIn(asks: readonly Ask[]): number[] {
    return blocksOf(asks.map((ask) => this.#conditions.get(ask)!.formula));
  }

  /** What every order of the actors comes to. */
  verdict(ask: Ask): ConditionVerdict {
    const asked = [...this.#conditions.keys()].filter(({ over }) => over !== null);
    return this.#explored(asked).conditions[asked.indexOf(ask)]!;
  }

  /** How much was tried for that, in words. */
  get tried(): string {
    const asked = [...this.#conditions.keys()].filter(({ over }) => over !== null);
    const { runs, states } = this.#explored(asked);
    const orders = runs === null ? 'every order' : `${runs.toLocaleString('en')} orders`;
    return `${orders} of the steps that somebody else can notice, ${states.toLocaleString('en')} states`;
  }

  #explored(asked: readonly Ask[]): ExploreReport {
    if (this.#report !== null) return this.#report;
    const conditions = asked.map((ask) => this.#conditions.get(ask)!);
    const exploration = Exploration.of({ ...this.#compiled.program, conditions });
    // The same init part has come to its end when the text was played.
    if (!exploration.ok) throw new Error(exploration.error.what);
    exploration.value.run();
    this.#report = exploration.value.report();
    return this.#report;
  }

  /** The position that a spot names. */
  position(spot: Spot, at: Place): Result<number, TextError> {
    switch (spot.kind) {
      case 'boot':
        return success(0);
      case 'begin':
        return success(this.#played.player.begin);
      case 'end':
        return success(this.length);
      case 'before':
      case 'after':
        return this.#ofLine(spot.kind, spot.result, at);
      case 'when':
        return this.#when(spot, at);
    }
  }

  #ofLine(kind: 'before' | 'after', result: string, at: Place): Result<number, TextError> {
    const job = this.#played.player.lines.find(({ line }) => line.result === result)?.job;
    if (job !== undefined) return success(kind === 'before' ? job.startStep : (job.endStep ?? this.length));
    const expected = this.#results().map(([name]) => name);
    return failure(textError(at, `no line has the result ${result}`, { word: result, expected }));
  }

  #when({ condition, from }: Extract<Spot, { kind: 'when' }>, at: Place): Result<number, TextError> {
    const { playable } = this.#played;
    const locks = locksOf(playable.machine.kernel).map(({ name }) => name);
    const parsed = parseCondition(condition, { functions: functionNames(), locks });
    if (!parsed.ok) return failure(textError(at, conditionErrorText(parsed.error).replace(/\.$/, '')));
    const begin = from === null ? success(0) : this.#ofLine('before', from, at);
    if (!begin.ok) return begin;
    const work = hitsOf(playable, parsed.value);
    let done = work.next();
    while (done.done !== true) done = work.next();
    const hit = hitAfter(done.value, begin.value);
    return hit === null ? failure(textError(at, `"${condition}" never comes true`)) : success(hit);
  }

  #results(): [string, string][] {
    return this.#played.player.lines.flatMap(({ line, job }) => {
      if (line.result === null) return [];
      const { result } = job;
      const word = result === null ? 'never ends' : result < 0 ? `-${errnoName(result)}` : String(result);
      return [[line.result, word] as [string, string]];
    });
  }

  /** What came of the lines that have a name, for whoever has to mend a lesson. */
  get results(): string {
    return this.#results()
      .map(([name, word]) => `${name} = ${word}`)
      .join(', ');
  }
}
