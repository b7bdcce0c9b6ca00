/** Reading a file that goes away between open and read: every order, on the kernel that shows it. */
import { expect, test } from 'vitest';
import { Exploration } from './explore.ts';
import { compileScenario } from '#lib/scenario/text/compile.ts';
import { parseScenario } from '#lib/scenario/text/parse.ts';

function resultsOf(source: string, name: string): string[] {
  const text = parseScenario(source);
  if (!text.ok) throw new Error(text.error[0]!.what);
  const program = compileScenario(text.value, 'merged');
  if (!program.ok) throw new Error(program.error[0]!.what);
  const exploration = Exploration.of(program.value);
  if (!exploration.ok) throw new Error(exploration.error.what);
  exploration.value.run();
  const { outcomes, resultNames } = exploration.value.report();
  const at = resultNames.indexOf(name);
  return [...new Set(outcomes.map(({ results }) => String(results[at])))].sort();
}

const MACHINE = `scenario "reading what goes away"
machine x86_64 block=128M
node 0 ram=0-1G
node 1
dax dax0.0 node=1 ranges=4G+128M
set auto_online_blocks=offline
`;

test('an attribute reads a word of its table, or is gone', () => {
  const source = `${MACHINE}init:
  echo dax0.0 > kmem/bind
admin:
  echo dax0.0 > kmem/unbind
reader:
  r = cat dax0.0/state
`;
  expect(resultsOf(source, 'r')).toEqual(['"offline"', '-ENODEV', '-ENOENT']);
});

test('an attribute that went and came back is another file', () => {
  const source = `${MACHINE}init:
  echo dax0.0 > kmem/bind
admin:
  echo dax0.0 > kmem/unbind
  echo online > auto_online_blocks
  echo dax0.0 > kmem/bind
reader:
  r = cat dax0.0/state
`;
  expect(resultsOf(source, 'r')).toEqual(['"offline"', '"online"', '-ENODEV', '-ENOENT']);
});

test.each(['state', 'valid_zones', 'removable', 'online'])('memory32/%s is gone with its block', (file) => {
  const source = `${MACHINE}init:
  add_memory(1, 6G+128M, MHP_NONE)
driver:
  remove_memory(6G+128M)
reader:
  r = cat memory48/${file}
`;
  const results = resultsOf(source, 'r');
  expect(results.slice(1)).toEqual(['-ENODEV', '-ENOENT']);
  expect(results[0]).toMatch(/^"\w/);
});
