/**
 * Whatever is typed, the shell comes back: no exception, no endless loop, and the kernel stays sound.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DaxLab } from '#lib/hotplug/testing/dax-lab.ts';
import { LineEditor } from './line-editor.ts';
import { COMMAND_NAMES } from './programs.ts';
import { LabShell } from './testing/lab-shell.ts';

const pieces = fc.constantFrom(
  ...COMMAND_NAMES,
  ...['for i in', 'do', 'done', 'while', 'if', 'then', 'fi', '{', '}', '(', ')', '$(', '$((', '))', '`'],
  ...[
    '|',
    '||',
    '&&',
    ';',
    '&',
    '>',
    '>>',
    '<',
    '2>&1',
    '>&',
    '!',
    '#',
    '\n',
    '\\',
    "'",
    '"',
    '$x',
    '${x:-',
    '${x##*',
    '}',
  ],
  ...[
    'memory33/state',
    'memory*/state',
    '*',
    '?',
    '[',
    ']',
    '{1..99}',
    '{a,b}',
    '-n',
    '-v',
    '-e',
    '-1',
    'offline',
    'online',
    'x=1',
    'x=$x$x',
  ],
);
const typed = fc.array(
  fc.oneof({ weight: 6, arbitrary: pieces }, { weight: 1, arbitrary: fc.string({ maxLength: 6 }) }),
  {
    maxLength: 14,
  },
);

test('any text typed comes to an end with a status', async () => {
  const lab = new DaxLab('merged', { policy: 'online_movable' });
  lab.bind();
  const shell = new LabShell(lab.machine);
  await fc.assert(
    fc.asyncProperty(typed, fc.constantFrom(' ', ''), async (parts, between) => {
      const line = parts.join(between);
      const { status, end } = await shell.type(line);
      expect(['done', 'unfinished', 'exit']).toContain(end);
      expect(status).toBeGreaterThanOrEqual(0);
      expect(status).toBeLessThanOrEqual(255);
      shell.shell.cwd = '/sys/devices/system/memory';
    }),
    { numRuns: 1500 },
  );
});

test.each([
  ['x=a; while :; do x=$x$x; done', 'is too long'],
  ['while true; do true; done', 'the line has no end'],
  ['for i in {1..9999}; do for j in {1..9999}; do :; done; done', 'the line has no end'],
  ['echo {1..9}{1..9}{1..9}{1..9}{1..9}{1..9}', 'braces make more than'],
  ['seq 1000000000', 'are not here'],
  ["printf '%2000000000d' 1", 'too wide'],
  ['eval x', 'this builtin of bash is not here'],
  [`echo ${'$('.repeat(200)}true${')'.repeat(200)}`, 'too deep'],
  [`echo $((${'('.repeat(500)}1${')'.repeat(500)}))`, 'recursion level exceeded'],
  [`${'{ '.repeat(200)}:;${' }'.repeat(200)}`, 'too deep'],
  [`echo ${'a'.repeat(60)} | grep -E '(a*)*b'; echo $?`, ''],
])('%s is stopped', async (line, said) => {
  const lab = new DaxLab('merged', { policy: 'online_movable' });
  const { err } = await new LabShell(lab.machine).type(line);
  expect(err).toContain(said);
});

test('the line editor takes any keys', () => {
  const keys = fc.array(
    fc.oneof(
      fc.constantFrom(
        '\x1b[A',
        '\x1b[B',
        '\x1b[C',
        '\x1b[D',
        '\x1b[H',
        '\x1b[F',
        '\x1b[3~',
        '\x01',
        '\x05',
        '\x0b',
        '\x15',
        '\x17',
        '\x19',
        '\x12',
        '\x14',
        '\x7f',
        '\x04',
        '\x1b',
        '\x1bd',
        '\x00',
        '漢',
        '\u{1f600}',
      ),
      fc.string({ maxLength: 5 }),
    ),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(keys, fc.integer({ min: 1, max: 90 }), (typedKeys, columns) => {
      const editor = new LineEditor(() => ['echo a', 'ls memory33']);
      let rest = typedKeys.join('');
      for (let steps = 0; rest !== ''; steps++) {
        expect(steps).toBeLessThan(1000);
        const before = rest.length;
        rest = editor.key(rest).rest;
        expect(rest.length).toBeLessThan(before);
        expect(editor.text.startsWith(editor.before)).toBe(true);
        editor.draw('# ', columns);
      }
    }),
    { numRuns: 500 },
  );
});
