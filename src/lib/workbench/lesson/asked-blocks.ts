/**
 * Which blocks a question is about: those of which its choices say what they will be. The picture keeps their place
 * open until the question is answered.
 */
import type { Formula } from '#lib/scenario/program.ts';

function blocksIn(formula: Formula): number[] {
  switch (formula.kind) {
    case 'and':
    case 'or':
      return formula.parts.flatMap(blocksIn);
    case 'not':
      return blocksIn(formula.part);
    case 'block':
    case 'block_zone':
      return [formula.blockId];
    default:
      return [];
  }
}

/** Numbers of the blocks whose state or zone the formulas speak of, ascending. */
export function blocksOf(formulas: readonly Formula[]): number[] {
  return [...new Set(formulas.flatMap(blocksIn))].sort((a, b) => a - b);
}
