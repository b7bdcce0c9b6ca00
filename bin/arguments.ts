/**
 * Reads the words behind the name of a command, by its entry in the table.
 */
import { failure, success, type Result } from '#lib/capture/result.ts';
import { nearestWord } from '#lib/scenario/nearest-word.ts';
import type { CommandSpec, OptionSpec } from './command-table.ts';

/** What was given. */
export interface Given {
  readonly operands: readonly string[];
  /** Words for the other program, where a command passes some on. */
  readonly passedOn: readonly string[];
  has(option: string): boolean;
  /** The value that was given last; null for none. */
  value(option: string): string | null;
  values(option: string): readonly string[];
}

class Reading implements Given {
  readonly operands: string[] = [];
  readonly passedOn: string[] = [];
  readonly #values = new Map<string, string[]>();

  add(option: string, value: string): void {
    this.#values.set(option, [...(this.#values.get(option) ?? []), value]);
  }

  has(option: string): boolean {
    return this.#values.has(option);
  }

  value(option: string): string | null {
    return this.#values.get(option)?.at(-1) ?? null;
  }

  values(option: string): readonly string[] {
    return this.#values.get(option) ?? [];
  }
}

const isOption = (word: string): boolean => word.startsWith('-') && word !== '-';

function unknownOption({ name, options }: CommandSpec, word: string): string {
  const names = options.map((option) => `--${option.name}`);
  const nearest = nearestWord(word, names);
  if (nearest !== null) return `there is no option ${word}; did you mean ${nearest}?`;
  return `there is no option ${word}; hotplug ${name} --help lists ${names.length === 0 ? 'what there is' : 'them'}`;
}

/** How many operands there may be; a sentence when it does not fit. */
function operandTrouble({ name, operands, passesOn }: CommandSpec, given: readonly string[]): string | null {
  const wanted = operands.filter(({ isOptional }) => isOptional !== true);
  const missing = wanted[given.length];
  if (missing !== undefined) return `${missing.name} is missing: ${missing.about}`;
  const isMany = operands.some((operand) => operand.isMany === true);
  if (isMany || passesOn === true || given.length <= operands.length) return null;
  return `hotplug ${name} does not know what to do with ${given[operands.length]}`;
}

/** Takes the words apart; the error is a sentence. */
export function readArguments(command: CommandSpec, words: readonly string[]): Result<Given, string> {
  const reading = new Reading();
  let onlyOperands = false;
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (onlyOperands || !isOption(word)) {
      (command.passesOn === true ? reading.passedOn : reading.operands).push(word);
      continue;
    }
    if (word === '--') {
      onlyOperands = true;
      continue;
    }
    const [name = '', ...rest] = word.replace(/^--/, '').split('=');
    const option: OptionSpec | undefined = word.startsWith('--')
      ? command.options.find((candidate) => candidate.name === name)
      : undefined;
    if (option === undefined) {
      if (command.passesOn !== true) return failure(unknownOption(command, word));
      reading.passedOn.push(word);
      continue;
    }
    if (option.value === null) {
      if (rest.length > 0) return failure(`--${name} takes no value`);
      reading.add(name, '');
      continue;
    }
    const value = rest.length > 0 ? rest.join('=') : words[++i];
    if (value === undefined) return failure(`--${name} wants a value: ${option.value}`);
    reading.add(name, value);
  }
  const trouble = operandTrouble(command, reading.operands);
  return trouble === null ? success(reading) : failure(trouble);
}
