/** Printing and reading are inverse to each other, whatever was written. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseScenario } from './parse.ts';
import { printScenario } from './print.ts';
import type { ScenarioText } from './syntax.ts';
import { anyTexts, goodTexts } from './testing/random-text.ts';
import { textErrorLine } from './text-error.ts';

/** The syntax without the places in the text. */
function bare(text: ScenarioText): unknown {
  return JSON.parse(JSON.stringify(text, (key, value: unknown) => (key === 'at' ? undefined : value)));
}

function parsed(text: string): ScenarioText {
  const result = parseScenario(text);
  if (!result.ok) throw new Error(`${result.error.map(textErrorLine).join('\n')}\n${text}`);
  return result.value;
}

it('what is printed reads back as the same, and prints the same', () => {
  fc.assert(
    fc.property(goodTexts, (text) => {
      const syntax = parsed(text);
      const printed = printScenario(syntax);
      expect(bare(parsed(printed))).toEqual(bare(syntax));
      expect(printScenario(parsed(printed))).toBe(printed);
    }),
    { numRuns: 400 },
  );
});

it('so does whatever else can be read', () => {
  fc.assert(
    fc.property(anyTexts, (text) => {
      const result = parseScenario(text);
      if (!result.ok) return;
      const printed = printScenario(result.value);
      expect(bare(parsed(printed))).toEqual(bare(result.value));
    }),
    { numRuns: 600 },
  );
});

it('lines that can be broken stay in 72 columns', () => {
  fc.assert(
    fc.property(goodTexts, (text) => {
      const long = printScenario(parsed(text))
        .split('\n')
        .filter((line) => line.length > 72 && /^(?:about|exists|never|always|set|node|dax) .* /.test(line));
      // A single piece that is longer than a line stays whole; so does what a remark adds.
      expect(
        long.filter((line) => !line.includes('  # ') && line.split(/ (?=\w+=|and |or )/).length > 2),
      ).toEqual([]);
    }),
    { numRuns: 200 },
  );
});
