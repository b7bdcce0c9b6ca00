/**
 * Plays a program the plain way for tests: init, then the actors one after the other, each line until nobody can go
 * on. What the explorer does in every order is done in one.
 */
import { PlaygroundMachine, type Job } from '#lib/hotplug/playground-machine.ts';
import { SIGNAL_FATAL, SIGNAL_HANDLED } from '#lib/hotplug/run/locks.ts';
import { VARIANTS } from '#lib/hotplug/variants/index.ts';
import type { Program } from '../../program.ts';
import { compileScenario, variantsOf } from '../compile.ts';
import { evaluate, type OutcomeView } from '../evaluate.ts';
import { parseScenario } from '../parse.ts';
import { textErrorLine } from '../text-error.ts';
import type { VariantId } from '#lib/hotplug/variants/index.ts';

function thrown(errors: readonly Parameters<typeof textErrorLine>[0][]): never {
  throw new Error(errors.map(textErrorLine).join('\n'));
}

/** The program of a text; throws when there is something wrong with it. */
export function programOf(text: string, variant?: VariantId): Program {
  const syntax = parseScenario(text);
  if (!syntax.ok) thrown(syntax.error);
  const kernels = variantsOf(syntax.value);
  if (!kernels.ok) thrown(kernels.error);
  const program = compileScenario(syntax.value, variant ?? kernels.value[0]!);
  return program.ok ? program.value : thrown(program.error);
}

export interface Played {
  readonly machine: PlaygroundMachine;
  readonly view: OutcomeView;
  /** For each condition whether its formula holds now. */
  readonly holds: readonly boolean[];
}

/** Plays a program; daemons begin after init and serve all the time. */
export function play(program: Program): Played {
  const machine = new PlaygroundMachine(program.machine, VARIANTS[program.variant]);
  const named = new Map<string, Job>();
  const latest = new Map<string, Job>();
  const lines = [
    ...program.init,
    ...program.actors.flatMap(({ name, lines: own, isDaemon }) =>
      isDaemon ? own.map((line) => ({ ...line, actor: name })) : [],
    ),
    ...program.actors.flatMap(({ name, lines: own, isDaemon }) =>
      isDaemon ? [] : own.map((line) => ({ ...line, actor: name })),
    ),
  ];
  for (const { actor, deed, result } of lines) {
    if (deed.kind === 'signal') {
      const job = latest.get(deed.actor);
      if (job !== undefined)
        machine.interrupt(job, deed.signal === 'SIGKILL' ? SIGNAL_FATAL : SIGNAL_HANDLED);
      machine.settle();
      continue;
    }
    const job = machine.execute(actor, deed);
    latest.set(actor, job);
    if (result !== null) named.set(result, job);
  }
  const { journal, names } = machine.kernel;
  const view: OutcomeView = {
    kernel: machine.kernel,
    result(name) {
      const job = named.get(name);
      if (job?.command.kind !== 'tool') return job?.result ?? null;
      return machine.outcome(job)?.rc ?? null;
    },
    text: (name) => {
      const job = named.get(name);
      return job === undefined ? null : (machine.outcome(job)?.stdout ?? null);
    },
    hangs: (actor) => latest.get(actor)?.result === null,
    count: ({ of, contains }) => journal.texts(names, of).filter((text) => text.includes(contains)).length,
  };
  return { machine, view, holds: program.conditions.map(({ formula }) => evaluate(formula, view)) };
}
