/** From a text to a program: machine, lines, conditions; and what is wrong is placed. */
import { describe, expect, it } from 'vitest';
import { PlaygroundMachine } from '#lib/hotplug/playground-machine.ts';
import { VARIANTS, type VariantId } from '#lib/hotplug/variants/index.ts';
import { VARIANT_IDS } from '#lib/hotplug/variants/index.ts';
import type { Program } from '../program.ts';
import { compileScenario, variantsOf } from './compile.ts';
import { parseScenario } from './parse.ts';
import { EVERYTHING, PINNED } from './testing/samples.ts';
import { textErrorLine } from './text-error.ts';

function parsed(text: string) {
  const result = parseScenario(text);
  if (!result.ok) throw new Error(result.error.map(textErrorLine).join('\n'));
  return result.value;
}

function program(text: string, variant: VariantId = 'merged'): Program {
  const result = compileScenario(parsed(text), variant);
  if (!result.ok) throw new Error(result.error.map(textErrorLine).join('\n'));
  return result.value;
}

/** What is wrong, one line each. */
function problems(text: string, variant: VariantId = 'merged'): string[] {
  const syntax = parseScenario(text);
  if (!syntax.ok) return syntax.error.map(textErrorLine);
  const result = compileScenario(syntax.value, variant);
  return result.ok ? [] : result.error.map(textErrorLine);
}

const deeds = (text: string, variant?: VariantId) =>
  program(text, variant).actors.flatMap(({ lines }) => lines.map(({ deed }) => deed));

describe('the sketch', () => {
  it('names its kernels, the one to play first', () => {
    expect(variantsOf(parsed(PINNED))).toEqual({ ok: true, value: ['v1p8', 'merged'] });
  });

  it.each([
    ['v1p8', 'unplug', 'hotplug'],
    ['merged', 'unplugged', 'state'],
    ['v4', 'unplugged', 'hotplug'],
    ['base-6.12', 'unplugged', 'state'],
  ] as const)('writes the word and the file of %s', (variant, word, file) => {
    expect(deeds(PINNED, variant)[0]).toEqual({
      kind: 'sysfs_write',
      path: `/sys/bus/dax/devices/dax0.0/${file}`,
      bytes: `${word}\n`,
    });
  });

  it('binds: blocks are there after init', () => {
    const { machine, init } = program(PINNED, 'v1p8');
    const made = new PlaygroundMachine(machine, VARIANTS.v1p8);
    const results = init.map(({ actor, deed }) =>
      deed.kind === 'signal' ? null : made.execute(actor, deed).result,
    );
    expect(results).toEqual([0, 0]);
    expect([32, 35, 36, 40, 43, 44].map((id) => made.kernel.hasBlock(id))).toEqual([
      true,
      true,
      false,
      true,
      true,
      false,
    ]);
  });
});

describe('everything', () => {
  it('compiles for all kernels', () => {
    for (const variant of VARIANT_IDS) expect(problems(EVERYTHING, variant), variant).toEqual([]);
  });
});
