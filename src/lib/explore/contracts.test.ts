/** Promises that are checked without being asked: who is blamed, and who is not. */
import { expect, it } from 'vitest';
import { compileScenario } from '#lib/scenario/text/compile.ts';
import { parseScenario } from '#lib/scenario/text/parse.ts';
import type { VariantId } from '#lib/hotplug/variants/variant.ts';
import { Exploration } from './explore.ts';

function brokenPromise(variant: VariantId, lines: string): string | null {
  const syntax = parseScenario(`scenario "promises"
node 0 ram=0-2G
node 1
dax dax0.0 node=1 ranges=4G+256M,5G+256M
set auto_online_blocks=online_movable

init:
  echo dax0.0 > kmem/bind
${lines}`);
  if (!syntax.ok) throw new Error(syntax.error[0]!.what);
  const program = compileScenario(syntax.value, variant);
  if (!program.ok) throw new Error(program.error[0]!.what);
  const made = Exploration.of(program.value);
  if (!made.ok) throw new Error(made.error.what);
  made.value.run();
  return made.value.report().properties.find(({ id }) => id === 'success means done')!.detail;
}

it('blames the line that broke its promise, also when lines before it were done in the same move', () => {
  const lines = `driver:
  r1 = cat dax0.0/size
  r2 = pin memory41 offline
  r3 = echo unplug > dax0.0/hotplug`;
  expect(brokenPromise('v1p7', lines)).toBe(
    'driver: echo unplug > dax0.0/hotplug reports success and is not done',
  );
});

it('does not blame a line for what somebody else does between its lock and its return', () => {
  const lines = `driver:
  echo unplugged > dax0.0/state
  r1 = echo online_movable > dax0.0/state
user:
  r2 = echo offline > memory32/state`;
  expect(brokenPromise('merged', lines)).toBeNull();
});

it('blames it all the same when it has not done what it was told, whatever others do elsewhere', () => {
  const lines = `driver:
  r1 = echo unplug > dax0.0/hotplug
gup:
  pin memory41 offline
user:
  r2 = echo offline > memory1/state`;
  expect(brokenPromise('v1p7', lines)).toMatch(/^driver: echo unplug/);
});
