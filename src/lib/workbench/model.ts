/**
 * The model as the workbench uses it: one door to the kernel, the scenarios, the links and the player, so that all of
 * it can be loaded after the first picture is drawn.
 */
import { failure, success, type Result } from '#lib/capture/result.ts';
import { traceErrorText } from '#lib/capture/trace-error.ts';
import type { VariantId } from '#lib/hotplug/variants/variant.ts';
import { scenarioById } from '#lib/scenario/gallery.ts';
import type { TextSource } from '#lib/scenario/moment.ts';
import { isPristine, type Recipe } from '#lib/scenario/recipe.ts';
import { continueRun } from './continue-run.ts';
import { LiveRun } from './live-run.ts';
import { notLoaded, unknownScenario, wrongText, type Notice } from './notice.ts';
import { tellingPosition } from './places.ts';
import { playScenario, playTrace, type Playable } from './playable.ts';
import { playText } from './playable-text.ts';
import type { TraceLibrary } from './trace-library.ts';

export { createPlayer } from '#lib/machines/player.ts';
export { decodeLink } from '#lib/scenario/link.ts';

/** What to play: a recipe, on the source's own kernel when none is named. */
export type Order = Omit<Recipe, 'variant'> & { readonly variant: VariantId | undefined };

/** Plays a recipe to its end. */
export function playOrder(
  order: Order,
  library: TraceLibrary,
): Result<LiveRun, Notice> | Promise<Result<LiveRun, Notice>> {
  const { source } = order;
  if (source.kind === 'trace') return playRecorded(source.name, order, library);
  return source.kind === 'text' ? playWritten(source, order) : playBuiltIn(source.id, order);
}

function playBuiltIn(id: string, order: Order): Result<LiveRun, Notice> {
  const scenario = scenarioById(id);
  return scenario === null
    ? failure(unknownScenario(id))
    : success(liveRun(playScenario(scenario, order.variant), order));
}

function playWritten(source: TextSource, order: Order): Result<LiveRun, Notice> {
  const played = playText(source, order.variant);
  return played.ok ? success(liveRun(played.value, order)) : failure(wrongText(source.text, played.error));
}

async function playRecorded(
  name: string,
  order: Order,
  library: TraceLibrary,
): Promise<Result<LiveRun, Notice>> {
  const trace = await library.load(name);
  if (!trace.ok) return failure(notLoaded(trace.error));
  const played = playTrace(trace.value, order.variant);
  if (played.ok) return success(liveRun(played.value, order));
  const what = `The recorded run ${name} cannot be replayed: ${traceErrorText(played.error)}.`;
  return failure(notLoaded({ what, advice: 'Choose another one from the list.' }));
}

function liveRun(source: Playable, { cutAt, acts }: Order): LiveRun {
  const { length } = source.machine.run;
  const recipe = { source: source.source, variant: source.variant, cutAt, acts };
  const played = isPristine(recipe) ? source : continueRun(source, within(cutAt, length), acts);
  return new LiveRun(played, recipe, length);
}

/** On another kernel the source may be shorter than the place where it was left. */
function within(cutAt: number | null, length: number): number | null {
  return cutAt === null || cutAt >= length ? null : cutAt;
}

/** Where a run opens, and with which block: a scenario where its story is told best, a recording at its start. */
export function openingOf(run: LiveRun): { readonly position: number; readonly block: number | null } {
  const { asked, source } = run.facts;
  const isOrdered = source.kind === 'text' && source.schedule.length > 0;
  const telling = isOrdered && asked !== null ? asked.followedTo : tellingPosition(run.timeline);
  const block = run.frame(telling).refusals.at(-1)?.block ?? firstAdded(run);
  return { position: run.facts.source.kind === 'trace' ? 0 : telling, block };
}

/** The first block that is not there from the start on. */
function firstAdded({ samples }: LiveRun): number | null {
  const atBoot = new Set(samples[0]?.blocks.map(({ id }) => id));
  const added = samples.flatMap(({ blocks }) => blocks).find(({ id }) => !atBoot.has(id));
  return added?.id ?? null;
}
