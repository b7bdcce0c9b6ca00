/**
 * Words of a command line: what is taken for what, and what is refused.
 */
import { describe, expect, it } from 'vitest';
import { readArguments } from './arguments.ts';
import { commandNamed, COMMANDS } from './command-table.ts';

const read = (name: string, ...words: string[]) => readArguments(commandNamed(name)!, words);

function given(name: string, ...words: string[]) {
  const result = read(name, ...words);
  if (!result.ok) throw new Error(result.error);
  return result.value;
}

describe('reading a command line', () => {
  it('takes values behind an option or behind its equals sign', () => {
    expect(given('run', '--kernel', 'v3', 'a').value('kernel')).toBe('v3');
    expect(given('run', 'a', '--schedule=driver 3, user=4').value('schedule')).toBe('driver 3, user=4');
  });

  it('keeps all values of an option that is given several times, the last one first asked for', () => {
    const it = given('explore', '--kernel', 'v3', '--kernel', 'v4', 'a');
    expect([it.values('kernel'), it.value('kernel')]).toEqual([['v3', 'v4'], 'v4']);
  });

  it('takes a single minus for stdin and everything behind two of them for operands', () => {
    expect(given('run', '-').operands).toEqual(['-']);
    expect(given('run', '--', '--odd').operands).toEqual(['--odd']);
  });

  it('passes on what belongs to another program, in its order', () => {
    const it = given('lsmem', '-a', '--at', 'f', '-o', 'RANGE', '--json');
    expect([it.value('at'), it.passedOn]).toEqual(['f', ['-a', '-o', 'RANGE', '--json']]);
  });

  it.each([
    ['run', ['--kernal', 'x', 'a'], 'there is no option --kernal; did you mean --kernel?'],
    ['run', ['-x', 'a'], 'there is no option -x; hotplug run --help lists them'],
    ['run', ['a', '--kernel'], '--kernel wants a value: NAME'],
    ['run', ['--quiet=yes', 'a'], '--quiet takes no value'],
    ['run', ['a', 'b'], 'hotplug run does not know what to do with b'],
  ])('%s %j is refused', (name, words, error) => {
    expect(read(name, ...words)).toEqual({ ok: false, error });
  });

  it.each(COMMANDS.filter(({ operands }) => operands.some(({ isOptional }) => isOptional !== true)))(
    '$name says which operand is missing',
    ({ name, operands }) => {
      expect(read(name)).toEqual({
        ok: false,
        error: `${operands[0]!.name} is missing: ${operands[0]!.about}`,
      });
    },
  );
});
