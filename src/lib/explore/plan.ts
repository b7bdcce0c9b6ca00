/**
 * A program made ready for exploring: the machine after its init part, and each actor's lines as kernel functions.
 */
import { success, type Result } from '#lib/capture/result.ts';
import { virtio_mem_worker } from '#lib/hotplug/drivers/virtio-mem.ts';
import { SIGNAL_FATAL, SIGNAL_HANDLED } from '#lib/hotplug/run/locks.ts';
import { Dispatch } from '#lib/hotplug/run/registry.ts';
import type { SavedThread } from '#lib/hotplug/run/thread.ts';
import { Kernel } from '#lib/hotplug/state/kernel.ts';
import { compileCommand, type CompiledCommand } from '#lib/hotplug/userspace/compile-command.ts';
import { VARIANTS } from '#lib/hotplug/variants/index.ts';
import { bootProgram, type ProgramError } from '#lib/scenario/boot-program.ts';
import type { Deed } from '#lib/scenario/deed.ts';
import type { Program, ProgramLine } from '#lib/scenario/program.ts';
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
  /** What a daemon was in the middle of when the init part had ended. */
  readonly underWay: SavedThread | null;
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
  /** Names of results that are texts: what a line has read or printed. */
  readonly texts: ReadonlySet<string>;
  /** Names of results of programs, whose exit code is one part of what their threads return. */
  readonly exitCodes: ReadonlySet<string>;
  /** Keeps the counts that conditions ask for. */
  readonly journal: WatchJournal;
}

/** The worker of virtio-mem drivers; it exists without being written down. */
export const WORKER = 'kworker';

/** Names of the results of the actors' lines. */
export function resultNamesOf({ actors }: Program): string[] {
  return [...new Set(actors.flatMap(({ lines }) => lines.flatMap(({ result }) => result ?? [])))];
}

/** Runs the init part and compiles the lines of the actors. */
export function makePlan(program: Program): Result<Plan, ProgramError> {
  const booted = bootProgram(program);
  if (!booted.ok) return booted;
  const { machine, daemons, init } = booted.value;
  const initialResults = new Map<string, number>();
  for (const { line, job } of init) if (line.result !== null) initialResults.set(line.result, job.result!);
  const store = new TrackedStore();
  const journal = new WatchJournal(watchesOf(program.conditions));
  const kernel = new Kernel(machine.kernel.constants, machine.kernel.names, journal, store);
  store.restore(machine.kernel.store.keyframe());
  journal.countIn(kernel);
  const resultNames = resultNamesOf(program);
  const indexOf = (name: string): number => booted.value.actors.findIndex((actor) => actor.name === name);
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
  const underWay = new Map(machine.run.saveThreads().map((thread) => [thread.id, thread]));
  const actors: PlannedActor[] = booted.value.actors.map(({ name, lines, isDaemon }, i) => ({
    name,
    isDaemon,
    lines: lines.map(plan),
    underWay: underWay.get(daemons[i]?.threadId ?? -1) ?? null,
  }));
  if (program.machine.virtioMemDevices.length > 0) {
    const compiled = { fn: virtio_mem_worker, args: [] };
    const line = { source: null, result: null, compiled, signal: null };
    actors.push({ name: WORKER, isDaemon: true, lines: [line], underWay: null });
  }
  /** Names of results of all lines whose deed is of that kind. */
  const resultsOf = (kind: Deed['kind']): ReadonlySet<string> =>
    new Set(
      [...program.init, ...program.actors.flatMap(({ lines }) => lines)].flatMap(({ deed, result }) =>
        result !== null && deed.kind === kind ? [result] : [],
      ),
    );
  return success({
    program,
    kernel,
    store,
    dispatch: new Dispatch(VARIANTS[program.variant].functions),
    actors,
    resultNames,
    initialResults,
    journal,
    texts: resultsOf('sysfs_read'),
    exitCodes: resultsOf('tool'),
  });
}
