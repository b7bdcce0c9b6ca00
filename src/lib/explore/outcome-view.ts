/**
 * A state as conditions see it.
 */
import { evaluate, type OutcomeView } from '#lib/scenario/text/evaluate.ts';
import type { Formula } from '#lib/scenario/program.ts';
import type { Search } from './search.ts';

/** The state that the kernel was put into; `nodes` are the local states of the actors in it. */
export function outcomeView(search: Search, nodes: readonly number[]): OutcomeView {
  const { plan, locals } = search;
  const result = (name: string): number | null => {
    const slot = plan.resultNames.indexOf(name);
    if (slot >= 0) {
      for (const node of nodes) {
        const value = locals.at(node).results[slot];
        if (value !== undefined) return value;
      }
    }
    return plan.initialResults.get(name) ?? null;
  };
  return {
    kernel: plan.kernel,
    result,
    text(name) {
      const value = result(name);
      return value === null || value < 0 || !plan.texts.has(name) ? null : plan.kernel.names.text(value);
    },
    hangs(name) {
      const actor = plan.actors.findIndex((other) => other.name === name);
      return actor >= 0 && !locals.at(nodes[actor]!).isDone;
    },
    count: (watch) => plan.journal.count(watch),
  };
}

/** A named result in words: the errno, the number, the text; null when its line never ended. */
export function resultsOf(
  view: OutcomeView,
  name: string,
  errnoName: (value: number) => string,
): string | null {
  const value = view.result(name);
  if (value === null) return null;
  const text = view.text(name);
  if (text !== null) return JSON.stringify(text.trimEnd());
  return value < 0 ? `-${errnoName(value)}` : String(value);
}

export function holds(search: Search, formula: Formula, nodes: readonly number[]): boolean {
  return evaluate(formula, outcomeView(search, nodes));
}
