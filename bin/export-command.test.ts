/**
 * A run out to a real machine on the command line, and what that machine answered.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hotplugWith, RACE } from './testing/fake-io.ts';

const STORY = readFileSync('scenarios/stories/wrong-zone.txt', 'utf8');
const RUN = readFileSync('src/lib/capture/fixtures/stand-alone-movable.run.txt', 'utf8');
const KEPT = readFileSync('static/traces/stand-alone-movable.json', 'utf8');

describe('hotplug export --form', () => {
  it('gives a test for a real kernel, named after the run, and says what is not in it', async () => {
    const { code, out, err } = await hotplugWith(
      { story: STORY },
      'export',
      '--form',
      'test',
      '--at',
      'story',
    );
    expect(code).toBe(0);
    expect(spawnSync('sh', ['-n'], { input: out, encoding: 'utf8' }).stderr).toBe('');
    expect(out).toContain('\nname=memory-that-came-up-in-the-wrong-zone\n');
    expect(err).toContain('hotplug export: not in it: driver: add_memory(');
    expect(err).toContain('a DIMM is plugged there instead');
  });

  it('gives every other form of the page', async () => {
    for (const [form, said] of [
      ['run', 'put online_movable /sys/devices/system/memory/memory32/state'],
      ['sysfs', 'online_movable'],
      ['boot', 'memhp_default_state='],
      ['qemu', 'qemu-system-x86_64 \\'],
      ['record', '"kind": "device_add"'],
    ] as const) {
      const { code, out } = await hotplugWith({ story: STORY }, 'export', '--form', form, '--at', 'story');
      expect([code, out.includes(said)], form).toEqual([0, true]);
    }
  });

  it('follows a schedule, and names a form that is none', async () => {
    const { code, out } = await hotplugWith(
      { race: RACE },
      ...['export', '--form', 'run', '--schedule', 'driver 1', '--at', 'race'],
    );
    expect([code, out.startsWith('#!/bin/sh')]).toEqual([0, true]);
    const wrong = await hotplugWith({ race: RACE }, 'export', '--form', 'tset', '--at', 'race');
    expect(wrong).toMatchObject({ code: 2, out: '' });
    expect(wrong.err).toContain('there is no form tset; did you mean test?');
  });
});

describe('the result of an exported test', () => {
  it('is held against the model as any recording', async () => {
    const { code, out } = await hotplugWith({ 'movable.run.txt': RUN }, 'run', 'movable.run.txt');
    expect(out).toContain('agrees with Linux 6.12.117, recorded');
    expect(code).toBe(0);
    const changed = RUN.replace('Device or resource busy', 'Invalid argument');
    const other = await hotplugWith({ 'movable.run.txt': changed }, 'run', 'movable.run.txt');
    expect(other.code).toBe(1);
    expect(other.out).toContain('differs: errno: recorded "EINVAL", here "EBUSY"');
  });

  it('becomes a file to keep, or the line is named that is damaged', async () => {
    expect(await hotplugWith({ run: RUN }, 'recording', 'run')).toMatchObject({
      code: 0,
      out: KEPT,
      err: '',
    });
    const cut = await hotplugWith({ run: RUN.slice(0, 9000) }, 'recording', 'run');
    expect(cut).toMatchObject({ code: 2, out: '' });
    expect(cut.err).toMatch(/run: line \d+: the text ends before the test did/);
  });
});
