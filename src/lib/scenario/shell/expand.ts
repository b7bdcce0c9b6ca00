/**
 * From words as typed to words as commands get them: braces, `~`, parameters, `$(…)`, `$((…))`, splitting, names of
 * files. In the order of bash.
 */
import { evaluate } from './arithmetic.ts';
import { expandBraces } from './braces.ts';
import { isPattern, matcherOf, textOf, type Letter } from './pattern.ts';
import { Trouble } from './trouble.ts';
import type { Item, Word } from './syntax.ts';

/** What words are expanded with. */
export interface Surroundings {
  /** The value of a parameter; null when it is not set. */
  value(name: string): string | null;
  /** What a line prints, for `$(…)`. */
  output(line: string, at: number): Promise<string>;
  /** Paths that match a pattern, in order; empty when none do. */
  paths(pattern: readonly Letter[]): string[];
}

/** A letter on its way; `null` marks quotes, which make a word even of nothing. */
type Piece = (Letter & { readonly splits: boolean }) | null;

/** Longer values than these take too long to cut a pattern from. */
const LONGEST_CUT = 4096;
const IFS = new Set([' ', '\t', '\n']);

function pieces(text: string, isQuoted: boolean, splits: boolean): Piece[] {
  return [...text].map((char) => ({ char, isQuoted, splits: splits && IFS.has(char) }));
}

/** `${name#pattern}` and its kin. */
function cut(value: string, operator: '#' | '##' | '%' | '%%', pattern: readonly Letter[]): string {
  if (value.length > LONGEST_CUT)
    throw new Trouble(`a value of ${value.length} characters is too long to cut`);
  const matches = matcherOf(pattern);
  const { length } = value;
  const lengths = Array.from({ length: length + 1 }, (_, i) => i);
  if (operator.length === 2) lengths.reverse();
  const isFront = operator.startsWith('#');
  const found = lengths.find((n) => matches(isFront ? value.slice(0, n) : value.slice(length - n)));
  if (found === undefined) return value;
  return isFront ? value.slice(found) : value.slice(0, length - found);
}

async function parameter(item: Item & { kind: 'parameter' }, around: Surroundings): Promise<Piece[]> {
  const { name, operator, argument, isQuoted } = item;
  const value = around.value(name);
  const plain = (text: string): Piece[] => pieces(text, isQuoted, !isQuoted);
  const word = async (): Promise<Piece[]> => expandItems(argument, around, !isQuoted, !isQuoted);
  const isEmpty = value === null || value === '';
  switch (operator) {
    case '':
      return plain(value ?? '');
    case 'length':
      return plain(String([...(value ?? '')].length));
    case '-':
      return value === null ? word() : plain(value);
    case ':-':
      return isEmpty ? word() : plain(value);
    case '+':
      return value === null ? [] : word();
    case ':+':
      return isEmpty ? [] : word();
    case '?':
    case ':?': {
      if (operator === '?' ? value !== null : !isEmpty) return plain(value!);
      const said = lettersOf(await word());
      throw new Trouble(`${name}: ${said.length > 0 ? textOf(said) : 'parameter null or not set'}`);
    }
    default:
      return plain(cut(value ?? '', operator, lettersOf(await word())));
  }
}

const lettersOf = (list: readonly Piece[]): Letter[] => list.filter((piece) => piece !== null);

async function expandItem(
  item: Item,
  around: Surroundings,
  splits: boolean,
  isArgument: boolean,
): Promise<Piece[]> {
  switch (item.kind) {
    case 'char':
      return pieces(item.char, item.isQuoted, isArgument && !item.isQuoted);
    case 'quotes':
      return [null];
    case 'parameter':
      return parameter(item, around);
    case 'command': {
      const output = (await around.output(item.line, item.at)).replace(/\n+$/, '');
      return pieces(output, item.isQuoted, splits && !item.isQuoted);
    }
    case 'number': {
      const text = textOf(lettersOf(await expandItems(item.items, around, false)));
      return pieces(String(evaluate(text, (name) => around.value(name) ?? '')), item.isQuoted, false);
    }
  }
}

/** `isArgument`: blanks of the word itself part it too, as in `${name:-two words}`. */
async function expandItems(
  items: readonly Item[],
  around: Surroundings,
  splits: boolean,
  isArgument = false,
): Promise<Piece[]> {
  const list: Piece[] = [];
  for (const item of items) list.push(...(await expandItem(item, around, splits, isArgument)));
  return list;
}

/** `~` alone, or before a slash or colon. */
function withHome(items: readonly Item[], around: Surroundings): readonly Item[] {
  const [first, second] = items;
  const isTilde = first?.kind === 'char' && !first.isQuoted && first.char === '~';
  const ends =
    second === undefined || (second.kind === 'char' && !second.isQuoted && '/:'.includes(second.char));
  if (!isTilde || !ends) return items;
  const home = [...(around.value('HOME') ?? '/')].map((char): Item => ({
    kind: 'char',
    char,
    isQuoted: true,
  }));
  return [...home, ...items.slice(1)];
}

/** `"$@"` without arguments is no word at all. */
function isNothing(items: readonly Item[]): boolean {
  const [first, second] = items;
  return (
    items.length === 2 && first?.kind === 'quotes' && second?.kind === 'parameter' && second.name === '@'
  );
}

/** Braces are expanded as text: `$x{1,2}` becomes `$x1 $x2`. */
function withLongNames(items: readonly Item[]): readonly Item[] {
  const list: Item[] = [];
  for (const item of items) {
    const last = list.at(-1);
    const isOfName =
      item.kind === 'char' &&
      !item.isQuoted &&
      /\w/.test(item.char) &&
      last?.kind === 'parameter' &&
      last.isBare &&
      !last.isQuoted &&
      /^[A-Za-z_]/.test(last.name);
    if (isOfName) list[list.length - 1] = { ...last, name: last.name + item.char };
    else list.push(item);
  }
  return list;
}

/** Cuts at blanks that an expansion brought. */
function split(list: readonly Piece[]): Letter[][] {
  const fields: Letter[][] = [];
  let field: Letter[] | null = null;
  for (const piece of list) {
    if (piece?.splits === true) {
      if (field !== null) fields.push(field);
      field = null;
      continue;
    }
    field ??= [];
    if (piece !== null) field.push({ char: piece.char, isQuoted: piece.isQuoted });
  }
  if (field !== null) fields.push(field);
  return fields;
}

/** The words that one typed word becomes. */
export async function expandWord({ items }: Pick<Word, 'items'>, around: Surroundings): Promise<string[]> {
  const words: string[] = [];
  for (const one of expandBraces(items).map(withLongNames)) {
    if (isNothing(one)) continue;
    for (const field of split(await expandItems(withHome(one, around), around, true))) {
      const paths = isPattern(field) ? around.paths(field) : [];
      words.push(...(paths.length > 0 ? paths : [textOf(field)]));
    }
  }
  return words;
}

/** The text of a word where no splitting and no file names are wanted: the value of an assignment. */
export async function expandText({ items }: Pick<Word, 'items'>, around: Surroundings): Promise<string> {
  return textOf(lettersOf(await expandItems(withHome(items, around), around, false)));
}
