/**
 * The moves that an exploration has worked out, as a Promela model: each one a guard over what it depends on and the
 * changes that it makes. SPIN then does the searching, the hashing and the counting in its own way.
 */
import type { Search } from '../search.ts';

/** A model whose reachable states are those of the search. */
export function promelaOf(search: Search): string {
  const { layout, plan } = search;
  // Moves that were kept before it was known what all they depend on have to be worked out again.
  for (let state = 0; state < search.states.size; state++) search.successors(state);
  const variable = (slot: number): string => (slot < plan.actors.length ? `a${slot}` : `c${slot}`);
  search.states.read(0, layout.scratch);
  const start = layout.slots.map((slot) => layout.get(slot));
  const declarations = layout.slots.map(({ width }, slot) => {
    const type = width === 1 ? 'byte' : width === 2 ? 'unsigned' : 'int';
    const bits = width === 2 ? ' : 16' : '';
    return `${type} ${variable(slot)}${bits} = ${start[slot]};`;
  });
  const moves = search.knownMoves().map(({ actor, needs, move: { node, changes } }) => {
    const guards = [[actor, node] as const, ...needs.filter(([slot]) => slot !== actor)];
    const guard = guards.map(([slot, value]) => `${variable(slot)} == ${value}`).join(' && ');
    return `  :: d_step { ${guard} -> ${changes.map(([slot, value]) => `${variable(slot)} = ${value}`).join('; ')} }`;
  });
  return `${declarations.join('\n')}\nactive proctype all() {\nend:\n  do\n${moves.join('\n')}\n  od\n}\n`;
}
