/**
 * A few whole runs in random order before a search, to learn what changes and what is visible: a search that learns
 * it on its way has to begin anew. The order is the same every time.
 */
import type { LocalStates } from './local-states.ts';
import type { Stepper } from './stepper.ts';

const RUNS = 12;
const MOVES_PER_RUN = 600;

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

/** Runs the actors from the beginning a few times and leaves the kernel in the state that every run starts from. */
export function practise(stepper: Stepper, locals: LocalStates): void {
  const random = randomNumbers(1);
  for (let run = 0; run < RUNS; run++) {
    for (const component of stepper.components.all) stepper.load(component, 0);
    const nodes = [...locals.initial];
    for (let moves = 0; moves < MOVES_PER_RUN; moves++) {
      const waiting = new Set<number>();
      while (waiting.size < nodes.length) {
        const actor = random() % nodes.length;
        if (waiting.has(actor)) continue;
        if (!locals.at(nodes[actor]!).isDone) {
          const to = tryMove(stepper, nodes[actor]!, nodes);
          if (to >= 0) {
            nodes[actor] = to;
            break;
          }
        }
        waiting.add(actor);
      }
      if (waiting.size === nodes.length) break;
    }
  }
  for (const component of stepper.components.all) stepper.load(component, 0);
}

/** What a search will report does not matter here. */
function tryMove(stepper: Stepper, node: number, nodes: readonly number[]): number {
  try {
    return stepper.move(node, nodes).to;
  } catch {
    return -1;
  }
}
