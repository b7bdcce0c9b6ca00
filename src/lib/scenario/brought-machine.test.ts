/** Machines of recorded kernels, and of shapes that util-linux has seen, as text: played, every block is as it was. */
import { describe, expect, it } from 'vitest';
import { recordedNames, recordedText } from '#lib/capture/fixtures/recorded-runs.ts';
import { joinPieces } from '#lib/capture/import/join.ts';
import { recognise } from '#lib/capture/import/recognise.ts';
import { readMemory } from '#lib/hotplug/userspace/tools/lsmem.ts';
import { bootProgram } from './boot-program.ts';
import { broughtMachine, nearestVariant, type BroughtMachine } from './brought-machine.ts';
import { programOf } from './text/testing/play.ts';

function brought(...texts: readonly string[]): BroughtMachine {
  const joined = joinPieces(texts.flatMap((text) => recognise(text).pieces));
  if (!joined.ok) throw new Error(joined.error.what);
  const result = broughtMachine(joined.value);
  if (!result.ok) throw new Error(`${result.error.what} ${result.error.why}`);
  return result.value;
}

/** State, node and first zone of online blocks, as the text plays. */
function played({ text, variant }: BroughtMachine): string[] {
  const booted = bootProgram(programOf(text, variant));
  if (!booted.ok) throw new Error(booted.error.what);
  return readMemory(booted.value.machine.kernel).blocks.map(
    ({ id, state, nid, zones }) => `${id} ${state} ${nid}${state === 'online' ? ` ${zones[0]!}` : ''}`,
  );
}

describe('recorded kernels at their end', () => {
  it('come back block by block when their text is played', () => {
    let agreeing = 0;
    const others: string[] = [];
    for (const name of recordedNames()) {
      const machine = brought(recordedText(name));
      const joined = joinPieces(recognise(recordedText(name)).pieces);
      if (!joined.ok) throw new Error(joined.error.what);
      const wanted = joined.value.blocks.map(
        ({ id, state, nid, zones }) => `${id} ${state!} ${nid}${state === 'online' ? ` ${zones![0]!}` : ''}`,
      );
      if (machine.differences.length === 0) {
        expect([name, ...played(machine)]).toEqual([name, ...wanted]);
        agreeing++;
      } else others.push(`${name}: ${machine.differences.join(' ')}`);
    }
    console.log(`${agreeing} machines come back whole\n${others.join('\n')}`);
    // The others say where they differ: RAM that ends inside of a block is nothing that a text can say.
    expect(agreeing).toBeGreaterThan(recordedNames().length * 0.88);
  }, 60_000);
});

it.each([
  ['6.12.57+deb13-amd64', 'base-6.12'],
  ['5.14.0-427.el9.x86_64', 'base-6.12'],
  ['7.1.0-rc2', 'base-2026'],
  [null, 'base-2026'],
])('%s is played by %s', (release, variant) => {
  expect(nearestVariant(release)).toBe(variant);
});
