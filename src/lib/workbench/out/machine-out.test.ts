/** Runs go out to a machine in every form, and a shell takes what comes. */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { GALLERY, scenarioById } from '#lib/scenario/gallery.ts';
import { readLibrary } from '#lib/scenario/testing/read-library.ts';
import { playScenario, type Playable } from '../playable.ts';
import { playText } from '../playable-text.ts';
import { machineOut, OUT_FORMS, sysrootTar, type OutForm } from './machine-out.ts';

const small = GALLERY.filter(({ tags }) => !tags.includes('large'));
const whole = (played: Playable, form: OutForm, isDryRun = false) =>
  machineOut(played, { form, from: 0, to: played.machine.run.length, isDryRun, name: 'a-run' });

const runs: readonly { name: string; played: Playable }[] = [
  ...small.map((scenario) => ({ name: scenario.id, played: playScenario(scenario) })),
  ...readLibrary('stories').flatMap(({ id, source }) => {
    const played = playText({ kind: 'text', text: source, schedule: [] });
    return played.ok ? [{ name: id, played: played.value }] : [];
  }),
];

describe('a run out to the machine', () => {
  it.each(runs)('$name: every line of every form has a sentence, scripts are shell', ({ played }) => {
    for (const form of OUT_FORMS) {
      const { text, lines, omitted } = whole(played, form);
      expect(lines.length + omitted.length + text.length, form).toBeGreaterThan(0);
      for (const { text: line, why } of lines) {
        expect(line.trim(), form).not.toBe('');
        expect(why, form).toMatch(/^\S.*[.]$/);
      }
      if (!['run', 'sysfs', 'chmem', 'daxctl', 'qemu', 'test'].includes(form)) continue;
      expect(spawnSync('sh', ['-n'], { input: text, encoding: 'utf8' }).stderr, form).toBe('');
    }
  });

  it('is only what was done since a position', () => {
    const played = playScenario(scenarioById('movable')!);
    const third = played.marks[2]!.startStep;
    const all = whole(played, 'run');
    const some = machineOut(played, {
      form: 'run',
      from: third,
      to: played.machine.run.length,
      isDryRun: false,
      name: 'x',
    });
    expect(some.lines.length).toBeLessThan(all.lines.length);
    expect(all.lines.slice(-some.lines.length)).toEqual(some.lines);
  });

  it('touches nothing as a dry run', () => {
    const { text } = whole(playScenario(scenarioById('movable')!), 'run', true);
    const { stdout, status } = spawnSync('sh', ['-s'], { input: text, encoding: 'utf8' });
    expect(status).toBe(0);
    expect(stdout).toContain('would write online_movable to /sys/devices/system/memory/memory33/state');
  });

  it('has the udev rule that is active, or one that says what the policy says', () => {
    const story = runs.find(({ name }) => name === 'udev-against-tool')!.played;
    expect(whole(story, 'udev').text).toContain('ACTION=="add", ATTR{state}="online"');
    const policy = runs.find(({ name }) => name === 'virtio-mem-goes-on')!.played;
    expect(whole(policy, 'udev').lines[0]!.text).toContain('ATTR{state}="online_movable"');
    const none = runs.find(({ name }) => name === 'virtio-mem-stops')!.played;
    expect(whole(none, 'udev')).toMatchObject({ text: '', lines: [] });
  });

  it('lets QEMU choose a place where it cannot have that of the model, and says so', () => {
    const text = 'node 0 ram=0-6G\ndimm low 7G+1G\ndimm high 8G+1G\n';
    const played = playText({ kind: 'text', text, schedule: [] });
    if (!played.ok) throw new Error('the text is wrong');
    const lineOf = (id: string) =>
      whole(played.value, 'qemu').lines.find((line) => line.text.includes(`pc-dimm,id=${id},`))!;
    expect(lineOf('low').text).not.toContain('addr=');
    expect(lineOf('low').why).toContain('0x1c0000000 is below its room');
    expect(lineOf('high').text).toContain('addr=0x200000000');
    const plugged = whole(played.value, 'qmp').lines.filter(({ text: line }) => line.includes('pc-dimm'));
    expect(plugged.map(({ text: line }) => line.includes('"addr"'))).toEqual([false, true]);
  });

  it('is a tar of the state at that position', () => {
    const played = playScenario(scenarioById('first')!);
    const tar = Buffer.concat(sysrootTar(played, played.machine.run.length));
    const listed = spawnSync('tar', ['t'], { input: tar, encoding: 'utf8' }).stdout;
    expect(listed).toContain('sys/devices/system/memory/memory32/state\n');
    const before = Buffer.concat(sysrootTar(played, 0));
    expect(spawnSync('tar', ['t'], { input: before, encoding: 'utf8' }).stdout).not.toContain('memory32');
  });
});
