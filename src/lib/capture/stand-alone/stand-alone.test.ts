/**
 * The script that tests a real kernel: a shell takes it whatever a scenario is called, it says what it would do, and what
 * cannot be done is named.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { PlannedStep, RecordPlan, RecordStep } from '../export-record.ts';
import { beyondShell, shellPlan, standAloneScript } from './host-script.ts';
import { guestInit } from './guest-init.ts';

const folder = mkdtempSync(join(tmpdir(), 'stand-alone-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const planned = (step: RecordStep, words: string = step.kind): PlannedStep => ({ step, words });

function plan(steps: readonly PlannedStep[], more: Partial<RecordPlan> = {}): RecordPlan {
  return {
    ...{ name: 'a-run', title: 'A run', about: 'What it shows.', steps, omitted: [] },
    machine: {
      memory: '1G,slots=8,maxmem=4G',
      qemuArgs: ['-numa', 'node,nodeid=0'],
      ...{ kernelArgs: 'memhp_default_state=offline', modules: ['virtio_mem'], note: '' },
    },
    ...more,
  };
}

const write = (value: string, more: { newline?: false; path?: string } = {}): RecordStep => ({
  ...{ kind: 'sysfs_write', path: '/sys/devices/system/memory/memory32/state', value },
  ...more,
});

function sh(
  script: string,
  args: readonly string[],
): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync('sh', ['-c', script, './test.sh', ...args], {
    ...{ encoding: 'utf8', cwd: folder, timeout: 30_000 },
    env: { PATH: process.env['PATH'], KERNEL: '/none/boot/vmlinuz-1' },
  });
  return { status, stdout, stderr };
}

/** Words that have come out of shells in the wrong way before. */
const nasty = fc.string({
  unit: fc.constantFrom(...'ab -e$`\'"\\\n*?~#;&|<>(){}[]!=%\té\u{1f4a5}', '\nEND_OF_TEXT\n'),
  minLength: 1,
  maxLength: 24,
});

const ONE_OF_EACH: readonly PlannedStep[] = [
  planned({ kind: 'device_add', device: 'pc-dimm', id: 'd1', size: 2 ** 29, addr: 2 ** 32, node: 0 }),
  planned(write('online_movable')),
  planned({ kind: 'sysfs_read', path: '/sys/devices/system/memory/memory32/valid_zones' }),
  planned({ kind: 'virtio_mem_request', id: 'vm0', requested: 2 ** 28 }),
  planned({ kind: 'modprobe', module: 'kmem' }),
  planned({ kind: 'rmmod', module: 'kmem' }),
  planned({ kind: 'bind', device: 'dax0.0', driver: 'kmem' }),
  planned({ kind: 'unbind', device: 'dax0.0', driver: 'kmem' }),
  planned({ kind: 'pin', mib: 4 }),
  planned({ kind: 'device_del', id: 'd1' }),
];

describe('the script of a test', () => {
  const { text } = standAloneScript(plan(ONE_OF_EACH));

  it('is shell, and shellcheck finds nothing in it or in its guest', () => {
    const guest = guestInit(shellPlan(plan(ONE_OF_EACH)).plan);
    for (const [shell, script] of [
      ['sh', text],
      // Busybox has what dash has.
      ['dash', guest],
    ] as const) {
      expect(spawnSync('sh', ['-n'], { input: script, encoding: 'utf8' }).stderr).toBe('');
      const check = spawnSync('shellcheck', [`--shell=${shell}`, '--severity=warning', '--format=gcc', '-'], {
        input: script,
        encoding: 'utf8',
      });
      if (check.error === undefined) expect(check.stdout).toBe('');
    }
  });

  it('says as a dry run what is missing and what it would do, and leaves nothing behind', () => {
    const { status, stdout, stderr } = sh(text, ['--dry-run']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('/none/boot/vmlinuz-1: the kernel cannot be read');
    for (const [i, { words }] of ONE_OF_EACH.entries()) expect(stdout).toContain(`  ${i + 1}. ${words}\n`);
    expect(stdout).toContain('would write: a-run.run.txt');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('stops with what is missing, and with a word that it does not know', () => {
    const { status, stderr, stdout } = sh(text, []);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain('Set KERNEL to one');
    expect(sh(text, ['--dryrun'])).toMatchObject({ status: 2, stdout: '' });
    expect(sh(text, ['--out'])).toMatchObject({ status: 2, stdout: '' });
    expect(sh(text, ['--help'])).toMatchObject({ status: 0, stderr: '' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says that the machine is lost when QEMU does not start, and leaves nothing behind', () => {
    const script = `QEMU=./no-qemu KERNEL=/dev/null MODULES=/\nprintf '#!/bin/sh\\necho no such machine >&2\\nexit 1\\n' >no-qemu\nchmod +x no-qemu\n${standAloneScript(plan([])).text.replace('FIRST=virtio_mem', 'FIRST=')}`;
    const { status, stderr } = sh(script, ['--out', 'x.run.txt']);
    rmSync(join(folder, 'no-qemu'), { force: true });
    rmSync(join(folder, 'x.run.txt'), { force: true });
    if (stderr.includes('is missing')) return; // without busybox or cpio it does not come so far
    expect(status).toBe(1);
    expect(stderr).toContain('QEMU ended');
    expect(stderr).toContain('no such machine');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is shell whatever a scenario, its steps and its devices are called', () => {
    const texts = fc.record({
      name: nasty,
      title: nasty,
      words: nasty,
      value: nasty,
      path: nasty,
      id: nasty,
    });
    fc.assert(
      fc.property(texts, ({ name, title, words, value, path, id }) => {
        const steps = [
          planned(write(value, { path: `/sys/${path}` }), words),
          planned({ kind: 'sysfs_read', path: `/sys/${path}` }, words),
          planned({ kind: 'bind', device: value, driver: 'kmem' }, words),
          planned({ kind: 'device_add', device: 'pc-dimm', id, size: 2 ** 27, node: 0 }, words),
        ];
        const all = plan(steps, { name, title, about: words, omitted: [words] });
        const { status, stdout, stderr } = sh(standAloneScript(all).text, ['--dry-run']);
        expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
        expect(stdout).toContain(`  1. ${words.replaceAll(/\s+/g, ' ')}\n`);
        expect(stdout).toContain(`would write: ${name}.run.txt\n`);
      }),
      { numRuns: 40 },
    );
  });

  it('gives the guest exactly what is to be written, and where', () => {
    const stubs = ['say', 'look', 'settle', 'tell', 'poweroff'].map((name) => `${name}() { :; }`).join('\n');
    fc.assert(
      fc.property(nasty, nasty, fc.boolean(), (value, path, hasNewline) => {
        const step = write(value, { path: `/${path}`, ...(hasNewline ? {} : { newline: false as const }) });
        const guest = guestInit(shellPlan(plan([planned(step, value)])).plan);
        const own = guest.slice(guest.indexOf('\n# Step 1.'));
        const { stdout } = spawnSync(
          'sh',
          ['-c', `${stubs}\nput() { printf '%s\\0%s\\0' "$1" "$2"; }\n${own}`],
          {
            encoding: 'utf8',
          },
        );
        expect(stdout).toBe(`${value}${hasNewline ? '\n' : ''}\0/${path}\0`);
      }),
      { numRuns: 40 },
    );
  });

  it('gives QEMU exactly the names that were meant', () => {
    fc.assert(
      fc.property(nasty, (id) => {
        const step: RecordStep = {
          kind: 'device_add',
          device: 'pc-dimm',
          id,
          size: 2 ** 27,
          addr: 2 ** 32,
          node: 1,
        };
        const { text: script } = standAloneScript(plan([planned(step, id)]));
        const from = script.indexOf('\nhost_part() {');
        const functions = script.slice(from, script.indexOf('\n}', from) + 2);
        const { stdout } = spawnSync(
          'sh',
          ['-c', `plug() { printf '%s\\n' "$@"; }\n${functions}\nhost_part 1`],
          {
            encoding: 'utf8',
          },
        );
        const [memory, device, undo] = stdout
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as unknown);
        expect(memory).toMatchObject({ arguments: { id: `m${id}`, size: 2 ** 27 } });
        expect(device).toMatchObject({
          arguments: { driver: 'pc-dimm', id, memdev: `m${id}`, addr: 2 ** 32, node: 1 },
        });
        expect(undo).toMatchObject({ execute: 'object-del', arguments: { id: `m${id}` } });
      }),
      { numRuns: 30 },
    );
  });
});

describe('what a shell in the guest cannot do', () => {
  it.each([
    ['a NUL byte', write('on\0line')],
    ['a NUL byte in a path', write('online', { path: '/sys/a\0b' })],
    ['an empty write', write('', { newline: false })],
    ['a write of a page', write('x'.repeat(4096))],
    ['a program', { kind: 'tool', argv: ['chmem', '-e', '1G'] } as const],
    ['a module with no name', { kind: 'modprobe', module: '../kmem' } as const],
  ])('%s is left out, with the reason', (_name, step) => {
    const { text, omitted } = standAloneScript(
      plan([planned(step, 'shell: it'), planned(write('online'), 'shell: next')]),
    );
    expect(omitted).toHaveLength(1);
    expect(omitted[0]).toMatch(/^shell: it: .+\.$/);
    expect(text).toContain(`# Not done here: ${omitted[0]}`);
    expect(text).toContain(`  not done: ${omitted[0]}`);
    expect(text).toContain('  1. shell: next');
  });

  it('is little', () => {
    for (const { step } of ONE_OF_EACH) expect(beyondShell(step)).toBeNull();
    expect(beyondShell(write('x'.repeat(4094)))).toBeNull();
    expect(beyondShell(write(''))).toBeNull();
  });
});
