/**
 * What was done by hand, or stands in the gallery as data, as scenario text: so that text and picture stay in step.
 *
 * Deeds that were done one after the other become the init part, which keeps their order whoever did them. From the
 * first that began while another was under way, every actor gets a section: from there on the order is free.
 */
import type { MachineDescription } from '#lib/hotplug/state/machine.ts';
import type { VariantId } from '#lib/hotplug/variants/index.ts';
import { usualActor, type Deed } from '../deed.ts';
import type { Scenario } from '../scenario.ts';
import { deedText } from './deed-text.ts';
import { machineText } from './machine-text.ts';
import { parseScenario } from './parse.ts';
import { printScenario } from './print.ts';
import { quoted } from './print-word.ts';

export interface DoneDeed {
  readonly actor: string;
  /** More than one: the first that the kernel has. */
  readonly deeds: readonly [Deed, ...Deed[]];
  /** It began while another deed was under way. */
  readonly isConcurrent: boolean;
}

export interface WrittenRun {
  readonly title: string;
  readonly about: string;
  readonly variants: readonly VariantId[];
  readonly machine: MachineDescription;
  readonly done: readonly DoneDeed[];
}

export interface RunText {
  readonly text: string;
  /** What the text cannot say, one sentence each; empty when the text gives the same run. */
  readonly lost: readonly string[];
}

const NAME = /^[A-Za-z_][A-Za-z0-9_.-]*$/;

/** A name that a section may have. */
function sectionName(actor: string): string {
  return NAME.test(actor) ? actor : actor.replace(/[^A-Za-z0-9_.-]+/g, '-').replace(/^(?![A-Za-z_])/, 'a');
}

function lineOf({ deeds }: DoneDeed, blockBytes: number): string {
  return deeds.map((deed) => deedText(deed, blockBytes)).join(' or ');
}

function initLine(done: DoneDeed, blockBytes: number): string {
  const isUsual = done.actor === usualActor(done.deeds[0]);
  return `${isUsual ? '' : `as ${sectionName(done.actor)} `}${lineOf(done, blockBytes)}`;
}

/** The text of a run. */
export function runText(run: WrittenRun): RunText {
  const block = run.machine.blockSizeBytes;
  const { lines: facts, lost } = machineText(run.machine);
  const firstConcurrent = run.done.findIndex(({ isConcurrent }) => isConcurrent);
  // The deed before it is under way at that time: it belongs to an actor too.
  const cut = firstConcurrent < 0 ? run.done.length : Math.max(0, firstConcurrent - 1);
  const init = run.done.slice(0, cut);
  const rest = run.done.slice(cut);
  const actors = [...new Set(rest.map(({ actor }) => sectionName(actor)))];
  const lines = [
    `scenario ${quoted(run.title)}`,
    `about ${run.about}`,
    '',
    `kernel ${run.variants.join(' ')}`,
    ...facts,
    '',
    ...(init.length === 0 ? [] : ['init:', ...init.map((done) => initLine(done, block))]),
    ...actors.flatMap((name) => [
      `${name}:`,
      ...rest.filter(({ actor }) => sectionName(actor) === name).map((done) => lineOf(done, block)),
    ]),
  ];
  const losses = lost.map((field) => `The text gives a machine with other ${field}.`);
  if (rest.length > 0) losses.push('The order of what was done at the same time is not in the text.');
  const syntax = parseScenario(lines.join('\n'));
  const text = syntax.ok ? printScenario(syntax.value) : `${lines.join('\n')}\n`;
  if (!syntax.ok) losses.push('Some lines cannot be read back.');
  return { text, lost: losses };
}

/** A scenario of the gallery as text, for its own kernel unless others are named. */
export function scenarioAsText(
  scenario: Scenario,
  variants: readonly VariantId[] = [scenario.variant],
): RunText {
  const { title, about, machine, steps } = scenario;
  const done = steps.map(({ actor, command, otherwise, afterSteps }): DoneDeed => ({
    actor,
    deeds: otherwise === undefined ? [command] : [command, otherwise.command],
    isConcurrent: afterSteps !== undefined,
  }));
  return runText({ title, about, variants, machine, done });
}
