/**
 * Commands for real machines: a shell takes them, a dry run touches nothing, and on the model they do what they say.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { AUTO_ONLINE_BLOCKS, DaxLab } from '#lib/hotplug/testing/dax-lab.ts';
import { BLOCK_BYTES } from '#lib/hotplug/testing/lab-machine.ts';
import { kernelCommandLine, udevRule, udevRuleOfPolicy } from './export-boot.ts';
import { exportDifference, type BlockCommands } from './export-difference.ts';
import { qemuCommandLine, qemuOptions } from './export-qemu.ts';
import { qmpCommands } from './export-qmp.ts';
import { exportRun } from './export-run.ts';
import { actionText, scriptText, type ExportScript } from './export-script.ts';
import { exportState } from './export-state.ts';
import { quoteWord } from './shell-quote.ts';

const folder = mkdtempSync(join(tmpdir(), 'export-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function sh(script: string, dryRun: boolean): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync('sh', ['-s'], {
    input: script,
    encoding: 'utf8',
    cwd: folder,
    env: { ...process.env, DRY_RUN: dryRun ? '1' : '' },
  });
  return { status, stdout, stderr };
}

const checks = (script: string): boolean => spawnSync('sh', ['-n'], { input: script }).status === 0;

describe('words for a shell', () => {
  it('come out of it as they went in, whatever is in them', () => {
    const words = fc.array(
      fc.string({ unit: fc.constantFrom(...'abc $`\'"\\\n*?~#;&|<>(){}[]!-=%\t'.split('')), minLength: 1 }),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(words, (list) => {
        const shell = spawnSync('sh', ['-c', `printf '%s\\0' ${list.map(quoteWord).join(' ')}`], {
          encoding: 'utf8',
        });
        expect(shell.stdout.split('\0').slice(0, -1)).toEqual(list);
      }),
      { numRuns: 40 },
    );
    expect(quoteWord('')).toBe("''");
    expect(quoteWord('/sys/memory32/state')).toBe('/sys/memory32/state');
  });
});

describe('a script', () => {
  const file = join(folder, "it's a file");
  const script: ExportScript = {
    title: 'Two things\nto do',
    lines: [
      { action: { kind: 'write', path: file, text: 'a "b" $c' }, why: 'A text\nwith traps.' },
      { action: { kind: 'run', argv: ['printf', '%s!\\n', "it's done"] }, why: 'A program.' },
    ],
    omitted: ['what only the kernel can.'],
  };

  it('says in a dry run what it would do, and does nothing', () => {
    const text = scriptText(script);
    expect(checks(text)).toBe(true);
    expect(sh(text, true)).toEqual({
      status: 0,
      stdout: `would write a "b" $c to ${file}\nwould run: printf %s!\\n it's done\n`,
      stderr: '',
    });
    expect(() => readFileSync(file)).toThrow();
  });

  it('is a dry run by itself when it is made so', () => {
    const text = scriptText(script, true);
    expect(sh(text, false).stdout).toContain('would run: ');
    expect(() => readFileSync(file)).toThrow();
  });

  it('does it without, and tells of failures in its exit code', () => {
    expect(sh(scriptText(script), false)).toMatchObject({ status: 0, stdout: "it's done!\n" });
    expect(readFileSync(file, 'utf8')).toBe('a "b" $c\n');
    const failing = {
      ...script,
      lines: [{ action: { kind: 'run', argv: ['false'] } as const, why: 'Fails.' }],
    };
    expect(sh(scriptText(failing), false)).toMatchObject({ status: 1, stderr: 'failed: false\n' });
  });

  it('explains every line, and single lines can be pasted', () => {
    const text = scriptText(script);
    for (const line of [
      '# Two things to do',
      '# A text with traps.',
      '# not done here: what only the kernel can.',
    ])
      expect(text.split('\n')).toContain(line);
    expect(sh(script.lines.map(({ action }) => actionText(action)).join('\n'), false).status).toBe(0);
  });
});

const RANGES = { ranges: [[32, 39]] } as const;
const machine = (): DaxLab => {
  const lab = new DaxLab('merged', { policy: 'offline', ...RANGES });
  lab.bind();
  return lab;
};

/** Does a script's actions on a model. */
function apply(lab: DaxLab, { lines }: ExportScript): void {
  for (const { action } of lines) {
    const answer =
      action.kind === 'write'
        ? lab.write(action.path, action.text)
        : lab.do({ kind: 'tool', argv: action.argv }, 'shell');
    expect(`${actionText(action)}: ${answer}`).toBe(`${actionText(action)}: ok`);
  }
}

describe('the difference between two states', () => {
  const words = fc.array(fc.constantFrom('offline', 'online_movable', 'online_kernel', 'online'), {
    minLength: 8,
    maxLength: 8,
  });

  it.each(['sysfs', 'chmem', 'daxctl'] as const)(
    'as %s leads from one to the other',
    (how: BlockCommands) => {
      fc.assert(
        fc.property(words, words, (first, second) => {
          const set = (lab: DaxLab, list: readonly string[]): void => {
            // What is below is in place before what is above, so that zones are what they would be for anybody.
            for (let id = 32; id < 40; id++) lab.writeState(id, 'offline');
            list.forEach((word, i) => lab.writeState(32 + i, word));
          };
          const [from, to] = [machine(), machine()];
          set(from, first);
          set(to, second);
          to.setPolicy('online_movable');
          const script = exportDifference(
            'difference',
            exportState(from.kernel),
            exportState(to.kernel),
            how,
          );
          expect(checks(scriptText(script))).toBe(true);
          apply(from, script);
          expect(from.blocks()).toBe(to.blocks());
          expect(from.read(AUTO_ONLINE_BLOCKS)).toBe('online_movable\n');
          expect(script.omitted).toEqual([]);
        }),
        { numRuns: 15 },
      );
    },
  );

  it('of a device that was bound is one line of daxctl, then its blocks', () => {
    const before = new DaxLab('merged', { policy: 'offline', ...RANGES });
    const after = machine();
    after.writeState(32, 'online_movable');
    const script = exportDifference('bind', exportState(before.kernel), exportState(after.kernel), 'chmem');
    expect(script.lines.map(({ action }) => actionText(action))).toEqual([
      'daxctl reconfigure-device -m system-ram --no-online --force dax0.0',
      'chmem -e -z Movable 0x100000000-0x107ffffff',
    ]);
    expect(script.omitted).toEqual([
      'memory32 to memory39 must be there: they come with their device or DIMM.',
    ]);
    apply(before, script);
    expect(before.blocks()).toContain('32 Movable, 33-39 offline');
  });

  it('of a whole device is one line of daxctl, of some of its blocks one line each', () => {
    const [before, half, all] = [machine(), machine(), machine()];
    for (let id = 32; id < 40; id++) all.writeState(id, 'online_movable');
    for (let id = 32; id < 36; id++) half.writeState(id, 'online_movable');
    const linesTo = (from: DaxLab, to: DaxLab): string[] =>
      exportDifference('', exportState(from.kernel), exportState(to.kernel), 'daxctl').lines.map(
        ({ action }) => actionText(action),
      );
    expect(linesTo(before, all)).toEqual(['daxctl online-memory dax0.0']);
    expect(linesTo(half, before)).toEqual(['daxctl offline-memory dax0.0']);
    expect(linesTo(before, half)).toHaveLength(4);
    expect(linesTo(all, half)).toHaveLength(4);
  });

  it('of an attribute is a write to it; between equal states there is nothing', () => {
    const before = machine();
    const after = machine();
    after.echo('unplugged');
    const script = exportDifference('unplug', exportState(before.kernel), exportState(after.kernel), 'sysfs');
    expect(script.lines.map(({ action }) => actionText(action))).toEqual([
      "printf '%s\\n' unplugged > /sys/bus/dax/devices/dax0.0/state",
    ]);
    apply(before, script);
    expect(before.blocks()).toBe(after.blocks());
    const state = exportState(after.kernel);
    expect(exportDifference('none', state, state, 'chmem').lines).toEqual([]);
  });
});

describe('a run', () => {
  it('is what shells did; the rest is named', () => {
    const script = exportRun('a run', [
      { actor: 'user', command: { kind: 'modprobe', module: 'kmem' } },
      { actor: 'user', command: { kind: 'bind', device: 'dax0.0', driver: 'kmem' } },
      { actor: 'user', command: { kind: 'sysfs_write', path: AUTO_ONLINE_BLOCKS, bytes: 'online\n' } },
      { actor: 'shell', command: { kind: 'tool', argv: ['chmem', '-e', '1G'] } },
      { actor: 'driver', command: { kind: 'api', call: 'remove_memory' } },
      { actor: 'gup', command: { kind: 'pin', startBytes: 0, pages: 1, how: 'kernel' } },
      { actor: 'udev', command: { kind: 'udev', preset: 'rhel-vm' } },
    ]);
    expect(script.lines.map(({ action }) => actionText(action))).toEqual([
      'modprobe kmem',
      "printf '%s\\n' dax0.0 > /sys/bus/dax/drivers/kmem/bind",
      `printf '%s\\n' online > ${AUTO_ONLINE_BLOCKS}`,
      'chmem -e 1G',
    ]);
    expect(script.omitted).toHaveLength(3);
    expect(checks(scriptText(script))).toBe(true);
    expect(sh(scriptText(script), true).status).toBe(0);
  });
});

describe('a boot', () => {
  it('gets its policies on the kernel command line, and a udev rule', () => {
    const lab = new DaxLab('base-6.12', { policy: 'online_movable' });
    expect(kernelCommandLine(lab.kernel).map(({ text }) => text)).toEqual([
      'memhp_default_state=online_movable',
      'memory_hotplug.online_policy=contig-zones',
      'memory_hotplug.auto_movable_ratio=301',
      'memory_hotplug.auto_movable_numa_aware=Y',
    ]);
    expect(udevRule('rhel-vm')).toContain(
      'SUBSYSTEM=="memory", ACTION=="add", ATTR{state}=="offline", ATTR{state}="online"\n',
    );
    expect(udevRule('hyperv')).toContain('ACTION=="add", ATTR{state}="online"\n');
    expect(udevRule('other')).toBe(null);
    expect(udevRuleOfPolicy(lab.kernel)).toContain('ATTR{state}=="offline", ATTR{state}="online_movable"\n');
    expect(udevRuleOfPolicy(new DaxLab('base-6.12', { policy: 'offline' }).kernel)).toBe(null);
  });
});

describe('QEMU', () => {
  const lab = new DaxLab('base-6.12', { policy: 'offline' });
  const place = { startBytes: 64 * BLOCK_BYTES, sizeBytes: 4 * BLOCK_BYTES, nid: 1 };
  lab.do({ kind: 'device_add', id: 'dimm0', ...place }, 'machine');

  it('gets the machine as one command line that a shell takes', () => {
    const line = qemuCommandLine(lab.kernel);
    expect(checks(line)).toBe(true);
    const printed = line.replace(/^qemu-system-x86_64/, `printf '%s\\n'`);
    const words = spawnSync('sh', ['-c', printed], { encoding: 'utf8' }).stdout.split('\n');
    expect(words).toContain('q35,nvdimm=on');
    expect(words).toContain('memory-backend-ram,id=mem-dimm0,size=512M,reserve=off');
    expect(words).toContain('pc-dimm,id=dimm0,memdev=mem-dimm0,node=1,addr=0x200000000');
    expect(words).toContain('node,nodeid=1');
    expect(words.filter((word) => word.startsWith('nvdimm,'))).toHaveLength(2);
  });

  it('gets its devices by QMP, each command one line of JSON', () => {
    const lines = qmpCommands(lab.kernel);
    const executed = lines.map(({ json }) => JSON.parse(json) as { execute: string; arguments?: object });
    expect(executed.map(({ execute }) => execute)).toEqual([
      'qmp_capabilities',
      ...['object-add', 'device_add', 'object-add', 'device_add', 'object-add', 'device_add'],
    ]);
    expect(executed[2]!.arguments).toMatchObject({
      ...{ driver: 'pc-dimm', id: 'dimm0', node: 1 },
      addr: 64 * BLOCK_BYTES,
    });
    expect(executed[4]!.arguments).toMatchObject({ driver: 'nvdimm', memdev: 'mem-dax0-0' });
    for (const { why } of lines) expect(why).toMatch(/\S.*\.$/);
  });

  it('has processors for all nodes that need one, numbered without gaps', () => {
    const words = qemuOptions(lab.kernel).flatMap(({ argv }) => argv);
    const used = words.flatMap((word) => /,cpus=(\d+)/.exec(word)?.[1] ?? []).map(Number);
    expect(used).toEqual(used.map((_, i) => i));
    expect(words[words.indexOf('-smp') + 1]).toBe(String(Math.max(1, used.length)));
  });

  it('gets names that it takes as ids, whatever people call their devices', () => {
    const odd = new DaxLab('base-6.12', { policy: 'offline' });
    odd.do({ kind: 'device_add', id: '1,a="$x', ...place }, 'machine');
    const words = qemuOptions(odd.kernel).flatMap(({ argv }) => argv);
    expect(words).toContain('pc-dimm,id=m1-a---x,memdev=mem-m1-a---x,node=1,addr=0x200000000');
  });
});
