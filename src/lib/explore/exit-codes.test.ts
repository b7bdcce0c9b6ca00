/** The result of a program is its exit code in every order, as it is in a run that is played. */
import { expect, it } from 'vitest';
import { compileScenario } from '#lib/scenario/text/compile.ts';
import { parseScenario } from '#lib/scenario/text/parse.ts';
import { Exploration } from './explore.ts';

const TEXT = `scenario "exit codes"
node 0 ram=0-1G
node 1
init:
  add_memory(1, 4G, 256M, MHP_NONE)
  a = chmem -e -b 32
user:
  b = chmem -e -b 33
  c = chmem -e -b 99
other:
  echo offline > memory32/state

exists a = 0 and b = 0 and c = 1
exists c = 0 or c > 1
`;

it('a condition about a program asks for its exit code', () => {
  const text = parseScenario(TEXT);
  const program = text.ok ? compileScenario(text.value, 'merged') : text;
  if (!program.ok) throw new Error(program.error[0]?.what);
  const exploration = Exploration.of(program.value);
  if (!exploration.ok) throw new Error(exploration.error.what);
  exploration.value.run();
  expect(exploration.value.report().conditions.map(({ answer }) => answer)).toEqual(['Always', 'Never']);
});
