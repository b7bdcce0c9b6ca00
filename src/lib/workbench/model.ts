/**
 * The model as the workbench uses it: one door to the kernel, the scenarios, the links and the player, so that all of
 * it can be loaded after the first picture is drawn.
 */
import { failure, success, type Result } from '#lib/capture/result.ts';
import { traceErrorText } from '#lib/capture/trace-error.ts';
import type { VariantId } from '#lib/hotplug/variants/variant.ts';
import { scenarioById } from '#lib/scenario/gallery.ts';
import type { RunSource } from '#lib/scenario/moment.ts';
import { LiveRun } from './live-run.ts';
import { notLoaded, unknownScenario, type Notice } from './notice.ts';
import { tellingPosition } from './places.ts';
import { playScenario, playTrace } from './playable.ts';
import type { TraceLibrary } from './trace-library.ts';

export { createPlayer } from '#lib/machines/player.ts';
export { decodeLink } from '#lib/scenario/link.ts';

/** Plays a run to its end on a kernel; on the run's own when none is named. */
export function playSource(
  source: RunSource,
  variant: VariantId | undefined,
  library: TraceLibrary,
): Result<LiveRun, Notice> | Promise<Result<LiveRun, Notice>> {
  return source.kind === 'trace'
    ? playRecorded(source.name, variant, library)
    : playBuiltIn(source.id, variant);
}

function playBuiltIn(id: string, variant: VariantId | undefined): Result<LiveRun, Notice> {
  const scenario = scenarioById(id);
  return scenario === null
    ? failure(unknownScenario(id))
    : success(new LiveRun(playScenario(scenario, variant)));
}

async function playRecorded(
  name: string,
  variant: VariantId | undefined,
  library: TraceLibrary,
): Promise<Result<LiveRun, Notice>> {
  const trace = await library.load(name);
  if (!trace.ok) return failure(notLoaded(trace.error));
  const played = playTrace(trace.value, variant);
  if (played.ok) return success(new LiveRun(played.value));
  const what = `The recorded run ${name} cannot be replayed: ${traceErrorText(played.error)}.`;
  return failure(notLoaded({ what, advice: 'Choose another one from the list.' }));
}

/** Where a run opens, and with which block: a scenario where its story is told best, a recording at its start. */
export function openingOf(run: LiveRun): { readonly position: number; readonly block: number | null } {
  const telling = tellingPosition(run.timeline);
  const block = run.frame(telling).refusals.at(-1)?.block ?? firstAdded(run);
  return { position: run.facts.source.kind === 'trace' ? 0 : telling, block };
}

/** The first block that is not there from the start on. */
function firstAdded({ samples }: LiveRun): number | null {
  const atBoot = new Set(samples[0]?.blocks.map(({ id }) => id));
  const added = samples.flatMap(({ blocks }) => blocks).find(({ id }) => !atBoot.has(id));
  return added?.id ?? null;
}
