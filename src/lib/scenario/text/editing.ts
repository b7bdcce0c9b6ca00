/**
 * What an editor wants to know of the language while somebody types: which words can stand here, and what a word means.
 * Both come from the table that the parser reads, so that they can never say anything else.
 */
import { VARIANT_IDS, VARIANTS } from '#lib/hotplug/variants/index.ts';
import { CALLS, FLAGS, ONLINE_TYPES } from './calls.ts';
import { BLOCK_FILES, DAX_FILES, fullPath, pathsLike, SHORT_FILES } from './paths.ts';
import {
  BLOCK_STATES,
  COUNTED,
  FACTS,
  HEAD_WORDS,
  LINE_WORDS,
  QUANTIFIERS,
  TOOLS,
  VERBS,
  ZONE_FIELDS,
  type Verb,
} from './vocabulary.ts';

/** A word that can stand at a place. */
export interface Offer {
  readonly word: string;
  /** What it means, short; empty when the word says it. */
  readonly about: string;
}

export interface Offers {
  /** Column in the line at which the offered words begin, from 0. */
  readonly from: number;
  readonly offers: readonly Offer[];
}

/** What a word means. */
export interface WordHelp {
  /** Columns of the word in its line, from 0, end exclusive. */
  readonly from: number;
  readonly to: number;
  readonly title: string;
  readonly about: string;
  /** Its parameters, one line each. */
  readonly params: readonly string[];
  readonly example: string | null;
}

const QUANTIFIER_ABOUT: Readonly<Record<string, string>> = {
  exists: 'is it so in at least one outcome?',
  never: 'is it so in no outcome?',
  always: 'is it so in every outcome?',
};
const HEAD_ABOUT: Readonly<Record<string, string>> = {
  scenario: 'the title, in quotes',
  about: 'what it shows; may go on over several lines',
  ...Object.fromEntries(FACTS.map(({ name, about }) => [name, about])),
  ...QUANTIFIER_ABOUT,
};
const CONDITION_WORDS: readonly Offer[] = [
  { word: 'anytime', about: 'asked of every state, not only of the end' },
  { word: 'not', about: '' },
  { word: 'and', about: '' },
  { word: 'or', about: '' },
  { word: 'all of', about: 'of several blocks' },
  { word: 'any of', about: 'of several blocks' },
  { word: 'none of', about: 'of several blocks' },
  { word: 'hangs', about: 'the actor never gets to its end' },
  { word: 'leaks', about: 'something of the device is left that nobody will free' },
  { word: 'used-after-free', about: 'the driver uses memory that it has freed' },
  { word: 'held', about: 'somebody holds the lock' },
  { word: 'iomem', about: 'an entry of /proc/iomem covers a range' },
  { word: 'covers', about: '' },
  { word: 'count', about: 'how often something was said' },
  { word: 'in', about: 'the zone that a block is online in' },
  { word: 'ok', about: '0: no error' },
  ...BLOCK_STATES.map((word) => ({ word, about: 'state of a block' })),
  ...Object.keys(ZONE_FIELDS).map((word) => ({ word, about: 'number of a zone' })),
  ...Object.keys(COUNTED).map((word) => ({ word, about: 'can be counted' })),
];
const WRITTEN = ['online', 'offline', 'online_movable', 'online_kernel', '{unplug,unplugged}'];
const ERRNOS = ['-EBUSY', '-EINVAL', '-EIO', '-EPERM', '-ENOMEM', '-EEXIST', '-ENODEV', '-EINTR'];

const plain = (words: readonly string[], about = ''): Offer[] => words.map((word) => ({ word, about }));

/** Names that a text gives to things. */
interface Names {
  readonly actors: readonly string[];
  readonly results: readonly string[];
  readonly devices: readonly string[];
}

function namesIn(lines: readonly string[]): Names {
  const found = (pattern: RegExp): string[] => [
    ...new Set(lines.flatMap((line) => pattern.exec(line)?.[1] ?? [])),
  ];
  return {
    actors: found(/^([A-Za-z_][\w.-]*):\s*$/).filter((name) => name !== 'init'),
    results: found(/^\s+([A-Za-z_]\w*)\s*=\s/),
    devices: found(/^(?:dax|dimm|virtio-mem)\s+(\S+)/),
  };
}

function paramOffers({ params }: Verb, before: string, names: Names): Offer[] {
  const key = /(?:^|\s)([\w-]+)=\S*$/.exec(before)?.[1];
  if (key !== undefined) {
    const param = params.find(({ name }) => name === key);
    return plain(param?.choices ?? []);
  }
  return params.flatMap(({ name, form, type, choices, about }) => {
    if (form === 'place') {
      if (type === 'actor') return plain(names.actors, 'actor');
      return type === 'errno' ? plain(ERRNOS) : plain(choices ?? [], about);
    }
    return [{ word: form === 'key' ? `${name}=` : name, about }];
  });
}

function fileOffers(partial: string, { devices }: Names): Offer[] {
  const files = partial.includes('/')
    ? pathsLike(partial)
    : [
        ...Object.keys(SHORT_FILES),
        ...devices
          .filter((name) => name.startsWith('dax'))
          .flatMap((name) => DAX_FILES.map((f) => `${name}/${f}`)),
        ...devices.filter((name) => name.startsWith('dax')).map((name) => `${name}/{hotplug,state}`),
        ...(/^memory\d+$/.test(partial) ? BLOCK_FILES.map((file) => `${partial}/${file}`) : []),
      ];
  return files.map((word) => ({ word, about: fullPath(word) === word ? '' : fullPath(word) }));
}

/** Words that can begin a line. */
function beginnings(isInSection: boolean): Offer[] {
  const head = HEAD_WORDS.map((word) => ({ word, about: HEAD_ABOUT[word] ?? '' }));
  if (!isInSection) return [...head, { word: 'init:', about: 'what is done before the actors begin' }];
  const verbs = LINE_WORDS.map((word) => ({
    word,
    about: VERBS.find(({ name }) => name === word)?.about ?? '',
  }));
  const calls = Object.entries(CALLS).map(([name, { about }]) => ({ word: `${name}(`, about }));
  return [...verbs, ...calls, ...head.filter(({ word }) => Object.hasOwn(QUANTIFIERS, word))];
}

function offersIn(line: string, partial: string, isInSection: boolean, names: Names): Offer[] {
  const before = line.slice(0, line.length - partial.length);
  const rest = before.replace(/^\s*(?:[A-Za-z_]\w*\s*=\s+)?(?:as\s+\S+\s+)?(?:or\s+)?/, '');
  if (rest === '') return beginnings(isInSection || /^\s/.test(before));
  const word = /^[^\s(]+/.exec(rest)?.[0] ?? '';
  if (word === 'kernel') return VARIANT_IDS.map((id) => ({ word: id, about: VARIANTS[id].title }));
  if (Object.hasOwn(QUANTIFIERS, word)) {
    return [
      ...CONDITION_WORDS,
      ...plain(names.results, 'result of a line'),
      ...plain(names.actors, 'actor'),
      ...plain(names.devices, 'device'),
      ...plain(ERRNOS),
      { word: 'device_hotplug_lock', about: 'lock' },
      { word: 'mem_hotplug_lock', about: 'lock' },
    ];
  }
  if (word === 'cat') return fileOffers(partial, names);
  if (word === 'echo')
    return />\s*$/.test(before) ? fileOffers(partial, names) : plain([...WRITTEN, ...names.devices]);
  if (before.includes('(')) {
    return [...plain(Object.keys(FLAGS), 'flag'), ...plain(Object.keys(ONLINE_TYPES), 'online type')];
  }
  const spec = [...FACTS, ...VERBS].find(({ name }) => name === word);
  if (spec === undefined) return [];
  const devices = spec.params.some(({ name, form }) => name === 'name' && form === 'place')
    ? names.devices
    : [];
  return [...paramOffers(spec, line, names), ...(rest.trim() === word ? plain(devices, 'device') : [])];
}

/** Words that can stand at the end of `line`, which is cut where the cursor is; `above` are the lines before it. */
export function offersAt(above: readonly string[], line: string, below: readonly string[] = []): Offers {
  const partial = /[^\s,|(=]*$/.exec(line)![0];
  const isInSection = above.some((other) => /^[A-Za-z_][\w.-]*:\s*$/.test(other));
  const names = namesIn([...above, ...below]);
  const offers = offersIn(line, partial, isInSection, names);
  const seen = new Set<string>();
  return {
    from: line.length - partial.length,
    offers: offers.filter(({ word }) => !seen.has(word) && seen.add(word)),
  };
}

function helpOf(word: string): Omit<WordHelp, 'from' | 'to'> | null {
  const spec = [...FACTS, ...VERBS].find(({ name }) => name === word);
  if (spec !== undefined) {
    const params = spec.params.map(
      ({ name, form, about }) => `${form === 'key' ? `${name}=` : name}: ${about}`,
    );
    return { title: word, about: spec.about, params, example: spec.example };
  }
  const simple = (about: string): Omit<WordHelp, 'from' | 'to'> => ({
    title: word,
    about,
    params: [],
    example: null,
  });
  if (Object.hasOwn(CALLS, word)) {
    const { about, args } = CALLS[word]!;
    return { ...simple(about), title: `${word}(${args.join(', ')})` };
  }
  if (Object.hasOwn(HEAD_ABOUT, word)) return simple(HEAD_ABOUT[word]!);
  if (Object.hasOwn(SHORT_FILES, word) || /^(?:memory\d+|dax\d+\.\d+)\/\w+$/.test(word))
    return simple(fullPath(word));
  const variant = VARIANT_IDS.find((id) => id === word);
  if (variant !== undefined) return simple(`${VARIANTS[variant].title}, ${VARIANTS[variant].posted}`);
  if ((TOOLS as readonly string[]).includes(word))
    return simple('a program; its arguments are taken as they are');
  const condition = CONDITION_WORDS.find((offer) => offer.word === word);
  return condition === undefined || condition.about === '' ? null : simple(condition.about);
}

/** What the word at a column of a line (from 0) means; null where no word of the language stands. */
export function helpAt(line: string, column: number): WordHelp | null {
  for (const match of line.matchAll(/[\w.{}/-]+/g)) {
    const from = match.index;
    const to = from + match[0].length;
    if (column < from || column > to) continue;
    const help = helpOf(match[0]);
    return help === null ? null : { ...help, from, to };
  }
  return null;
}
