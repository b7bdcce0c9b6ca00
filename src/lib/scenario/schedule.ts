/**
 * Who runs when: the part of a run that a scenario leaves open.
 */

/** An actor does so many steps. Actors are numbered as in `actorsInOrder`, the worker of virtio-mem comes last. */
export interface Turn {
  readonly actor: number;
  readonly steps: number;
}

export type Schedule = readonly Turn[];
