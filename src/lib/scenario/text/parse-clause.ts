/**
 * Reads a statement or verb with the parameters that the vocabulary gives it.
 */
import { FAULT_SITES, parseFaultSite } from '#lib/hotplug/state/faults.ts';
import { Cursor, Misread } from './cursor.ts';
import { looksLikeBlocks, looksLikeNumber, looksLikeRange, looksLikeSize } from './numbers.ts';
import type { Clause, GivenParam, Word } from './syntax.ts';
import { textError } from './text-error.ts';
import { errnoNamed, ERRNO_NAMES } from './errno-words.ts';
import type { Param, ParamType, Verb } from './vocabulary.ts';

const LOOKS: Readonly<Partial<Record<ParamType, { is: (text: string) => boolean; what: string }>>> = {
  number: { is: (text) => looksLikeNumber(text) && !text.startsWith('-'), what: 'a number such as 2' },
  pages: { is: looksLikeSize, what: 'a number of pages such as 763812, or a size such as 2983M' },
  size: { is: looksLikeSize, what: 'a size such as 512M, 4G or 0x100000000' },
  page: { is: looksLikeSize, what: 'a block such as memory42, or an address such as 0x108000000' },
  range: {
    is: looksLikeRange,
    what: 'a range such as 4G+512M, 4G-5G, memory32 or memory32-35',
  },
  times: { is: (text) => /^(?:\d{1,9}|always)$/.test(text), what: 'a number such as 2, or always' },
  blocks: { is: looksLikeBlocks, what: 'blocks such as memory33 or memory32-35,40' },
};

function check(word: Word, { name, type, choices }: Param): void {
  const { text, at } = word;
  if (choices !== undefined && !choices.includes(text)) {
    throw new Misread(textError(at, `${text} is no ${name}`, { word: text, expected: choices }));
  }
  const looks = LOOKS[type];
  if (looks !== undefined && !looks.is(text)) {
    throw new Misread(textError(at, `${name} cannot be ${text}`, { expected: [looks.what] }));
  }
  if (type === 'site' && parseFaultSite(text) === null) throw new Misread(siteError(word));
  if (type === 'errno' && errnoNamed(text) === null) throw new Misread(errnoError(word));
}

function siteError({ text, at }: Word): ReturnType<typeof textError> {
  const [name = '', block] = text.split('@');
  const site = FAULT_SITES.find((known) => known.name === name);
  if (site === undefined || block === undefined) {
    const expected = FAULT_SITES.map((known) => known.name);
    return textError(at, `no fault can be injected into ${name}`, { word: name, expected });
  }
  if (!site.hasRange) return textError(at, `${name} concerns no block`, { fix: `write ${name}` });
  return textError(at, `${block} is no block`, { expected: [`${name}@memory40`] });
}

/** What is wrong with a word that should name an errno. */
export function errnoError({ text, at }: Word): ReturnType<typeof textError> {
  const minus = ERRNO_NAMES.includes(text) ? { fix: `write -${text}` } : {};
  return textError(at, `${text} is no negative errno`, {
    word: text,
    expected: ERRNO_NAMES.map((name) => `-${name}`),
    ...minus,
  });
}

const SIGNS_INSIDE = [','];

function valuesOf(cursor: Cursor, param: Param): Word[] {
  const values: Word[] = [];
  do {
    const word = cursor.joined(param.name, param.type === 'blocks' ? SIGNS_INSIDE : [], param.choices);
    check(word, param);
    values.push(word);
  } while (param.isList === true && cursor.take(','));
  return values;
}

/** Can the next word be the value of an optional parameter that stands in a place? */
function mayBe(cursor: Cursor, param: Param, spec: Verb): boolean {
  const token = cursor.peek();
  if (token === undefined || token.kind === 'sign' || token.kind === 'bad') return false;
  if (cursor.is('=', 1) || cursor.is('or')) return false;
  if (spec.params.some(({ form, name }) => form !== 'place' && name === token.text)) return false;
  if (param.choices !== undefined || param.type === 'errno') return true;
  return LOOKS[param.type]?.is(token.text) ?? true;
}

/** The parameters of a statement or verb whose name was read already. */
export function parseClause(cursor: Cursor, spec: Verb, name: Word): Clause {
  const given = new Map<string, GivenParam>();
  const places = spec.params.filter(({ form }) => form === 'place');
  for (const param of places) {
    if (param.isOptional === true && !mayBe(cursor, param, spec)) continue;
    const values = valuesOf(cursor, param);
    while (param.isList === true && mayBe(cursor, param, spec)) values.push(...valuesOf(cursor, param));
    given.set(param.name, { name: param.name, values });
  }
  const keyed = spec.params.filter(({ form }) => form !== 'place');
  const known = keyed.map((param) => (param.form === 'flag' ? param.name : `${param.name}=`));
  while (!cursor.isDone && !cursor.is('or')) {
    cursor.take(',');
    const word = cursor.word('a parameter', known);
    const param = keyed.find((candidate) => candidate.name === word.text);
    if (param === undefined || word.isQuoted) throw new Misread(tooMuch(word, spec, known));
    if (given.has(param.name)) {
      throw new Misread(textError(word.at, `${word.text} is given twice`, { fix: 'leave one out' }));
    }
    if (param.form === 'flag') given.set(param.name, { name: param.name, values: [] });
    else {
      cursor.take('=');
      given.set(param.name, { name: param.name, values: valuesOf(cursor, param) });
    }
  }
  const params = spec.params.flatMap((param) => given.get(param.name) ?? []);
  return { name: spec.name, params, at: name.at };
}

function tooMuch({ text, at }: Word, { name }: Verb, known: readonly string[]): ReturnType<typeof textError> {
  if (known.length === 0) return textError(at, `${text} is too much after ${name}`);
  return textError(at, `${name} knows no ${text}`, { word: text, expected: known });
}
