/**
 * Whatever is typed or pasted: never an exception, never a hang, and every error has a place in the text.
 * FUZZ_INPUTS sets how many texts are tried; 100000 is the nightly form.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compileScenario, variantsOf } from './compile.ts';
import { parseScenario } from './parse.ts';
import { anyTexts } from './testing/random-text.ts';
import { MOST_ERRORS, type TextError } from './text-error.ts';

const INPUTS = Number(process.env['FUZZ_INPUTS'] ?? 2000);
const MILLISECONDS_PER_TEXT = 10;

function check(text: string, errors: readonly TextError[]): void {
  const lines = text.split(/\r\n|\n|\r/).length;
  expect(errors.length).toBeGreaterThan(0);
  expect(errors.length).toBeLessThanOrEqual(MOST_ERRORS);
  for (const { line, column, length, what } of errors) {
    expect(line).toBeGreaterThanOrEqual(1);
    expect(line).toBeLessThanOrEqual(lines);
    expect(column).toBeGreaterThanOrEqual(1);
    expect(length).toBeGreaterThanOrEqual(1);
    expect(what).not.toBe('');
  }
}

it(
  `${INPUTS} texts are read or refused with a place`,
  () => {
    fc.assert(
      fc.property(anyTexts, (text) => {
        const syntax = parseScenario(text);
        if (!syntax.ok) {
          check(text, syntax.error);
          return;
        }
        const kernels = variantsOf(syntax.value);
        const program = compileScenario(syntax.value, kernels.ok ? kernels.value[0]! : 'merged');
        if (!program.ok) check(text, program.error);
      }),
      { numRuns: INPUTS },
    );
  },
  20_000 + INPUTS * MILLISECONDS_PER_TEXT,
);
