/**
 * Reads the first picture off the model: the first scenario where it opens. Runs when the page is built, never in the
 * browser.
 */
import { VARIANT_IDS, VARIANTS } from '#lib/hotplug/variants/index.ts';
import { createPlayer } from '#lib/machines/player.ts';
import { firstMinute } from '#lib/scenario/first-minute.ts';
import type { Scenario } from '#lib/scenario/scenario.ts';
import type { Frame } from './frame.ts';
import { LiveRun } from './live-run.ts';
import { openingOf } from './model.ts';
import { playScenario } from './playable.ts';
import type { FirstPicture } from './shown-run.ts';

/** The first picture, and moments from all over its run. */
export function firstPicture(scenario: Scenario = firstMinute): {
  readonly first: FirstPicture;
  readonly samples: readonly Frame[];
} {
  const played = playScenario(scenario);
  const { source, variant, machine } = played;
  const run = new LiveRun(played, { source, variant, cutAt: null, acts: [] }, machine.run.length);
  const { position, block } = openingOf(run);
  const { facts, timeline, samples } = run;
  const first: FirstPicture = {
    facts,
    timeline,
    frame: run.frame(position),
    inspector: block === null ? null : run.inspector(position, block),
    speedStepsPerS: createPlayer().getSnapshot().context.speedStepsPerS,
    variants: VARIANT_IDS.map((id) => ({ id, title: VARIANTS[id].title })),
  };
  return { first, samples };
}
