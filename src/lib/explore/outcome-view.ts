/**
 * A state as conditions see it.
 */
import { toolExitCode, toolStdoutId } from '#lib/hotplug/userspace/tools/result.ts';
import { evaluate, type OutcomeView } from '#lib/scenario/text/evaluate.ts';
import type { Formula } from '#lib/scenario/program.ts';
import type { Search } from './search.ts';

/** The state that the kernel was put into; `nodes` are the local states of the actors in it. */
export function outcomeView(search: Search, nodes: readonly number[]): OutcomeView {
  const { plan, locals } = search;
  const returned = (name: string): number | null => {
    const slot = plan.resultNames.indexOf(name);
    if (slot >= 0) {
      for (const node of nodes) {
        const value = locals.at(node).results[slot];
        if (value !== undefined) return value;
      }
    }
    return plan.initialResults.get(name) ?? null;
  };
  const result = (name: string): number | null => {
    const value = returned(name);
    return value !== null && value >= 0 && plan.exitCodes.has(name) ? toolExitCode(value) : value;
  };
  return {
    kernel: plan.kernel,
    result,
    text(name) {
      const value = returned(name);
      if (value === null || value < 0) return null;
      if (plan.texts.has(name)) return plan.kernel.names.text(value);
      return plan.exitCodes.has(name) ? plan.kernel.names.text(toolStdoutId(value)) : null;
    },
    hangs(name) {
      const actor = plan.actors.findIndex((other) => other.name === name);
      return actor >= 0 && !locals.at(nodes[actor]!).isDone;
    },
    count: (watch) => plan.journal.count(watch),
  };
}

/** A named result in words: the errno, the number, the text, the exit code of a program; null when its line never ended. */
export function resultsOf(
  view: OutcomeView,
  name: string,
  isRead: boolean,
  errnoName: (value: number) => string,
): string | null {
  const value = view.result(name);
  if (value === null) return null;
  const text = isRead ? view.text(name) : null;
  if (text !== null) return JSON.stringify(text.trimEnd());
  return value < 0 ? `-${errnoName(value)}` : String(value);
}

export function holds(search: Search, formula: Formula, nodes: readonly number[]): boolean {
  return evaluate(formula, outcomeView(search, nodes));
}
