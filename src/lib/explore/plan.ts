/**
 * A program made ready for exploring: the machine after its init part, and each actor's lines as kernel functions.
 */
import { failure, success, type Result } from '#lib/capture/result.ts';
import { PlaygroundMachine } from '#lib/hotplug/playground-machine.ts';
import { virtio_mem_worker } from '#lib/hotplug/drivers/virtio-mem.ts';
import { SIGNAL_FATAL, SIGNAL_HANDLED } from '#lib/hotplug/run/locks.ts';
import { Dispatch } from '#lib/hotplug/run/registry.ts';
import { Kernel } from '#lib/hotplug/state/kernel.ts';
import { compileCommand, type CompiledCommand } from '#lib/hotplug/userspace/compile-command.ts';
import { VARIANTS } from '#lib/hotplug/variants/index.ts';
import type { Program, ProgramLine, Watch } from '#lib/scenario/program.ts';
import { TrackedStore } from './tracked-column.ts';
import { WatchJournal, watchesOf } from './watches.ts';

export interface PlannedLine {
  readonly source: ProgramLine | null;
  /** Number of the result name, or null. */
  readonly result: number | null;
  readonly compiled: CompiledCommand | null;
  readonly signal: { readonly to: number; readonly signal: number } | null;
}

export interface PlannedActor {
  readonly name: string;
  readonly lines: readonly PlannedLine[];
  readonly isDaemon: boolean;
}

export interface Plan {
  readonly program: Program;
  /** In the state after the init part; its columns can be listened to. */
  readonly kernel: Kernel;
  readonly store: TrackedStore;
  readonly dispatch: Dispatch;
  readonly actors: readonly PlannedActor[];
  /** Names of results; what the init part has given stands in `initialResults`. */
  readonly resultNames: readonly string[];
  readonly initialResults: ReadonlyMap<string, number>;
  readonly watches: readonly Watch[];
}

/** Why a program cannot be explored. */
export interface PlanError {
  readonly line: number;
  readonly what: string;
  readonly help: string;
}

/** The driver's worker of virtio-mem devices; it exists without being written down. */
const WORKER = 'kworker';

/** Runs the init part and compiles the lines of the actors. */
export function makePlan(program: Program): Result<Plan, PlanError> {
  const variant = VARIANTS[program.variant];
  const machine = new PlaygroundMachine(program.machine, variant);
  const initialResults = new Map<string, number>();
  for (const line of program.init) {
    if (line.deed.kind === 'signal') continue;
    const job = machine.execute(line.actor, line.deed);
    if (job.result === null) {
      return failure({
        line: line.line,
        what: `the init part never gets past "${line.text}"`,
        help: 'let an actor do it, or remove what it waits for',
      });
    }
    if (line.result !== null) initialResults.set(line.result, job.result);
  }
  const watches = watchesOf(program.conditions);
  const store = new TrackedStore();
  const journal = new WatchJournal(watches);
  const kernel = new Kernel(machine.kernel.constants, machine.kernel.names, journal, store);
  store.restore(machine.kernel.store.keyframe());
  journal.countIn(kernel);
  const resultNames = [
    ...new Set(program.actors.flatMap(({ lines }) => lines.flatMap(({ result }) => result ?? []))),
  ];
  const indexOf = (name: string): number => program.actors.findIndex((actor) => actor.name === name);
  const plan = (line: ProgramLine): PlannedLine => ({
    source: line,
    result: line.result === null ? null : resultNames.indexOf(line.result),
    compiled: line.deed.kind === 'signal' ? null : compileCommand(kernel, machine.run, line.deed),
    signal:
      line.deed.kind === 'signal'
        ? {
            to: indexOf(line.deed.actor),
            signal: line.deed.signal === 'SIGKILL' ? SIGNAL_FATAL : SIGNAL_HANDLED,
          }
        : null,
  });
  const actors: PlannedActor[] = program.actors.map(({ name, lines, isDaemon }) => ({
    name,
    isDaemon,
    lines: lines.map(plan),
  }));
  if (program.machine.virtioMemDevices.length > 0) {
    const compiled = { fn: virtio_mem_worker, args: [] };
    actors.push({
      name: WORKER,
      isDaemon: true,
      lines: [{ source: null, result: null, compiled, signal: null }],
    });
  }
  return success({
    program,
    kernel,
    store,
    dispatch: new Dispatch(variant.functions),
    actors,
    resultNames,
    initialResults,
    watches,
  });
}
