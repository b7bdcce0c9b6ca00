/** What goes out for QEMU is taken by a real QEMU, where there is one: its command line, and the commands of its monitor. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { GALLERY } from '#lib/scenario/gallery.ts';
import { readLibrary } from '#lib/scenario/testing/read-library.ts';
import { playScenario, type Playable } from '../playable.ts';
import { playText } from '../playable-text.ts';
import { machineOut, type OutForm } from './machine-out.ts';

const QEMU = 'qemu-system-x86_64';
const hasQemu = spawnSync(QEMU, ['--version']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'qemu-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const LIMIT_MS = 60_000;

const textOf = (played: Playable, form: OutForm): string =>
  machineOut(played, { form, from: 0, to: played.machine.run.length, isDryRun: false, name: 'x' }).text;

interface Answer {
  readonly return?: unknown;
  readonly error?: { readonly desc: string };
}

/** What a QEMU that stands still answers to these commands; its complaint when it does not start. */
async function ask(
  commandLine: string,
  commands: readonly string[],
): Promise<{ answers: Answer[]; complaint: string }> {
  const own = '-accel tcg -nodefaults -display none -S -qmp stdio';
  // exec: so that ending the child ends QEMU.
  const cwd = mkdtempSync(join(folder, 'run-'));
  const child = spawn('sh', ['-c', `exec ${commandLine.replace(/\\\n/g, ' ').trim()} ${own}`], {
    cwd,
  });
  let [out, complaint] = ['', ''];
  child.stderr.on('data', (bytes: Buffer) => (complaint += bytes.toString()));
  child.stdout.on('data', (bytes: Buffer) => (out += bytes.toString()));
  const all = [...commands, '{"execute":"query-memory-devices"}', '{"execute":"quit"}'];
  child.stdin.write(`${all.join('\n')}\n`);
  await new Promise<void>((done) => {
    const late = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
    child.once('close', () => {
      clearTimeout(late);
      done();
    });
  });
  const lines = out.split('\n').filter((line) => /^\{"(return|error)"/.test(line));
  return { answers: lines.map((line) => JSON.parse(line) as Answer), complaint };
}

interface MemoryDevice {
  readonly type: string;
  readonly data: {
    readonly id: string;
    readonly addr?: number;
    readonly memaddr?: number;
    readonly size: number;
  };
}

/** Devices as QEMU lists them, in the order of their ids. */
function listed(answers: readonly Answer[]): string[] {
  const devices = answers.at(-2)!.return as MemoryDevice[];
  return devices.map(({ type, data }) => `${type} ${data.id} at ${data.addr ?? data.memaddr}`).sort();
}

const runs: readonly { name: string; played: Playable }[] = [
  ...GALLERY.filter(({ tags }) => !tags.includes('large')).map((scenario) => ({
    name: scenario.id,
    played: playScenario(scenario),
  })),
  ...readLibrary('stories').flatMap(({ id, source }) => {
    const played = playText({ kind: 'text', text: source, schedule: [] });
    return played.ok ? [{ name: id, played: played.value }] : [];
  }),
];

describe.runIf(hasQemu)('a real QEMU', () => {
  it.each(runs)('takes the machine of $name', { timeout: LIMIT_MS }, async ({ played }) => {
    const text = textOf(played, 'qemu');
    const { answers, complaint } = await ask(text, ['{"execute":"qmp_capabilities"}']);
    expect(complaint).toBe('');
    expect(answers.filter(({ error }) => error !== undefined)).toEqual([]);
    // Each DIMM lies where it was put.
    const placed = text.matchAll(/pc-dimm,id=([^,]+),\S*\baddr=(0x[0-9a-f]+)/g);
    const wanted = Array.from(placed, ([, id, addr]) => `dimm ${id} at ${Number(addr)}`);
    expect(listed(answers)).toEqual(expect.arrayContaining(wanted));
  });

  const withDevices = runs.filter(({ played }) => textOf(played, 'qmp') !== '');

  it.each(withDevices)(
    'takes the commands that make the machine of $name',
    { timeout: LIMIT_MS },
    async ({ played }) => {
      const whole = textOf(played, 'qemu').replace(/\\\n/g, '');
      const commands = textOf(played, 'qmp').trim().split('\n');
      // The machine without what the commands plug.
      const words = whole.split(/ {2,}/);
      const ids = words.flatMap((word) => /^-device (?:pc-dimm|nvdimm),id=([^,]+)/.exec(word)?.[1] ?? []);
      const bare = words.filter(
        (word) => !ids.some((id) => word.includes(`id=mem-${id},`) || word.includes(`,id=${id},`)),
      );
      const plugged = await ask(bare.join(' '), commands);
      expect(plugged.complaint).toBe('');
      expect(plugged.answers.filter(({ error }) => error !== undefined)).toEqual([]);
      // Both ways lead to the same machine.
      const atOnce = await ask(whole, ['{"execute":"qmp_capabilities"}']);
      expect(listed(plugged.answers)).toEqual(listed(atOnce.answers));
    },
  );
});
