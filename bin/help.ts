/**
 * The help texts, made from the table of commands.
 */
import { wrap } from '#lib/scenario/wrap-text.ts';
import { COMMANDS, type CommandSpec, type OperandSpec } from './command-table.ts';

function operandUsage({ name, isOptional, isMany }: OperandSpec): string {
  const word = isMany === true ? `${name}…` : name;
  return isOptional === true ? `[${word}]` : word;
}

/** `hotplug run [options] FILE`. */
export function usageLine({ name, options, operands, passesOn }: CommandSpec): string {
  return [
    'hotplug',
    name,
    ...(options.length > 0 ? ['[options]'] : []),
    ...operands.map(operandUsage),
    ...(passesOn === true ? ['[words of the program]'] : []),
  ].join(' ');
}

/** Two columns, the second wrapped. */
function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.flatMap(([left, right]) => wrap(`  ${left.padEnd(width)}  ${right}`, ' '.repeat(width + 4)));
}

export function optionUsage({ name, value }: CommandSpec['options'][number]): string {
  return `--${name}${value === null ? '' : ` ${value}`}`;
}

/** The help of one command. */
export function commandHelp(command: CommandSpec): string {
  const { about, operands, options, examples } = command;
  return [
    `usage: ${usageLine(command)}`,
    ...about.flatMap((paragraph) => ['', ...wrap(paragraph, '')]),
    '',
    ...columns([
      ...operands.map((operand): [string, string] => [operand.name, operand.about]),
      ...options.map((option): [string, string] => [optionUsage(option), option.about]),
      ['--help', 'print this'],
    ]),
    ...examples.flatMap(({ line, about: what }) => ['', `  # ${what}`, `  ${line}`]),
    '',
  ].join('\n');
}

/** The help of the whole. */
export function overallHelp(): string {
  return [
    'usage: hotplug COMMAND [options] …',
    '',
    ...wrap('Linux memory hotplug on the command line: plays, explores and prints scenarios.', ''),
    '',
    ...columns(COMMANDS.map(({ name, summary }) => [name, summary])),
    '',
    ...wrap(
      'hotplug COMMAND --help says more. A FILE named - is stdin. docs/language.md describes scenario texts.',
      '',
    ),
    '',
  ].join('\n');
}
