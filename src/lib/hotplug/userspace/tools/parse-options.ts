/**
 * Options as git reads them, and with it perf, ndctl and daxctl: options before, between and behind operands, long ones
 * abbreviated and negated with `no-`; a wrong one is answered with the list of all.
 */
import type { EarlyEnd } from './program.ts';

export interface OptionLine {
  readonly short: string | null;
  readonly long: string;
  /** What stands for the value in the list; null for an option without one. */
  readonly value: string | null;
  readonly help: string;
}

export interface ParsedOptions {
  /** Options that are on, by their long names, with their values (empty without one). */
  readonly options: ReadonlyMap<string, string>;
  readonly operands: readonly string[];
}

const USAGE_EXIT = 129;
const HELP_COLUMN = 24;
const GAP = 2;

function optionText({ short, long, value, help }: OptionLine): string {
  const name = short === null ? `        --${long}` : `    -${short}, --${long}`;
  const words = value === null ? name : `${name} <${value}>`;
  const gap = ' '.repeat(GAP);
  return words.length <= HELP_COLUMN
    ? `${words.padEnd(HELP_COLUMN)}${gap}${help}\n`
    : `${words}\n${' '.repeat(HELP_COLUMN)}${gap}${help}\n`;
}

/** The list of options, and the exit code that goes with it. */
export function usage(synopsis: string, lines: readonly OptionLine[], before = ''): EarlyEnd {
  const list = lines.map(optionText).join('');
  return { exitCode: USAGE_EXIT, stderr: `${before}\n usage: ${synopsis}\n\n${list}\n` };
}

/** What such a program says of a wrong option; the line feed at its end is part of it. */
export function errorText(message: string): string {
  return `  Error: ${message}\n`;
}

interface Match {
  readonly line: OptionLine;
  readonly isUnset: boolean;
}

/** The option of a long word, `several` for an abbreviation of more than one, null for none. */
function matchLong(lines: readonly OptionLine[], word: string): Match | readonly [Match, Match] | null {
  const name = word.replace(/=.*$/s, '');
  let short: Match | null = null;
  let other: Match | null = null;
  const abbreviates = (match: Match): void => {
    if (short !== null) other = short;
    short = match;
  };
  for (const line of lines) {
    const { long } = line;
    const positive = long.startsWith('no-') ? long.slice('no-'.length) : null;
    if (name === long) return { line, isUnset: false };
    if (name === positive) return { line, isUnset: true };
    if (positive?.startsWith(name) === true) abbreviates({ line, isUnset: true });
    else if (long.startsWith(name)) abbreviates({ line, isUnset: false });
    else if ('no-'.startsWith(name)) abbreviates({ line, isUnset: true });
    else if (name.startsWith('no-')) {
      const negated = name.slice('no-'.length);
      if (negated === long) return { line, isUnset: true };
      if (long.startsWith(negated)) abbreviates({ line, isUnset: true });
    }
  }
  return other !== null && short !== null ? [other, short] : short;
}

/** Reads the words behind a command. */
export function parseOptions(
  synopsis: string,
  lines: readonly OptionLine[],
  words: readonly string[],
): ParsedOptions | EarlyEnd {
  const options = new Map<string, string>();
  const operands: string[] = [];
  const queue = [...words];
  const unknown = (message: string): EarlyEnd => usage(synopsis, lines, errorText(message));
  /** Only the option that is meant is listed, and no line feed at the end. */
  const misused = (message: string, shown: readonly OptionLine[]): EarlyEnd => {
    const end = usage(synopsis, shown, errorText(message));
    return { ...end, stderr: end.stderr!.slice(0, -1) };
  };
  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    if (word === '--') {
      operands.push(...queue);
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      operands.push(word);
      continue;
    }
    if (word.startsWith('--')) {
      if (word === '--help') return usage(synopsis, lines);
      const end = readLong(word.slice(2));
      if (end !== null) return end;
      continue;
    }
    for (let at = 1; at < word.length; at++) {
      if (word[at] === 'h') return usage(synopsis, lines);
      const line = lines.find(({ short }) => short === word[at]);
      if (line === undefined) return unknown(`unknown switch \`${word[at]}'`);
      if (line.value === null) {
        options.set(line.long, '');
        continue;
      }
      const value = word.slice(at + 1) || queue.shift();
      if (value === undefined) return misused(`switch \`${word[at]}' requires a value`, [line]);
      options.set(line.long, value);
      break;
    }
  }
  return { options, operands };

  function readLong(text: string): EarlyEnd | null {
    const match = matchLong(lines, text);
    if (match === null) return unknown(`unknown option \`${text}'`);
    if (!('line' in match)) {
      const [a, b] = match.map(({ line, isUnset }) => `--${isUnset ? 'no-' : ''}${line.long}`);
      return misused(`Ambiguous option: ${text} (could be ${a} or ${b})`, []);
    }
    const { line, isUnset } = match;
    const equals = text.indexOf('=');
    const given = equals < 0 ? null : text.slice(equals + 1);
    const name = `option \`${isUnset ? 'no-' : ''}${line.long}'`;
    if (given !== null && (isUnset || line.value === null)) return misused(`${name} takes no value`, [line]);
    if (isUnset) {
      options.delete(line.long);
      return null;
    }
    const value = line.value === null ? '' : (given ?? queue.shift());
    if (value === undefined) return misused(`${name} requires a value`, [line]);
    options.set(line.long, value);
    return null;
  }
}
