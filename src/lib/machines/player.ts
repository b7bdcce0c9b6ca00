/**
 * The player of a run: where in the log of steps the page stands, and whether it moves by itself.
 *
 * There is no clock in it. The page sends TICK with the time that has passed since the last frame, so a
 * test, a recorded demonstration and a slow machine all play the same run.
 */
import { type ActorRefFrom, assign, createActor, setup } from 'xstate';

/** How fast a run plays until the user chooses otherwise. */
export const DEFAULT_SPEED_STEPS_PER_S = 4;
/** A faster wish is lowered to this: at more steps a second nothing can be seen any longer. */
export const MAX_SPEED_STEPS_PER_S = 10_000;

export interface PlayerContext {
  /** Steps of the run that have been done, from 0 (nothing has happened) to `length`. */
  position: number;
  /** Steps in the run. */
  length: number;
  speedStepsPerS: number;
  /** What is left of played time that did not fill a step, in steps, below 1. */
  carrySteps: number;
}

/** Every event with its sentence. */
export const playerEvents = {
  LOAD: 'A run of `length` steps replaces the one that was there and is shown at `position`.',
  PLAY: 'The run moves by itself, from the start again if it stood at its end.',
  PAUSE: 'The run stands still.',
  STEP: 'One step is done and the run stands still.',
  STEP_BACK: 'One step is taken back and the run stands still.',
  SEEK: 'The run goes to `position`, or to the end that is nearest to it.',
  SCRUB_START: 'A handle on the timeline is taken, which holds the run.',
  SCRUB_END: 'The handle is let go, and a run that was playing plays on.',
  TICK: '`elapsedMs` milliseconds have passed since the last tick.',
  SPEED: 'The run plays at `stepsPerS` from now on.',
  FIRST: 'The run goes to its start.',
  LAST: 'The run goes to its end.',
} as const;

export type PlayerEvent =
  | { type: 'LOAD'; length: number; position?: number }
  | { type: 'SEEK'; position: number }
  | { type: 'TICK'; elapsedMs: number }
  | { type: 'SPEED'; stepsPerS: number }
  | { type: Exclude<keyof typeof playerEvents, 'LOAD' | 'SEEK' | 'TICK' | 'SPEED'> };

const on = playerEvents;

function clampPosition(position: number, length: number): number {
  return Math.min(Math.max(Math.trunc(position), 0), length);
}

const playerSetup = setup({
  types: { context: {} as PlayerContext, events: {} as PlayerEvent },
  actions: {
    load: assign((_, run: { length: number; position?: number }) => ({
      length: run.length,
      position: clampPosition(run.position ?? 0, run.length),
      carrySteps: 0,
    })),
    goTo: assign({
      position: ({ context }, to: { position: number }) => clampPosition(to.position, context.length),
      carrySteps: 0,
    }),
    goBy: assign({
      position: ({ context }, by: { steps: number }) =>
        clampPosition(context.position + by.steps, context.length),
      carrySteps: 0,
    }),
    setSpeed: assign({
      speedStepsPerS: (_, speed: { stepsPerS: number }) => Math.min(speed.stepsPerS, MAX_SPEED_STEPS_PER_S),
    }),
    advance: assign(({ context }, time: { elapsedMs: number }) => {
      const steps = context.carrySteps + (time.elapsedMs * context.speedStepsPerS) / 1000;
      const left = context.length - context.position;
      if (steps >= left) return { position: context.length, carrySteps: 0 };
      const whole = Math.floor(steps);
      return { position: context.position + whole, carrySteps: steps - whole };
    }),
  },
  guards: {
    isRun: (_, run: { length: number; position?: number }) =>
      Number.isSafeInteger(run.length) && run.length >= 0 && !Number.isNaN(run.position ?? 0),
    isPosition: (_, to: { position: number }) => !Number.isNaN(to.position),
    isSpeed: (_, speed: { stepsPerS: number }) => speed.stepsPerS > 0,
    isTime: (_, time: { elapsedMs: number }) => Number.isFinite(time.elapsedMs) && time.elapsedMs >= 0,
    stepsAreLeft: ({ context }) => context.position < context.length,
    stepsAreDone: ({ context }) => context.position > 0,
    noStepIsLeft: ({ context }) => context.position === context.length,
    hasSteps: ({ context }) => context.length > 0,
  },
});

const step = { actions: { type: 'goBy', params: { steps: 1 } }, guard: 'stepsAreLeft' } as const;
const stepBack = { actions: { type: 'goBy', params: { steps: -1 } }, guard: 'stepsAreDone' } as const;

/** The chart. Initial state: empty. */
export const playerMachine = playerSetup.createMachine({
  id: 'player',
  description: 'Plays a run of steps; `position` never leaves the range from 0 to `length`.',
  initial: 'empty',
  context: { position: 0, length: 0, speedStepsPerS: DEFAULT_SPEED_STEPS_PER_S, carrySteps: 0 },
  on: {
    LOAD: {
      guard: { type: 'isRun', params: ({ event }) => event },
      target: '.paused',
      actions: { type: 'load', params: ({ event }) => event },
      description: on.LOAD,
    },
    SPEED: {
      guard: { type: 'isSpeed', params: ({ event }) => event },
      actions: { type: 'setSpeed', params: ({ event }) => event },
      description: on.SPEED,
    },
    SEEK: {
      guard: { type: 'isPosition', params: ({ event }) => event },
      actions: { type: 'goTo', params: ({ event }) => event },
      description: on.SEEK,
    },
    FIRST: {
      guard: 'stepsAreDone',
      actions: { type: 'goTo', params: { position: 0 } },
      description: on.FIRST,
    },
    LAST: {
      guard: 'stepsAreLeft',
      actions: { type: 'goTo', params: { position: Infinity } },
      description: on.LAST,
    },
  },
  states: {
    empty: {
      description: 'No run is loaded.',
      on: { SEEK: { description: 'Nothing happens: there is no run to seek in.' } },
    },
    paused: {
      description: 'The run stands still before its end.',
      always: { guard: 'noStepIsLeft', target: 'atEnd', description: 'No step is left.' },
      on: {
        PLAY: { target: 'playing', description: on.PLAY },
        STEP: { ...step, description: on.STEP },
        STEP_BACK: { ...stepBack, description: on.STEP_BACK },
        SCRUB_START: { target: 'scrubbing.thenPaused', description: on.SCRUB_START },
      },
    },
    playing: {
      description: 'The run moves with each TICK.',
      always: { guard: 'noStepIsLeft', target: 'atEnd', description: 'No step is left.' },
      on: {
        PAUSE: { target: 'paused', description: on.PAUSE },
        STEP: { ...step, target: 'paused', description: on.STEP },
        STEP_BACK: { ...stepBack, target: 'paused', description: on.STEP_BACK },
        SCRUB_START: { target: 'scrubbing.thenPlaying', description: on.SCRUB_START },
        TICK: {
          guard: { type: 'isTime', params: ({ event }) => event },
          actions: { type: 'advance', params: ({ event }) => event },
          description: on.TICK,
        },
      },
    },
    scrubbing: {
      description: 'A handle on the timeline is held; the run follows it and does not move by itself.',
      initial: 'thenPaused',
      states: {
        thenPaused: {
          description: 'The run will stand still when the handle is let go.',
          on: {
            PLAY: { target: 'thenPlaying', description: on.PLAY },
            SCRUB_END: { target: '#player.paused', description: on.SCRUB_END },
          },
        },
        thenPlaying: {
          description: 'The run will play on when the handle is let go.',
          on: {
            PAUSE: { target: 'thenPaused', description: on.PAUSE },
            SCRUB_END: { target: '#player.playing', description: on.SCRUB_END },
          },
        },
      },
    },
    atEnd: {
      description: 'Every step of the run is done.',
      always: {
        guard: 'stepsAreLeft',
        target: 'paused',
        description: 'The run has been taken back from its end.',
      },
      on: {
        PLAY: {
          guard: 'hasSteps',
          target: 'playing',
          actions: { type: 'goTo', params: { position: 0 } },
          description: on.PLAY,
        },
        STEP_BACK: { ...stepBack, description: on.STEP_BACK },
        SCRUB_START: { target: 'scrubbing.thenPaused', description: on.SCRUB_START },
      },
    },
  },
});

/** A running player. */
export type Player = ActorRefFrom<typeof playerMachine>;

/** Starts a player without a run. Send it LOAD; send it TICK from each animation frame while it is playing. */
export function createPlayer(): Player {
  return createActor(playerMachine).start();
}
