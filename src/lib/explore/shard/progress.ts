/**
 * How far an actor has come, as a number that no step makes smaller.
 *
 * The place of an actor is the line that it is at, then for each open call how many replies it has got, outermost
 * first. A step makes that larger in the order of a dictionary, unless it goes round a loop or a function begins
 * again as itself: what is inside such a call is left out, so the place stands still there.
 */
import type { SavedFrame } from '#lib/hotplug/run/thread.ts';
import type { LocalStates } from '../local-states.ts';
import type { PlannedActor } from '../plan.ts';

/** Functions that go on by `become` with what they count in their first argument. */
const COUNTS_IN_ARGUMENT: ReadonlySet<string> = new Set(['walk_memory_blocks']);
/** Functions that begin again by `become`. */
export const BEGINS_AGAIN: ReadonlySet<string> = new Set([
  'virtio_mem_sbm_plug_and_add_mb',
  'virtio_mem_sbm_plug_request',
  'virtio_mem_sbm_unplug_request',
  'virtio_mem_sbm_remove_unplugged_mbs',
  'virtio_mem_bbm_plug_request',
  'virtio_mem_bbm_unplug_request',
  'virtio_mem_process_requests',
  'virtio_mem_run_wq',
  ...COUNTS_IN_ARGUMENT,
]);

/** Marks of one actor; with more of them shares could be smaller and would overlap less. */
const MOST_MARKS = 8;
/** Marks of all actors together make a grid; it has no more points than this. */
const MOST_POINTS = 60_000;

export type Place = readonly number[];

/** The place of an actor that is at a line with these calls open. */
export function placeOf(line: number, frames: readonly SavedFrame[]): Place {
  const place = [line];
  for (const { fn, args, loop, replies } of frames) {
    if (loop) break;
    if (COUNTS_IN_ARGUMENT.has(fn)) place.push(args[0] ?? 0);
    else if (BEGINS_AGAIN.has(fn)) break;
    place.push(replies.length);
  }
  return place;
}

/** Below 0 when the first place is before the second, above 0 when behind it. A place comes before its own inside. */
export function comparePlaces(a: Place, b: Place): number {
  for (let i = 0; i < a.length && i < b.length; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return a.length - b.length;
}

/** Some places of each actor that divide its way; how many of them are behind an actor is how far it has come. */
export class Progress {
  readonly #locals: LocalStates;
  /** For each actor its marks in their order; none for those that serve for ever. */
  readonly #marks: readonly (readonly Place[])[];
  readonly #known: number[] = [];

  /** Takes the marks from the local states known so far: all that share work must know the same ones. */
  constructor(locals: LocalStates, actors: readonly PlannedActor[]) {
    this.#locals = locals;
    const counted = actors.filter(({ isDaemon }) => !isDaemon).length;
    let most = MOST_MARKS;
    while (most > 1 && (most + 1) ** counted > MOST_POINTS) most--;
    let left = Math.floor(Math.log2(MOST_POINTS));
    this.#marks = actors.map(({ isDaemon }, actor) =>
      isDaemon || left-- <= 0 ? [] : evenly(placesOf(locals, actor), most),
    );
  }

  /** How many marks each actor has. */
  get most(): readonly number[] {
    return this.#marks.map(({ length }) => length);
  }

  /** How many marks the actor of a local state has reached. */
  of(node: number): number {
    return (this.#known[node] ??= this.#count(node));
  }

  #count(node: number): number {
    const { actor, line } = this.#locals.at(node);
    const place = placeOf(line, this.#locals.framesOf(node));
    return this.#marks[actor]!.filter((mark) => comparePlaces(mark, place) <= 0).length;
  }
}

/** Places that an actor can be in, in their order. */
function placesOf(locals: LocalStates, actor: number): Place[] {
  const places: Place[] = [];
  for (let node = 0; node < locals.size; node++) {
    const state = locals.at(node);
    if (state.actor === actor) places.push(placeOf(state.line, locals.framesOf(node)));
  }
  places.sort(comparePlaces);
  return places.filter((place, i) => i === 0 || comparePlaces(places[i - 1]!, place) !== 0);
}

/** So many of the places behind the first one, at even distances. */
function evenly(places: readonly Place[], most: number): Place[] {
  const behind = places.slice(1);
  if (behind.length <= most) return behind;
  return Array.from({ length: most }, (_, i) => behind[Math.ceil(((i + 1) * behind.length) / most) - 1]!);
}
