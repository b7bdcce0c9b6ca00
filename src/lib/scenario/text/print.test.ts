/** What is printed reads back as the same, and what is canonical already stays as it is. */
import { describe, expect, it } from 'vitest';
import { parseScenario } from './parse.ts';
import { printScenario } from './print.ts';
import { textErrorLine } from './text-error.ts';
import { EVERYTHING, PINNED } from './testing/samples.ts';

function printed(text: string): string {
  const parsed = parseScenario(text);
  if (!parsed.ok) throw new Error(parsed.error.map(textErrorLine).join('\n'));
  return printScenario(parsed.value);
}

describe('printing', () => {
  it.each([PINNED, EVERYTHING])('leaves a canonical text alone', (text) => {
    expect(printed(text)).toBe(text);
  });
});
