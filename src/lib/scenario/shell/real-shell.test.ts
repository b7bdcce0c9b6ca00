/**
 * The shell held against the real bash and coreutils: the same lines, the same words, over the same files.
 */
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { DaxLab } from '#lib/hotplug/testing/dax-lab.ts';
import { LabShell } from './testing/lab-shell.ts';
import { hasBash, RealShell } from './testing/real-shell.ts';

const isThere = hasBash();
if (!isThere) console.log('the shell is not held against bash: bash is not installed');

const lab = new DaxLab('merged', { policy: 'online_movable' });
lab.bind();
const real = isThere ? new RealShell(lab.machine.kernel) : null;
afterAll(() => real?.remove());

async function compare(line: string): Promise<void> {
  const shell = new LabShell(lab.machine);
  const { out, err, status } = await shell.type(line);
  expect({ line, out, err, status }).toEqual({ line, ...real!.run(line) });
}

/** Lines that only read, so that both have the same files. */
const LINES = [
  'ls -1',
  'ls | head -5',
  'ls -d memory3* | cat',
  'ls -1 memory33 memory34',
  'ls -1 nosuch memory33; echo $?',
  'ls -1F memory33',
  'ls -1a memory33',
  'ls -r memory33 | cat',
  'cat memory33/state memory34/valid_zones',
  'cat -n memory33/state memory34/state',
  'cat nosuch memory33; echo $?',
  'cat memory33/state/x',
  'cat ../node/node1/memory33/state',
  'cd ../node/node1 && ls -1 && cat memory33/../../node/online',
  'cd memory33/state; echo $?',
  'cd nosuch || echo no',
  'cd /; pwd',
  'grep . memory3*/state',
  'grep -c online memory33/state memory34/state',
  'grep -v online memory33/state; echo $?',
  'grep -n o memory33/state',
  'grep -H Mov memory33/valid_zones',
  'grep -h . memory33/state memory34/state',
  'grep -l Movable memory3*/valid_zones',
  'grep -L Movable memory3*/valid_zones',
  'grep -q online memory33/state && echo yes',
  'grep -s x nosuch; echo $?',
  'grep x nosuch; echo $?',
  'grep -o "[0-9]*" block_size_bytes',
  'grep -w online memory33/state; grep -w onlin memory33/state; echo $?',
  'grep -x online memory33/state',
  'grep -i ONLINE memory33/state',
  'grep -e on -e off memory33/state',
  'grep -F . memory33/state; echo $?',
  'grep; echo $?',
  'grep "[" memory33/state; echo $?',
  'grep "\\(" memory33/state; echo $?',
  'grep -r Movable memory33',
  'cat memory*/valid_zones | sort | uniq -c | sort -rn',
  'cat memory*/state | sort -u',
  'ls | sort -V | tail -3',
  'ls | sort -r | head -n 3',
  'ls | head -n -35',
  'ls | tail -n +40',
  'ls | head -c 20',
  'head -1 memory33/state memory34/state',
  'tail -q -n 1 memory33/state memory34/state',
  'head nosuch; echo $?',
  'wc -l memory33/state',
  'ls | wc',
  'ls | wc -l',
  'echo a b | wc -w',
  'seq 3; seq 2 4; seq 1 2 7; seq 3 -1 1; seq -w 8 11; seq -s, 4',
  'seq 5 1; echo $?',
  'seq x; echo $?',
  'cut -d: -f2 < /dev/null',
  'echo a:b:c | cut -d: -f1,3',
  'echo abcdef | cut -c2-4',
  'echo abc | cut -d: -f2; echo abc | cut -s -d: -f2',
  'printf "%s-%s\\n" a b c',
  'printf "%5d|%-5d|%05d|%+d|%x|%X|%#x|%o|%c|%%\\n" 42 42 42 42 255 255 255 8 abc',
  'printf "%.2s|%10s|%-10s|\\n" abc abc abc',
  'printf "%b" "a\\tb\\n"',
  'printf "%d\\n" 0x10 010 "\'A"',
  'printf "%d\\n" abc; echo $?',
  'printf',
  'echo -e "a\\tb\\x41\\0101\\c" x; echo',
  'echo -n a; echo -E "b\\n"; echo -- -n',
  '[ 1 -lt 2 ] && echo yes; [ a = b ]; echo $?; [ ! -e nosuch ] && echo gone; [ -d memory33 -a -f memory33/state ] && echo both',
  '[ -z "" ] && [ -n x ] && test x != y && echo ok; [ 1 -eq x ]; echo $?',
  '[ a; echo $?',
  '[ a b c d ]; echo $?',
  'test; echo $?; test ""; echo $?; test x; echo $?',
  'for i in 1 2 3; do [ $i = 2 ] && continue; echo $i; done',
  'for i in 1 2 3; do for j in a b; do [ $j = b ] && break 2; echo $i$j; done; done',
  'i=0; while [ $i -lt 3 ]; do echo $i; i=$((i+1)); done; echo end $i',
  'i=3; until [ $i = 0 ]; do i=$((i-1)); done; echo $i',
  'if false; then echo a; elif true; then echo b; else echo c; fi',
  'if false; then echo a; fi; echo $?',
  'false || true && echo x; ! true; echo $?',
  '{ echo a; echo b; } | sort -r',
  '(cd memory33; pwd >/dev/null; x=1); echo ${x:-unset}',
  'echo $(echo a; echo b) "$(echo a; echo b)"',
  'x="a  b"; echo $x "$x" \'$x\'',
  'x=memory33/state; echo ${#x} ${x%/*} ${x##*/} ${x#*y} ${x%%3*} ${y:-none} ${x:+set}',
  'echo {a,b}{1..3} {01..03} {c..a} {a} {} {1..9..4} x{,y}',
  'echo memory3? memory[34]2 [!m]* nosuch*',
  'echo "memory3*" memory3\\*',
  'echo ~ ~/x a~',
  'echo $((1+2*3)) $((0x10|1)) $(( (1<<40) )) $((7/2)) $((-7%3)) $((2**10)) $((1?2:3)) $((!0))',
  'echo $((1/0)); echo not reached',
  'echo $((1 + $(echo 2))) $((0x$(cat block_size_bytes) / 1048576)); x=3; echo $(( $x * ${#x} + x ))',
  'echo a # comment',
  'echo a;# comment',
  'echo a\\\nb',
  'nosuchcommand; echo $?',
  './memory33; echo $?',
  'type cd; false; echo $?',
  'x=1 true; echo ${x-unset}',
  'echo a >/dev/null; echo b 2>/dev/null 1>&2',
  'cat nosuch 2>/dev/null; echo $?',
  'cat nosuch 2>&1 | sort',
  'cat < memory33/state',
  'cat < nosuch; echo $?',
  'echo x > nofolder/file; echo $?',
  'echo x > memory33; echo $?',
  'echo x > memory3*; echo $?',
  'true | false; echo $?; false | true; echo $?',
  'echo a | cat - memory33/state',
  'echo a | tee /dev/null | cat',
  'break; echo $?',
  'exit 3',
  'sh -c "exit 4"; echo $?',
  'bash -c \'echo "a b"\'',
];

describe.skipIf(!isThere)('bash and coreutils print and exit the same', () => {
  test.each(LINES)('%s', compare);
});

const word = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.constantFrom(
        'a',
        'b',
        'm',
        '0',
        '1',
        '-',
        '.',
        ',',
        '=',
        ':',
        'memory3',
        'z',
        '0/',
        '{',
        '}',
        '..',
        '*',
        '?',
        '[a-m]*',
        '!',
      ),
    },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        "'a b'",
        "'$x'",
        "''",
        '"a  b"',
        '"$x"',
        '"\\$x"',
        '"\\a"',
        '"*"',
        '""',
        '\\ ',
        '\\*',
        '\\\\',
        '\\{',
      ),
    },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        '$x',
        '${x}',
        '${y:-c d}',
        '"${y:-c d}"',
        '${#x}',
        '${x#a}',
        '${x%%b*}',
        '$((1+2))',
        '$(echo p q)',
        '"$(echo p q)"',
        '${e:+z}',
        '${e-n}',
        '{a,b}',
        '{1..3}',
        '{a,{c,d}}',
      ),
    },
  ),
  { minLength: 1, maxLength: 6 },
);

describe.skipIf(!isThere)('in bash random lines come to the same', () => {
  test('words: quotes, parameters, braces, file names', async () => {
    const line = fc
      .array(word, { minLength: 1, maxLength: 3 })
      .map((words) => words.map((parts) => parts.join('')).join(' '));
    await fc.assert(
      fc.asyncProperty(line, (words) => compare(`x='a b*'; e=; printf '<%s>' ${words}`)),
      { numRuns: 120 },
    );
  });

  test('numbers', async () => {
    const number = fc.constantFrom('0', '1', '7', '010', '0x1F', 'n', '$n', '(3)', '-2', '!4', '~5');
    const sign = fc.constantFrom(
      '+',
      '-',
      '*',
      '/',
      '%',
      '<<',
      '>>',
      '<',
      '>=',
      '==',
      '!=',
      '&',
      '^',
      '|',
      '&&',
      '||',
    );
    const text = fc
      .array(fc.tuple(number, sign), { maxLength: 5 })
      .chain((pairs) => number.map((last) => `${pairs.map((pair) => pair.join(' ')).join(' ')} ${last}`));
    await fc.assert(
      fc.asyncProperty(text, async (expression) => {
        const shell = new LabShell(lab.machine);
        const ours = await shell.type(`n=6; echo $((${expression}))`);
        const theirs = real!.run(`n=6; echo $((${expression}))`);
        expect({ out: ours.out, status: ours.status }).toEqual({ out: theirs.out, status: theirs.status });
      }),
      { numRuns: 80 },
    );
  });

  test('patterns of grep', async () => {
    const piece = fc.constantFrom(
      'a',
      'b',
      'ab',
      '.',
      'a*',
      'b+',
      'a?',
      '(a|b)',
      '(ab)*',
      '[ab]',
      '[^a]',
      'a{2}',
      'b{1,2}',
      '\\<',
      '\\b',
      'c',
    );
    const pattern = fc
      .tuple(
        fc.constantFrom('', '^'),
        fc.array(piece, { minLength: 1, maxLength: 4 }),
        fc.constantFrom('', '$'),
      )
      .map(([begin, parts, end]) => begin + parts.join('') + end);
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c', ' ', '\\n'), { maxLength: 14 })
      .map((chars) => chars.join(''));
    await fc.assert(
      fc.asyncProperty(
        pattern,
        text,
        fc.constantFrom('-E', '-Eo', '-Ec', '-Ew', '-Ex', '-Ev'),
        (regexp, lines, options) => compare(`printf '${lines}' | grep ${options} -e '${regexp}'; echo $?`),
      ),
      { numRuns: 120 },
    );
  });
});
