/**
 * getopt_long() of the C library: options before, between and behind operands, short ones in one word, long ones
 * abbreviated.
 */

/** Name of an option (one letter, or a long name) and whether it takes a value. */
export interface OptionSpec {
  readonly short: string | null;
  readonly long: string | null;
  readonly value: 'none' | 'required' | 'optional';
}

/** An option as it was found, under its long name if it has one. */
export interface FoundOption {
  readonly name: string;
  readonly value: string | null;
}

export type Getopt =
  | { readonly ok: true; readonly options: readonly FoundOption[]; readonly operands: readonly string[] }
  /** What the library prints, without the name of the program; `options` are those before the wrong one. */
  | { readonly ok: false; readonly message: string; readonly options: readonly FoundOption[] };

const nameOf = ({ short, long }: OptionSpec): string => long ?? short!;

/** The long options that a word can mean: one of that name, else all that begin so. */
function findLong(specs: readonly OptionSpec[], word: string): readonly OptionSpec[] {
  const exact = specs.find(({ long }) => long === word);
  return exact === undefined ? specs.filter(({ long }) => long?.startsWith(word)) : [exact];
}

/** Reads the arguments behind the name of the program. */
export function getopt(specs: readonly OptionSpec[], words: readonly string[]): Getopt {
  const options: FoundOption[] = [];
  const operands: string[] = [];
  const wrong = (message: string): Getopt => ({ ok: false, message, options });
  const queue = [...words];
  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    if (word === '--') {
      operands.push(...queue);
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      operands.push(word);
    } else if (word.startsWith('--')) {
      const [, long, equals] = /^--([^=]*)(=.*)?$/s.exec(word)!;
      const [spec, ...others] = findLong(specs, long!);
      if (spec === undefined) return wrong(`unrecognized option '--${long}'`);
      if (others.length > 0) {
        const names = [spec, ...others].map((candidate) => ` '--${candidate.long}'`).join('');
        return wrong(`option '--${long}' is ambiguous; possibilities:${names}`);
      }
      let value = equals?.slice(1) ?? null;
      if (spec.value === 'none' && value !== null) {
        return wrong(`option '--${spec.long}' doesn't allow an argument`);
      }
      if (spec.value === 'required') value ??= queue.shift() ?? null;
      if (spec.value === 'required' && value === null) {
        return wrong(`option '--${spec.long}' requires an argument`);
      }
      options.push({ name: nameOf(spec), value });
    } else {
      for (let at = 1; at < word.length; at++) {
        const spec = specs.find(({ short }) => short === word[at]);
        if (spec === undefined) return wrong(`invalid option -- '${word[at]}'`);
        if (spec.value === 'none') {
          options.push({ name: nameOf(spec), value: null });
          continue;
        }
        const rest = word.slice(at + 1);
        const value = rest !== '' ? rest : spec.value === 'required' ? (queue.shift() ?? null) : null;
        if (spec.value === 'required' && value === null) {
          return wrong(`option requires an argument -- '${word[at]}'`);
        }
        options.push({ name: nameOf(spec), value });
        break;
      }
    }
  }
  return { ok: true, options, operands };
}

/** A short and a long name without value. */
export const flag = (short: string | null, long: string | null): OptionSpec => ({
  short,
  long,
  value: 'none',
});
/** An option that needs a value. */
export const valued = (short: string | null, long: string | null): OptionSpec => ({
  short,
  long,
  value: 'required',
});
