/** Scenarios for the recorder, out of files and out of recordings. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { exampleTrace } from '#lib/capture/fixtures/example-trace.ts';
import { kernelCommandLine } from '#lib/capture/record/kernel-args.ts';
import { readScenario } from './scenario-file.ts';
import type { Scenario, ScenarioStep, Sight } from './scenario.ts';

const STATE = { kind: 'sysfs_write', path: '/sys/devices/system/memory/memory32/state', value: 'online' };

const text = (steps: readonly unknown[], change: Record<string, unknown> = {}): string =>
  JSON.stringify({ name: 'n', title: 't', about: 'a', machine: { memory: '1G' }, steps, ...change });

const SIGHT: Sight = { files: new Map(), succeeded: true };

function stepsOf(scenario: Scenario): ScenarioStep[] {
  const choose = scenario.begin();
  const steps: ScenarioStep[] = [];
  for (let step = choose(SIGHT); step !== null; step = choose(SIGHT)) steps.push(step);
  return steps;
}

function read(source: string): Scenario {
  const result = readScenario(source);
  if (!result.ok) throw new Error(result.error);
  return result.value;
}

function problem(source: string): string {
  const result = readScenario(source);
  return result.ok ? 'none' : result.error;
}

describe('a scenario file', () => {
  test('gives a machine and its steps, each time from the beginning', () => {
    const scenario = read(text([STATE, { ...STATE, newline: false }]));
    expect(scenario.machine).toEqual({ memory: '1G', qemuArgs: [], kernelArgs: '', modules: [], note: '' });
    expect(stepsOf(scenario)).toEqual([
      { op: STATE, newline: true },
      { op: STATE, newline: false },
    ]);
    expect(stepsOf(scenario)).toHaveLength(2);
  });

  test('names the programs that its steps run', () => {
    const lsmem = { kind: 'tool', argv: ['lsmem', '-a'] };
    const scenario = read(text([lsmem, STATE, { kind: 'tool', argv: ['chmem', '-e', '1G'] }, lsmem]));
    expect(scenario.programs).toEqual(['chmem', 'lsmem']);
    expect(stepsOf(scenario)[0]).toEqual({ op: lsmem, newline: true });
  });

  test.each([
    ['a program without a name', text([{ kind: 'tool', argv: [] }]), /^step 1, steps\[0\]\.argv/],
    [
      'a program that is none',
      text([{ kind: 'tool', argv: ['rm', '-r'] }]),
      /^step 1: the recorder has no program rm/,
    ],
    [
      'a program in the background',
      text([{ kind: 'begin', job: 1, op: { kind: 'tool', argv: ['lsmem'] } }]),
      /^step 1: a program cannot be run in the background/,
    ],
    ['not JSON', '{', /^this is not JSON/],
    [
      'a step of an unknown kind',
      text([{ kind: 'sing' }]),
      /^step 1, steps\[0\]\.op|^step 1, steps\[0\]\.kind/,
    ],
    ['a newline that is neither', text([{ ...STATE, newline: 1 }]), /^step 1, steps\[0\]\.newline/],
    ['no machine', text([], { machine: undefined }), /machine/],
    [
      'a call inside the kernel',
      text([STATE, { kind: 'api', call: 'remove_memory', start: 0, size: 1 }]),
      /^step 2: api needs/,
    ],
    [
      'a page to pin',
      text([{ kind: 'pin', start: 0, pages: 1, how: 'kernel' }]),
      /^step 1: pinning a given page/,
    ],
    [
      'a device in the background',
      text([{ kind: 'begin', job: 1, op: { kind: 'device_del', id: 'd' } }]),
      /^step 1: device_del cannot be done in the background/,
    ],
  ])('with %s is refused with the place', (_, source, why) => {
    expect(problem(source)).toMatch(why);
  });
});

describe('a recording', () => {
  test('is a scenario: the same machine, command line and operations', () => {
    const trace = exampleTrace();
    trace.machine.qemuArgs = ['-M', 'q35', '-smp', '1', '-m', '2G,slots=2', '-object', 'x'];
    trace.kernel.cmdline = kernelCommandLine('movable_node');
    const scenario = read(JSON.stringify(trace));
    expect(scenario.machine).toMatchObject({
      memory: '2G,slots=2',
      qemuArgs: ['-object', 'x'],
      kernelArgs: 'movable_node',
    });
    expect(stepsOf(scenario)).toHaveLength(trace.steps.length);
  });
});

describe('the scenarios of the project', () => {
  const folder = fileURLToPath(new URL('scenarios/', import.meta.url));
  test.each(readdirSync(folder))('%s can be read and is called as its file', (file) => {
    const scenario = read(readFileSync(`${folder}${file}`, 'utf8'));
    expect(`${scenario.name}.json`).toBe(basename(file));
    expect(stepsOf(scenario).length).toBeGreaterThan(0);
  });
});
