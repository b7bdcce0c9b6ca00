/**
 * An explorer without any cleverness, to hold the other one against: every step of every actor in every order, on
 * whole machines that are forked, with states told apart by everything that is in them.
 */
import { PlaygroundMachine, type Job } from '#lib/hotplug/playground-machine.ts';
import { bootProgram } from '#lib/scenario/boot-program.ts';
import type { Program, ProgramActor } from '#lib/scenario/program.ts';

interface Place {
  readonly at: number;
  readonly results: readonly string[];
}

interface Node {
  readonly machine: PlaygroundMachine;
  readonly places: readonly Place[];
}

export interface NaiveOutcome {
  /** Sorted, one text for each end: results and a hash of the kernel. */
  readonly ends: readonly string[];
  readonly states: number;
}

function openJob(machine: PlaygroundMachine, actor: string): Job | null {
  return machine.jobs.findLast((job) => job.actor === actor && job.result === null) ?? null;
}

/** Begins lines until one is under way, a signal is due, or none is left. */
function begin(machine: PlaygroundMachine, actor: ProgramActor, thread: number, place: Place): Place {
  const line = actor.lines[place.at];
  if (line === undefined || line.deed.kind === 'signal') return place;
  const job = machine.begin(actor.name, line.deed, thread);
  if (job.result === null) return place;
  return begin(machine, actor, thread, ended(actor, place, job.result));
}

function ended(actor: ProgramActor, { at, results }: Place, value: number): Place {
  const name = actor.lines[at]!.result;
  return { at: at + 1, results: name === null ? results : [...results, `${name}=${value}`] };
}

/** Everything that a program can come to. Programs without daemons only. */
export function exploreNaively(program: Program, mostStates: number): NaiveOutcome | null {
  const booted = bootProgram(program);
  if (!booted.ok) throw new Error(booted.error.what);
  const { machine, actors } = booted.value;
  const places = actors.map((actor, i) => begin(machine, actor, i + 1, { at: 0, results: [] }));
  const seen = new Set<string>();
  const ends = new Set<string>();
  const stack: Node[] = [];
  const visit = (node: Node): void => {
    const key = keyOf(node);
    if (seen.has(key)) return;
    seen.add(key);
    stack.push(node);
  };
  visit({ machine, places });
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (seen.size > mostStates) return null;
    let moved = false;
    for (const [i, actor] of actors.entries()) {
      const next = step(node, actors, actor, i);
      if (next === null) continue;
      moved = true;
      visit(next);
    }
    if (!moved) ends.add(endOf(node));
  }
  return { ends: [...ends].sort(), states: seen.size };
}

function step(
  { machine, places }: Node,
  actors: readonly ProgramActor[],
  actor: ProgramActor,
  i: number,
): Node | null {
  const place = places[i]!;
  const line = actor.lines[place.at];
  if (line === undefined) return null;
  const copy = machine.fork(machine.run.length, true);
  let next: Place;
  if (line.deed.kind === 'signal') {
    const { deed } = line;
    const target = actors.findIndex(({ name }) => name === deed.actor);
    const job = places[target]!.at < actors[target]!.lines.length ? openJob(copy, deed.actor) : null;
    if (job !== null) copy.interrupt(job);
    next = { ...place, at: place.at + 1 };
  } else {
    const job = openJob(copy, actor.name);
    if (job === null || !copy.stepJob(job)) return null;
    if (job.result === null) return { machine: copy, places };
    next = ended(actor, place, job.result);
  }
  next = begin(copy, actor, i + 1, next);
  return { machine: copy, places: places.map((other, j) => (j === i ? next : other)) };
}

function keyOf({ machine, places }: Node): string {
  const threads = [...machine.run.saveThreads()]
    .sort((a, b) => a.id - b.id)
    .map(({ id, frames }) => [id, frames]);
  return JSON.stringify([machine.kernel.store.hash(), places, threads]);
}

function endOf({ machine, places }: Node): string {
  return JSON.stringify([places.map(({ at, results }) => [at, results]), machine.kernel.store.hash()]);
}
