/**
 * Reads a scenario for the recorder: a JSON file whose steps are the operations of a recording, or a recording itself,
 * which is then recorded anew. Other forms of scenarios come in here.
 */
import { InvalidPlace, JsonPlace } from '#lib/capture/json-place.ts';
import { stepOperation } from '#lib/capture/parse-operation.ts';
import { parseTrace } from '#lib/capture/parse-trace.ts';
import { failure, success, type Result } from '#lib/capture/result.ts';
import { traceErrorText } from '#lib/capture/trace-error.ts';
import type { Trace } from '#lib/capture/trace-format.ts';
import { ownKernelArgs } from '#lib/capture/record/kernel-args.ts';
import {
  beyondStockKernel,
  fixedSteps,
  type Scenario,
  type ScenarioMachine,
  type ScenarioStep,
} from './scenario.ts';

/** Reads the text of a scenario file. The error is one line that names the place. */
export function readScenario(text: string): Result<Scenario, string> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return failure(`this is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  try {
    const root = new JsonPlace(json);
    if (root.has('format')) return ofRecording(text);
    const steps = root.at('steps').list().map(scenarioStep);
    return checked(
      {
        name: root.at('name').text(),
        title: root.at('title').text(),
        about: root.at('about').text(),
        machine: machine(root.at('machine')),
      },
      steps,
    );
  } catch (error) {
    if (error instanceof InvalidPlace) return failure(traceErrorText(error.problem));
    throw error;
  }
}

function scenarioStep(place: JsonPlace, index: number): ScenarioStep {
  place.inStep(index + 1);
  const newline = place.has('newline') ? place.at('newline').value : true;
  if (typeof newline !== 'boolean')
    return place.at('newline').refuse('true or false', 'say false for `echo -n`');
  return { op: stepOperation(place), newline };
}

function machine(place: JsonPlace): ScenarioMachine {
  const texts = (key: string): string[] =>
    place.has(key)
      ? place
          .at(key)
          .list()
          .map((member) => member.text())
      : [];
  const optional = (key: string): string => (place.has(key) ? place.at(key).text() : '');
  return {
    memory: place.at('memory').text(),
    qemuArgs: texts('qemuArgs'),
    kernelArgs: optional('kernelArgs'),
    modules: texts('modules'),
    note: optional('note'),
  };
}

/** The same machine and the same operations; which addresses a device gets is left as it was. */
function ofRecording(text: string): Result<Scenario, string> {
  const parsed = parseTrace(text);
  if (!parsed.ok) return failure(traceErrorText(parsed.error));
  const trace = parsed.value;
  const memory = trace.machine.qemuArgs[trace.machine.qemuArgs.indexOf('-m') + 1] ?? '';
  const at = trace.machine.qemuArgs.indexOf(memory);
  return checked(
    {
      name: trace.name,
      title: trace.title,
      about: trace.about,
      machine: {
        memory,
        qemuArgs: trace.machine.qemuArgs.slice(at + 1),
        kernelArgs: ownKernelArgs(trace.kernel.cmdline),
        modules: trace.machine.modules,
        note: trace.machine.note,
      },
    },
    trace.steps.map(stepOfRecording),
  );
}

function stepOfRecording({ op, shell }: Trace['steps'][number]): ScenarioStep {
  return { op, newline: shell?.startsWith('echo -n ') !== true };
}

function checked(
  scenario: Omit<Scenario, 'begin' | 'programs'>,
  steps: readonly ScenarioStep[],
): Result<Scenario, string> {
  const programs = steps.flatMap(({ op }) => (op.kind === 'tool' ? [op.argv[0]!] : []));
  for (const [index, step] of steps.entries()) {
    const problem = beyondStockKernel(step);
    if (problem !== null) return failure(`step ${index + 1}: ${problem}; a stock kernel cannot do it`);
  }
  return success({ ...scenario, programs: [...new Set(programs)].sort(), begin: fixedSteps(steps) });
}
