/**
 * Random scenario texts for property tests: well-formed ones, put together from the parts of the language, and
 * mutated ones, as fingers and mail programs make them.
 */
import fc from 'fast-check';
import { ERRNO_NAMES } from '../errno-words.ts';
import { BLOCK_STATES, FACTS, LINE_WORDS, VERBS, type Param, type Verb } from '../vocabulary.ts';
import { EVERYTHING, PINNED } from './samples.ts';

const oneOf = fc.constantFrom;
const name = oneOf('driver', 'user', 'r1', 'dax0.0', 'vm0', 'dimm0');
const size = oneOf('512M', '4G', '0x100000000', 'memory32', 'pfn:4096', '4G+512M', '1024');
const range = oneOf('4G+512M', '4G-5G', 'memory32', 'memory32-35', '0x100000000+0x8000000');
const blocks = oneOf('memory32', 'memory32-35', 'memory32,34-35,40');
const path = oneOf('memory33/state', 'dax0.0/{hotplug,state}', '/proc/iomem', 'auto_online_blocks');
const text = oneOf(
  'online',
  '{unplug,unplugged}',
  '"two words"',
  '"a \\"b\\" # c"',
  '0x100-0x1ff',
  '-1',
  '""',
);

function value(param: Param): fc.Arbitrary<string> {
  if (param.choices !== undefined) return oneOf(...param.choices);
  switch (param.type) {
    case 'number':
    case 'times':
      return oneOf('0', '1', '42');
    case 'size':
    case 'page':
    case 'pages':
      return size;
    case 'range':
      return range;
    case 'errno':
      return oneOf(...ERRNO_NAMES.map((errno) => `-${errno}`), '-5');
    case 'blocks':
      return blocks;
    case 'path':
      return path;
    case 'site':
      return oneOf('arch_add_memory', 'memblock_add_node@memory40');
    default:
      return name;
  }
}

function given(param: Param): fc.Arbitrary<string> {
  if (param.form === 'flag') return fc.constant(param.name);
  const values = fc
    .array(value(param), { minLength: 1, maxLength: param.isList === true ? 3 : 1 })
    .map((list) => list.join(','));
  return param.form === 'key' ? values.map((list) => `${param.name}=${list}`) : values;
}

function clause(spec: Verb): fc.Arbitrary<string> {
  const parts = spec.params.map((param) =>
    param.isOptional === true ? fc.option(given(param), { nil: '' }) : given(param),
  );
  return fc.tuple(...parts).map((list) => [spec.name, ...list.filter((part) => part !== '')].join(' '));
}

const fact = oneOf(...FACTS).chain(clause);
const call = fc.oneof(
  fc.tuple(size, size).map(([start, bytes]) => `offline_memory(${start}, ${bytes})`),
  range.map((place) => `offline_and_remove_memory(${place})`),
  range.map(
    (place) =>
      `add_memory_driver_managed(1, ${place}, "System RAM (kmem)", MHP_MERGE_RESOURCE | MHP_NID_IS_MGID, 3)`,
  ),
);
const action = fc.oneof(
  fc.tuple(text, path).map(([word, file]) => `echo ${word} > ${file}`),
  fc.tuple(text, path).map(([word, file]) => `echo -n ${word} ${word} > ${file}`),
  path.map((file) => `cat ${file}`),
  oneOf('chmem -e 512M -z Movable', 'daxctl reconfigure-device --mode=system-ram dax0.0', 'lsmem'),
  call,
  oneOf(...VERBS).chain(clause),
);
const line = fc
  .tuple(oneOf('', 'r1 = ', 'x_y = ', 'as root '), fc.array(action, { minLength: 1, maxLength: 3 }))
  .map(([start, actions]) => `  ${start}${actions.join(' or ')}`);

const atom = fc.oneof(
  fc
    .tuple(oneOf('r1', 'dax0.0 state', 'memory33/state', 'auto_online_blocks'), oneOf('=', '!='), text)
    .map((parts) => parts.join(' ')),
  fc.tuple(name, oneOf('=', '<', '>='), oneOf('ok', '-EIO', '0', '12')).map((parts) => parts.join(' ')),
  fc
    .tuple(oneOf('', 'all of ', 'any of ', 'none of '), blocks, oneOf(...BLOCK_STATES, 'in Movable'))
    .map(([which, list, state]) => `${which}${list} ${state}`),
  oneOf(
    'driver hangs',
    'dax0.0 leaks',
    'dax0.0 leaks group',
    'dax0.0 used-after-free',
    'held dax0.0 lock',
    'node1 Movable present = 65536 pages',
    'iomem "System RAM" covers memory0-3',
    'count log "a b" >= 2',
    'memory3/state exists',
  ),
);
const { formula } = fc.letrec<{ formula: string }>((tie) => ({
  formula: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    atom,
    fc.tuple(tie('formula'), oneOf('and', 'or'), tie('formula')).map(([a, is, b]) => `(${a} ${is} ${b})`),
    tie('formula').map((inner) => `not ${inner}`),
  ),
}));
const condition = fc
  .tuple(oneOf('exists', 'never', 'always', '~exists', 'forall', 'never anytime'), formula)
  .map((parts) => parts.join(' '));

const prose = fc
  .array(oneOf('a', 'word', 'kernel', '#', '"', 'exists', 'longer-than-most-words'), { maxLength: 30 })
  .map((words) => `about ${words.join(' ')}`);
const decoration = oneOf('', '', '', '\n', '\n\n', '# a comment\n', '\n# one\n\n# two\n');

function lines(of: fc.Arbitrary<string>, most: number): fc.Arbitrary<string> {
  const one = fc.tuple(decoration, of, oneOf('', '', '  # behind'));
  return fc
    .array(one, { maxLength: most })
    .map((list) => list.map((parts) => `${parts.join('')}\n`).join(''));
}

/** A text without a mistake in it; whether its names exist is another question. */
export const goodTexts: fc.Arbitrary<string> = fc
  .tuple(
    oneOf('', 'scenario "a \\"title\\""\n'),
    lines(
      fc.oneof(
        prose.map((words) => words.replace(/ +$/, '')),
        fact,
      ),
      6,
    ),
    lines(line, 5),
    lines(line, 5),
    lines(condition, 4),
    oneOf('', '# end\n', '\n# end\n# of all'),
  )
  .map(([title, facts, init, own, conditions, end]) =>
    [title, facts, 'init:\n', init, 'user:\n', own, conditions, end].join(''),
  );

const snippet = fc.oneof(
  oneOf(...LINE_WORDS, ...FACTS.map((spec) => spec.name), 'exists', 'and', 'or', 'not', 'init:', 'u:'),
  oneOf(
    '(',
    ')',
    '{',
    '}',
    '"',
    "'",
    ',',
    '|',
    '=',
    '>',
    '\\',
    '#',
    '\r',
    '\n',
    '\r\n',
    '\0',
    '> ',
    '> > ',
    ';',
  ),
  oneOf(
    '-EIO',
    '99999999999999999999',
    '0x',
    'memory',
    'memory4294967296',
    '4G+',
    '1e309',
    '__proto__',
    'constructor',
  ),
  fc.string({ unit: 'binary', maxLength: 8 }),
);

type Change = readonly [at: number, remove: number, insert: string];
const changes = fc.array(fc.tuple(fc.nat(4000), oneOf(0, 0, 1, 3, 40), snippet), {
  minLength: 1,
  maxLength: 6,
});

function changed(start: string, list: readonly Change[]): string {
  return list.reduce((now, [at, remove, insert]) => {
    const place = at % (now.length + 1);
    return now.slice(0, place) + insert + now.slice(place + remove);
  }, start);
}

/** Anything: noise, heaps of words of the language, and texts with something changed in them. */
export const anyTexts: fc.Arbitrary<string> = fc.oneof(
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
  { weight: 2, arbitrary: fc.array(snippet, { maxLength: 40 }).map((list) => list.join(' ')) },
  { weight: 3, arbitrary: fc.tuple(goodTexts, changes).map(([start, list]) => changed(start, list)) },
  {
    weight: 4,
    arbitrary: fc.tuple(oneOf(EVERYTHING, PINNED), changes).map(([start, list]) => changed(start, list)),
  },
);
