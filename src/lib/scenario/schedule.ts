/**
 * Who runs when: the part of a run that a scenario leaves open.
 */

/** An actor does so many steps. Actors are numbered as in `actorsInOrder`, the worker of virtio-mem comes last. */
export interface Turn {
  readonly actor: number;
  /** At least 1. */
  readonly steps: number;
}

export type Schedule = readonly Turn[];

/** Most turns, steps of a turn, and the highest number of an actor, in a schedule that somebody sent. */
export const MAX_TURNS = 20_000;
export const MAX_TURN_STEPS = 10_000_000;
export const MOST_ACTOR_NUMBER = 63;
