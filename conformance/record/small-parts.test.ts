/** Small pure parts of the recorder: shell lines, kernel packages, command lines, chance. */
import { expect, test } from 'vitest';
import { Chance } from './chance.ts';
import { kernelCommandLine, ownKernelArgs } from '#lib/capture/record/kernel-args.ts';
import { newestPackage } from './kernel-package.ts';
import { GUEST_PROGRAMS } from './guest-programs.ts';
import { commandLine, echo } from '#lib/capture/record/shell-line.ts';
import { TOOL_NAMES } from '#lib/hotplug/userspace/tools/index.ts';

test('an echo is quoted only where a shell would understand something else', () => {
  expect(echo('online', '/a', true)).toBe('echo online > /a');
  expect(echo('', '/a', false)).toBe("echo -n '' > /a");
  expect(echo("it's 1 ", '/a', true)).toBe("echo 'it'\\''s 1 ' > /a");
});

test('a program is written as it would be typed', () => {
  expect(commandLine(['chmem', '-e', '', 'a b'])).toBe("chmem -e '' 'a b'");
});

test('every program of the model can be run on a recorded machine', () => {
  expect(Object.keys(GUEST_PROGRAMS).sort()).toEqual([...TOOL_NAMES].sort());
});

test('the newest kernel package counts by number, and only those for a plain PC', () => {
  const names = [
    '6.12.9+deb12-amd64-unsigned',
    '6.12.117+deb12-amd64-unsigned',
    '6.12.200+deb12-rt-amd64-unsigned',
  ];
  expect(newestPackage(names.map((name) => `linux-image-${name} - Linux`).join('\n'))).toBe(
    'linux-image-6.12.117+deb12-amd64-unsigned',
  );
  expect(newestPackage('linux-image-6.1.0-47-amd64 - Linux 6.1')).toBe(null);
});

test('what a scenario adds to the command line is found again in a recording', () => {
  expect(ownKernelArgs(kernelCommandLine('movable_node mem=3G'))).toBe('movable_node mem=3G');
  expect(ownKernelArgs(kernelCommandLine(''))).toBe('');
});

test('chance is repeatable, covers its choices and keeps weights', () => {
  const draws = (seed: string): number[] => {
    const chance = new Chance(seed);
    return Array.from({ length: 1000 }, () => chance.below(10));
  };
  expect(draws('a')).toEqual(draws('a'));
  expect(draws('a')).not.toEqual(draws('b'));
  expect(new Set(draws('a')).size).toBe(10);
  const chance = new Chance('w');
  const heavy = Array.from({ length: 1000 }, () =>
    chance.weighed([
      [9, true],
      [1, false],
    ]),
  ).filter(Boolean);
  expect(heavy.length).toBeGreaterThan(850);
  expect(heavy.length).toBeLessThan(950);
});
