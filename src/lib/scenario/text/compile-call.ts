/**
 * A call of an exported kernel function: its arguments for one kernel.
 */
import type { ApiCall, Command } from '#lib/hotplug/userspace/commands.ts';
import type { VariantId } from '#lib/hotplug/variants/variant.ts';
import { CALLS, FLAGS, ONLINE_TYPES, type ArgType } from './calls.ts';
import { bytesOfWord, rangeOfWord } from './given.ts';
import { parametersOf, type Names } from './names.ts';
import { looksLikeNumber, looksLikeRange, looksLikeSize, type BytesRange } from './numbers.ts';
import type { Action, Word } from './syntax.ts';
import { placeFromTo } from './text-error.ts';

type CallAction = Extract<Action, { kind: 'call' }>;

/** Calls that every kernel has although no file of a variant names them. */
const ALWAYS = new Set(['request_mem_region', 'release_mem_region', 'memory_group_register_static']);
/** Parameters of add_memory_driver_managed() in the kernels that want an online type. */
const WITH_TYPE = 6;

/** What a kernel wants in the brackets; null when it has no such function. */
function argumentsOf(name: string, variant: VariantId): readonly ArgType[] | null {
  const { args, mayTakeType } = CALLS[name]!;
  if (ALWAYS.has(name)) return args;
  const parameters = parametersOf(name, variant);
  if (parameters === null) return null;
  return mayTakeType === true && parameters === WITH_TYPE ? [...args, 'online type'] : args;
}

/**
 * How the arguments fit: `joined` when a range is one argument, `split` when it is a start and a size; null when they
 * do not. A name is in quotes, which tells the two apart where the count does not.
 */
function fit(types: readonly ArgType[], args: CallAction['args']): 'joined' | 'split' | null {
  if (types.includes('ranges')) return args.length >= 1 ? 'joined' : null;
  const start = types.indexOf('range');
  const isName = (at: number): boolean => args[at]?.[0]?.isQuoted === true || args[at]?.[0]?.text === 'NULL';
  const named = types.indexOf('name');
  if (args.length === types.length) return named < 0 || isName(named) ? 'joined' : null;
  if (start < 0 || args.length !== types.length + 1) return null;
  return named < 0 || isName(named + 1) ? 'split' : null;
}

/** Has this kernel the function, with so many arguments? */
export function hasCall({ name, args }: CallAction, variant: VariantId): boolean {
  const types = argumentsOf(name.text, variant);
  return types !== null && fit(types, args) !== null;
}

/** How the call is written for a kernel, e.g. `offline_memory(range)`. */
function usage(name: string, types: readonly ArgType[]): string {
  const words = types.map((type) => (type === 'ranges' ? 'range, …' : type));
  return `${name}(${words.join(', ')})`;
}

interface Values {
  nid?: number | undefined;
  range?: BytesRange | undefined;
  ranges?: BytesRange[] | undefined;
  resourceName?: string | null | undefined;
  flags?: number | undefined;
  onlineType?: number | undefined;
  maxPages?: number | undefined;
}

class ArgumentReader {
  readonly values: Values = {};
  readonly #names: Names;

  constructor(names: Names) {
    this.#names = names;
  }

  number({ text, at }: Word, what: string, constants: Readonly<Record<string, number>>): number | undefined {
    if (Object.hasOwn(constants, text)) return constants[text];
    if (looksLikeNumber(text)) return Number(text);
    this.#names.errors.add(at, `${text} is no ${what}`, { word: text, expected: Object.keys(constants) });
    return undefined;
  }

  read(type: ArgType, words: readonly Word[]): void {
    const [word] = words;
    const values = this.values;
    const { errors } = this.#names;
    if (type !== 'flags' && words.length > 1) {
      errors.add(words[1]!.at, 'only flags can be joined with |');
      return;
    }
    switch (type) {
      case 'nid':
        values.nid = this.number(word!, 'node id', {});
        break;
      case 'flags':
        values.flags = words.reduce((sum, flag) => sum | (this.number(flag, 'flag', FLAGS) ?? 0), 0);
        break;
      case 'online type':
        values.onlineType = this.number(word!, 'online type', ONLINE_TYPES);
        break;
      case 'name':
        values.resourceName = word!.text === 'NULL' && !word!.isQuoted ? null : word!.text;
        break;
      case 'pages':
        values.maxPages = this.number(word!, 'number of pages', {});
        break;
      case 'range':
      case 'ranges': {
        const range = this.#range(word!);
        if (range === null) break;
        values.range = range;
        (values.ranges ??= []).push(range);
      }
    }
  }

  /** Start and size as two arguments. */
  startAndSize(start: Word, size: Word): void {
    const { blockBytes, errors } = this.#names;
    for (const { text, at } of [start, size]) {
      if (!looksLikeSize(text)) errors.add(at, `${text} is no address or size`, { expected: ['4G', '512M'] });
    }
    if (!looksLikeSize(start.text) || !looksLikeSize(size.text)) return;
    const startBytes = bytesOfWord(start, blockBytes, errors);
    const sizeBytes = bytesOfWord(size, blockBytes, errors);
    if (startBytes !== null && sizeBytes !== null) this.values.range = { startBytes, sizeBytes };
  }

  #range(word: Word): BytesRange | null {
    const { blockBytes, errors } = this.#names;
    if (looksLikeRange(word.text)) return rangeOfWord(word, blockBytes, errors);
    return errors.none(word.at, `${word.text} is no range`, { expected: ['4G+512M', 'memory32-35'] });
  }
}

/** The command of a call; null when something is wrong, which is noted. */
export function compileCall(action: CallAction, names: Names): Command | null {
  const { name, args, at } = action;
  const { errors, variant } = names;
  const types = argumentsOf(name.text, variant);
  if (types === null) {
    const fix = 'add what it calls instead: … or offline_and_remove_memory(…), or leave out the kernel';
    return errors.none(at, `${name.text}() is not exported by ${variant}`, { fix });
  }
  const fitting = fit(types, args);
  if (fitting === null) {
    const last = args.at(-1)?.at(-1);
    const place = last === undefined ? at : placeFromTo(at, last.at);
    return errors.none(place, `these are not the arguments of ${name.text}()`, {
      fix: `in ${variant} it is ${usage(name.text, types)}`,
    });
  }
  const reader = new ArgumentReader(names);
  const before = errors.list.length;
  let given = 0;
  for (const type of types) {
    if (type === 'ranges') for (const words of args) reader.read(type, words);
    else if (type === 'range' && fitting === 'split')
      reader.startAndSize(args[given++]![0]!, args[given++]![0]!);
    else reader.read(type, args[given++]!);
  }
  return errors.list.length > before ? null : commandOf(name.text, reader.values);
}

function commandOf(call: string, values: Values): Command {
  const { range, ranges, nid, resourceName, flags, onlineType, maxPages } = values;
  if (call === 'request_mem_region') return { kind: 'region_request', ...range!, name: resourceName ?? '' };
  if (call === 'release_mem_region') return { kind: 'region_release', ...range!, name: '' };
  const isRanges = call === 'offline_and_remove_memory_ranges';
  const command: ApiCall = {
    kind: 'api',
    call,
    ...(nid === undefined ? {} : { nid }),
    ...(isRanges ? { ranges: ranges ?? [] } : (range ?? {})),
    ...(resourceName === undefined ? {} : { resourceName }),
    ...(flags === undefined ? {} : { flags }),
    ...(onlineType === undefined ? {} : { onlineType }),
    ...(maxPages === undefined ? {} : { maxPages }),
  };
  return command;
}
