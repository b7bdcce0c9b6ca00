/**
 * Help and document are made from one table; every example in it is a command line that is understood.
 */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readArguments } from './arguments.ts';
import { COMMANDS } from './command-table.ts';
import { HANDLERS } from './handlers.ts';
import { commandHelp, overallHelp } from './help.ts';
import { commandLineReference } from './reference.ts';

it('docs/command-line.md is up to date (write-reference.ts makes it)', () => {
  expect(readFileSync('docs/command-line.md', 'utf8')).toBe(commandLineReference());
});

it('there is something to do for every command and a command for everything that is done', () => {
  expect(Object.keys(HANDLERS).sort()).toEqual(COMMANDS.map(({ name }) => name).sort());
});

it('the help as a whole names every command and stays within 72 columns', () => {
  for (const { name } of COMMANDS) expect(overallHelp()).toMatch(new RegExp(`^  ${name} `, 'm'));
  for (const line of overallHelp().split('\n')) expect(line.length).toBeLessThanOrEqual(72);
});

it.each(COMMANDS.filter(({ options }) => options.length > 0))(
  'the help of $name names all its options',
  (command) => {
    const help = commandHelp(command);
    for (const { name } of command.options) expect(help).toContain(`  --${name}`);
  },
);

it.each(COMMANDS)('the examples of $name are command lines of it', (command) => {
  expect(command.examples.length).toBeGreaterThan(0);
  for (const { line } of command.examples) {
    const own = line.split(/ [|<>&] ?| && /)[0]!.trim();
    const words = own.match(/"[^"]*"|\S+/g)!.map((word) => word.replaceAll('"', ''));
    expect(words.slice(0, 2)).toEqual(['hotplug', command.name]);
    expect(readArguments(command, words.slice(2))).toMatchObject({ ok: true });
  }
});
