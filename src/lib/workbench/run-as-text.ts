/**
 * The run on screen as a scenario text, and in which line of it each command stands: so that text and picture stay in
 * step, whatever was done by hand.
 */
import type { Job } from '#lib/hotplug/playground-machine.ts';
import type { MachineDescription } from '#lib/hotplug/state/machine.ts';
import type { Deed } from '#lib/scenario/deed.ts';
import { scenarioById } from '#lib/scenario/gallery.ts';
import type { Recipe } from '#lib/scenario/recipe.ts';
import { deedText } from '#lib/scenario/text/deed-text.ts';
import { runText, type DoneDeed } from '#lib/scenario/text/written-run.ts';
import type { MarkView } from './frame.ts';
import type { Playable } from './playable.ts';
import { compileText } from './playable-text.ts';

export interface TextOfRun {
  readonly text: string;
  /** What the text cannot say, one sentence each. */
  readonly lost: readonly string[];
  /** Line of each command, from 1, in the order of the marks; null where none is known. */
  readonly lines: readonly (number | null)[];
}

/** The text of a run, with what was done to it by hand. */
export function runAsText(playable: Playable, recipe: Recipe): TextOfRun {
  const { source } = playable;
  if (source.kind !== 'text') return writtenText(playable, recipe);
  if (recipe.cutAt === null && recipe.acts.length === 0) {
    return { text: source.text, lost: [], lines: playable.marks.map(({ line }) => line ?? null) };
  }
  return textWithActs(source.text, playable, recipe);
}

/** What was done by hand stands behind the text, as lines of its actors. */
function textWithActs(text: string, playable: Playable, { cutAt, acts }: Recipe): TextOfRun {
  const blockBytes = playable.machine.kernel.constants.blockSizeBytes;
  const rows = text.replace(/\n*$/, '').split('\n');
  const lines: (number | null)[] = playable.marks.map(({ line }) => line ?? null);
  const moved = (from: number): void => {
    for (const [i, line] of lines.entries()) if (line !== null && line >= from) lines[i] = line + 1;
  };
  const firstCondition = rows.findIndex((row) => /^(?:exists|never|always|~exists|forall)\b/.test(row));
  let end = firstCondition < 0 ? rows.length : firstCondition;
  while (end > 0 && rows[end - 1]!.trim() === '') end--;
  const firstAct = lines.length - acts.length;
  for (const [i, { actor, deed }] of acts.entries()) {
    const header = rows.findIndex((row) => row.trim() === `${actor}:`);
    let at: number;
    if (header >= 0) {
      at = header + 1;
      while (/^\s+\S/.test(rows[at] ?? '')) at++;
    } else {
      rows.splice(end, 0, `${actor}:`);
      moved(end + 1);
      at = ++end;
    }
    rows.splice(at, 0, `  ${deedText(deed, blockBytes)}`);
    moved(at + 1);
    end++;
    if (firstAct + i >= 0) lines[firstAct + i] = at + 1;
  }
  const lost = ['The order of what was done at the same time is not in the text.'];
  if (cutAt !== null) lost.push('The text still has all of its lines; this run was left before their end.');
  return { text: `${rows.join('\n')}\n`, lost, lines };
}

interface Begun {
  readonly actor: string;
  readonly deed: Deed;
  readonly startStep: number;
  readonly endStep: number | null;
}

/** Everything that was begun, in its order: jobs and the signals of acts. */
function begunIn({ machine }: Playable, { acts }: Recipe): Begun[] {
  const jobs = machine.jobs.map(({ actor, command, startStep, endStep }: Job): Begun => ({
    actor,
    deed: command,
    startStep,
    endStep,
  }));
  const signals = acts.flatMap(({ at, actor, deed }): Begun[] =>
    deed.kind === 'signal' ? [{ actor, deed, startStep: at, endStep: at }] : [],
  );
  return [...jobs, ...signals].sort((a, b) => a.startStep - b.startStep);
}

function writtenText(playable: Playable, recipe: Recipe): TextOfRun {
  const { source, title, about, variant, marks } = playable;
  const scenario = source.kind === 'scenario' ? scenarioById(source.id) : null;
  const begun = begunIn(playable, recipe);
  const done = begun.map(({ actor, deed, startStep }, i): DoneDeed => {
    const step = scenario?.steps[i];
    const isStep = step !== undefined && (step.command === deed || step.otherwise?.command === deed);
    const both: readonly [Deed, ...Deed[]] =
      isStep && step.otherwise !== undefined ? [step.command, step.otherwise.command] : [deed];
    const isConcurrent = begun
      .slice(0, i)
      .some(
        ({ startStep: before, endStep }) => before <= startStep && (endStep === null || endStep > startStep),
      );
    return { actor, deeds: both, isConcurrent };
  });
  const machine: MachineDescription = playable.description;
  const { text, lost } = runText({
    title,
    about: about.replace(/\s+/g, ' '),
    variants: [variant],
    machine,
    done,
  });
  return { text, lost, lines: linesOf(text, playable, done, marks) };
}

/** The text is compiled again: its lines come in the order in which they were written. */
function linesOf(
  text: string,
  { variant }: Playable,
  done: readonly DoneDeed[],
  marks: readonly MarkView[],
): (number | null)[] {
  const compiled = compileText(text, variant);
  const unknown = marks.map(() => null);
  if (!compiled.ok || done.length !== marks.length) return unknown;
  const { init, actors } = compiled.value.program;
  const inActors = actors.flatMap(({ lines }) => lines).length;
  const inInit = done.length - inActors;
  if (inInit < 0 || inInit > init.length) return unknown;
  // Devices that no line plugs come first in the init part; they were not written.
  const first = init.slice(init.length - inInit).map(({ line }) => line);
  const waiting = new Map(actors.map(({ name, lines }) => [name, lines.map(({ line }) => line)]));
  return done.map(({ actor }, i) => first[i] ?? waiting.get(actor)?.shift() ?? null);
}
