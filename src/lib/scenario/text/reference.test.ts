/** The reference is the one of this vocabulary, and every example in it is right. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { compileScenario } from './compile.ts';
import { parseScenario } from './parse.ts';
import { printScenario } from './print.ts';
import { languageReference } from './reference.ts';
import { FACTS, UDEV_WORDS, VERBS } from './vocabulary.ts';
import { UDEV_PRESETS } from '#lib/hotplug/userspace/udev.ts';
import { textErrorLine } from './text-error.ts';

function problems(text: string): string[] {
  const result = parseScenario(text);
  return result.ok ? [] : result.error.map(textErrorLine);
}

it('docs/language.md is up to date (write-reference.ts makes it)', () => {
  expect(readFileSync('docs/language.md', 'utf8')).toBe(languageReference());
});

it.each(FACTS)('the example of $name reads and is canonical', ({ example }) => {
  expect(problems(example)).toEqual([]);
  const result = parseScenario(example);
  if (result.ok) expect(printScenario(result.value)).toBe(`${example}\n`);
});

it.each(VERBS)('the example of $name reads and is canonical', ({ example }) => {
  const text = `driver:\n  ${example}\n`;
  expect(problems(text)).toEqual([]);
  const result = parseScenario(text);
  if (result.ok) expect(printScenario(result.value)).toBe(text);
});

it('the first example is a scenario that compiles', () => {
  const text = /```text\n(scenario[\s\S]*?)```/.exec(languageReference())![1]!;
  expect(problems(text)).toEqual([]);
  const result = parseScenario(text);
  if (!result.ok) return;
  expect(printScenario(result.value)).toBe(text);
  expect(compileScenario(result.value, 'v1p8')).toMatchObject({ ok: true });
});

it('every udev rule of the model has a word', () => {
  const named = new Set(Object.values(UDEV_WORDS).flat());
  expect([...named].sort()).toEqual(UDEV_PRESETS.map(({ name }) => name).sort());
});
