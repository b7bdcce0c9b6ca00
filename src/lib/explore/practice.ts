/**
 * A few whole runs in random order before a search, to learn what changes and what is visible: a search that learns
 * it on its way has to begin anew. The order is the same every time.
 */
import { OutgrownSlot, SPARE_FOR_PRACTICE, type Moves } from './moves.ts';

const MOST_RUNS = 100;
/** So many runs in a row that taught nothing are the end of it. */
const IDLE_RUNS = 10;
const MOVES_PER_RUN = 2000;
/** After so many moves, on average, it is somebody else's turn; one number for each run in turn. */
const PATIENCE = [1, 3, 12, 40];

/** A small generator of numbers (mulberry32): the same every time. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return (value ^ (value >>> 14)) >>> 0;
  };
}

/** Lets an actor make its move in the state at hand; false when it is done or has to wait. */
function goOn(moves: Moves, actor: number): boolean {
  for (;;) {
    try {
      const hasMove = moves.find(actor);
      if (hasMove) moves.memo.apply();
      return hasMove;
    } catch (error) {
      if (!(error instanceof OutgrownSlot)) throw error;
      moves.makeLayoutHere(SPARE_FOR_PRACTICE);
    }
  }
}

/**
 * Runs the actors from the beginning a few times. Some runs change the actor at every move, others let one go on for
 * long: both meet things that the other does not.
 */
export function practise(moves: Moves, actors: number): void {
  const random = randomNumbers(1);
  let known = 0;
  for (let run = 0, idle = 0; run < MOST_RUNS && idle < IDLE_RUNS; run++) {
    if (moves.stepper.isOutdated) moves.dropOutdated();
    moves.toBeginning();
    let actor = run % actors;
    for (let n = 0; n < MOVES_PER_RUN; n++) {
      if (random() % PATIENCE[run % PATIENCE.length]! === 0) actor = random() % actors;
      let tried = 0;
      while (tried < actors && !goOn(moves, actor)) {
        actor = (actor + 1) % actors;
        tried++;
      }
      if (tried === actors) break;
    }
    const knowledge = moves.locals.size + moves.stepper.knowledge;
    idle = knowledge === known ? idle + 1 : 0;
    known = knowledge;
  }
}
