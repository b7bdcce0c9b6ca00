/**
 * The runs of a lesson in the page: each is played when it is first looked at, and kept.
 */
import { LiveRun } from '../live-run.ts';
import { playText } from '../playable-text.ts';
import type { PlayedRun } from './played-lesson.ts';

function play({ text, schedule, variant }: PlayedRun): LiveRun {
  const source = { kind: 'text', text, schedule } as const;
  const playable = playText(source, variant);
  // The same text was played when the page was built.
  if (!playable.ok) throw new Error(playable.error.map(({ what }) => what).join('; '));
  const recipe = { source, variant, cutAt: null, acts: [] };
  return new LiveRun(playable.value, recipe, playable.value.machine.run.length);
}

export class LiveLesson {
  readonly #runs: readonly PlayedRun[];
  readonly #live = new Map<number, LiveRun>();

  constructor(runs: readonly PlayedRun[]) {
    this.#runs = runs;
  }

  /** The run of that index, live. */
  run(index: number): LiveRun {
    const live = this.#live.get(index) ?? play(this.#runs[index]!);
    this.#live.set(index, live);
    return live;
  }
}
