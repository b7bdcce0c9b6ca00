/**
 * A scenario in text as something that can be played: compiled for a kernel, its actors run by a schedule, its
 * conditions asked of what came out.
 */
import { failure, success, type Result } from '#lib/capture/result.ts';
import { VARIANTS, type VariantId } from '#lib/hotplug/variants/index.ts';
import type { DoneLine } from '#lib/scenario/boot-program.ts';
import type { TextSource } from '#lib/scenario/moment.ts';
import { playedConditions } from '#lib/scenario/played-outcome.ts';
import { ProgramPlayer, type SentSignal } from '#lib/scenario/program-player.ts';
import type { Program } from '#lib/scenario/program.ts';
import { assumptionsOf, compileScenario, variantsOf } from '#lib/scenario/text/compile.ts';
import { parseScenario } from '#lib/scenario/text/parse.ts';
import { textError, type TextError } from '#lib/scenario/text/text-error.ts';
import { ActorNames } from './actor-names.ts';
import type { MarkView } from './frame.ts';
import { jobMark, type LooseMark } from './job-mark.ts';
import { ASSUMED_AT_BOOT, scenarioFidelity, type Playable } from './playable.ts';
import { RunIndex } from './run-index.ts';

/** A program with what else its text says. */
export interface CompiledText {
  readonly program: Program;
  /** Kernels that the text names, the one to play first. */
  readonly variants: readonly VariantId[];
  readonly assumptions: readonly string[];
}

/** Compiles a text for a kernel; for the first that it names when none is given. */
export function compileText(text: string, variant?: VariantId): Result<CompiledText, readonly TextError[]> {
  const parsed = parseScenario(text);
  if (!parsed.ok) return parsed;
  const variants = variantsOf(parsed.value);
  if (!variants.ok) return variants;
  const program = compileScenario(parsed.value, variant ?? variants.value[0]!);
  if (!program.ok) return program;
  return success({
    program: program.value,
    variants: variants.value,
    assumptions: assumptionsOf(parsed.value),
  });
}

/** A text that was played, with the player that knows what came of its lines. */
export interface PlayedText {
  readonly playable: Playable;
  readonly player: ProgramPlayer;
}

/** Plays a text to its end, or says what is wrong in it. */
export function playText(source: TextSource, variant?: VariantId): Result<Playable, readonly TextError[]> {
  const compiled = compileText(source.text, variant);
  if (!compiled.ok) return compiled;
  const played = playCompiled(source, compiled.value);
  return played.ok ? success(played.value.playable) : played;
}

/** Plays what was compiled of a text. */
export function playCompiled(
  source: TextSource,
  { program, assumptions }: CompiledText,
): Result<PlayedText, readonly TextError[]> {
  const booted = ProgramPlayer.boot(program);
  if (!booted.ok) {
    const { line, what, help } = booted.error;
    return failure([textError({ line: Math.max(1, line), column: 1, length: 1 }, what, { fix: help })]);
  }
  const player = booted.value;
  const followed = player.follow(source.schedule);
  const followedTo = player.machine.run.length;
  player.finish();
  const conditions = playedConditions(player, program.conditions);
  const { machine } = player;
  const actors = new ActorNames();
  const playable: Playable = {
    source,
    title: program.title === '' ? 'Scenario' : program.title,
    about: program.about,
    variant: program.variant,
    machine,
    description: program.machine,
    marks: marksOf(player, actors),
    fidelity: scenarioFidelity(program.variant),
    actors,
    index: new RunIndex(machine),
    assumptions: [...assumptions, ASSUMED_AT_BOOT],
    asked: {
      conditions: conditions.map(({ condition: { quantifier, when, text, line }, holds, isMet }) => ({
        quantifier,
        when,
        text,
        line,
        holds,
        isMet,
      })),
      orderTrouble: followed.ok ? null : orderTrouble(followed.error, VARIANTS[program.variant].title),
      followedTo,
    },
  };
  return success({ playable, player });
}

function orderTrouble(
  { turn, what }: { readonly turn: number; readonly what: string },
  kernel: string,
): string {
  return `The order of steps fits ${kernel} only up to turn ${turn + 1}: ${what}. From there on everybody runs in the usual order.`;
}

function signalMark({ actor, line, position }: SentSignal, actors: ActorNames): LooseMark {
  return {
    actor: actors.ref(actor),
    text: line.text,
    startStep: position,
    endStep: position,
    result: '0',
    failed: false,
    agrees: null,
    difference: null,
  };
}

/** The lines in the order in which they began. */
function marksOf(player: ProgramPlayer, actors: ActorNames): MarkView[] {
  const lines = player.lines.map(({ line, job }: DoneLine) => {
    return { ...jobMark(player.machine, actors, job, line.text), line: line.line };
  });
  const signals = player.signals.map((signal) => ({
    ...signalMark(signal, actors),
    line: signal.line.line,
  }));
  return [...lines, ...signals]
    .sort((a, b) => a.startStep - b.startStep)
    .map((mark, index) => ({ ...mark, index }));
}

/**
 * The kernel for a text that was edited: the one on screen, unless the reader has changed the kernels that the text
 * names; then the first of them.
 */
export function variantAfterEdit(before: string, after: string, shown: VariantId): VariantId | undefined {
  const kernels = (text: string): string =>
    text
      .split('\n')
      .filter((line) => /^kernel\s/.test(line))
      .join('\n');
  return kernels(before) === kernels(after) ? shown : undefined;
}
