/**
 * One kernel of a comparison: a scenario text played on it by the schedule that all of them share.
 */
import { success, type Result } from '#lib/capture/result.ts';
import { errnoName } from '#lib/hotplug/state/errno.ts';
import { opOf } from '#lib/hotplug/run/effects.ts';
import { VARIANTS, type VariantId } from '#lib/hotplug/variants/index.ts';
import type { TextSource } from '#lib/scenario/moment.ts';
import type { TextError } from '#lib/scenario/text/text-error.ts';
import type { FidelityView } from '../frame.ts';
import { actorOfThread } from '../jobs-of-threads.ts';
import { LiveRun } from '../live-run.ts';
import type { AskedText, Playable } from '../playable.ts';
import { playText } from '../playable-text.ts';

/** A step as the comparison prints it. */
export interface SideStep {
  readonly actor: string;
  readonly functionName: string;
  readonly label: string;
  /** What it answered, in words; empty for plain success. */
  readonly reply: string;
}

export interface ResultLine {
  readonly actor: string;
  readonly text: string;
  /** As its actor sees it. */
  readonly result: string;
  readonly failed: boolean;
}

export interface Side {
  readonly variant: VariantId;
  readonly title: string;
  readonly fidelity: FidelityView;
  readonly run: LiveRun;
  readonly steps: readonly SideStep[];
  readonly results: readonly ResultLine[];
  readonly asked: AskedText | null;
}

/** Replies of steps that are no return values are numbers of something; only errnos are told. */
function replyWords(reply: number): string {
  return reply < 0 && reply > -4096 ? `-${errnoName(reply)}` : '';
}

function stepsOf(playable: Playable): SideStep[] {
  const { run } = playable.machine;
  return Array.from({ length: run.length }, (_, step) => {
    const { thread, opId, reply } = run.history.step(step);
    return {
      actor: actorOfThread(playable, thread, step),
      functionName: run.functionAt(step),
      label: opOf(opId).label,
      reply: replyWords(reply),
    };
  });
}

/** Plays a text on a kernel; fails with what is wrong in it for that kernel. */
export function playSide(source: TextSource, variant: VariantId): Result<Side, readonly TextError[]> {
  const played = playText(source, variant);
  if (!played.ok) return played;
  const playable = played.value;
  const recipe = { source, variant, cutAt: null, acts: [] };
  const { asked, fidelity, marks } = playable;
  return success({
    variant,
    title: VARIANTS[variant].title,
    fidelity,
    steps: stepsOf(playable),
    run: new LiveRun(playable, recipe, playable.machine.run.length),
    results: marks.map(({ actor, text, result, failed }) => ({
      actor: actor.name,
      text,
      result: result ?? 'never ends',
      failed: failed || result === null,
    })),
    asked,
  });
}
