/**
 * A few whole runs in random order before a search, to learn what changes and what is visible: a search that learns
 * it on its way has to begin anew. The order is the same every time.
 */
import type { LocalStates } from './local-states.ts';
import type { Stepper } from './stepper.ts';

const MOST_RUNS = 40;
/** So many runs in a row that taught nothing are the end of it. */
const IDLE_RUNS = 5;
const MOVES_PER_RUN = 400;
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

/**
 * Runs the actors from the beginning a few times and leaves the kernel in the state that every run starts from. Some
 * runs change the actor at every move, others let one go on for long: both meet things that the other does not.
 */
export function practise(stepper: Stepper, locals: LocalStates): void {
  const random = randomNumbers(1);
  let known = 0;
  for (let run = 0, idle = 0; run < MOST_RUNS && idle < IDLE_RUNS; run++) {
    for (const component of stepper.components.all) stepper.load(component, 0);
    const nodes = [...locals.initial];
    let actor = run % nodes.length;
    for (let moves = 0; moves < MOVES_PER_RUN; moves++) {
      if (random() % PATIENCE[run % PATIENCE.length]! === 0) actor = random() % nodes.length;
      let tried = 0;
      while (tried < nodes.length && !goOn(stepper, locals, nodes, actor)) {
        actor = (actor + 1) % nodes.length;
        tried++;
      }
      if (tried === nodes.length) break;
    }
    const knowledge = locals.size + stepper.knowledge;
    idle = knowledge === known ? idle + 1 : 0;
    known = knowledge;
  }
  for (const component of stepper.components.all) stepper.load(component, 0);
}

function goOn(stepper: Stepper, locals: LocalStates, nodes: number[], actor: number): boolean {
  if (locals.at(nodes[actor]!).isDone) return false;
  const to = tryMove(stepper, nodes[actor]!, nodes);
  if (to < 0) return false;
  nodes[actor] = to;
  return true;
}

/** What a search will report does not matter here. */
function tryMove(stepper: Stepper, node: number, nodes: readonly number[]): number {
  try {
    return stepper.move(node, nodes).to;
  } catch {
    return -1;
  }
}
