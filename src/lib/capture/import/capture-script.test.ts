/** capture.sh as it runs: on the machine of the tests, as root and as a user, and over the files of recorded kernels. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { readMemory } from '#lib/hotplug/userspace/tools/lsmem.ts';
import { recordedRun } from '../fixtures/recorded-runs.ts';
import { startReplay } from '../replay.ts';
import { sysrootEntries } from '../sysroot.ts';
import { joinPieces } from './join.ts';
import { recognise } from './recognise.ts';

const SCRIPT = fileURLToPath(new URL('../../../../static/capture.sh', import.meta.url));
const MEMORY = '/sys/devices/system/memory';
const folder = mkdtempSync(join(tmpdir(), 'capture-'));
afterAll(() => rmSync(folder, { recursive: true }));

function run(env: Readonly<Record<string, string>> = {}, user?: number): string {
  const script = readFileSync(SCRIPT);
  const options = { input: script, env: { PATH: process.env.PATH ?? '', ...env }, maxBuffer: 2 ** 28 };
  const ran = spawnSync('sh', ['-s'], user === undefined ? options : { ...options, uid: user, gid: user });
  expect(ran.stderr.toString()).toBe('');
  expect(ran.status).toBe(0);
  return ran.stdout.toString();
}

function machineOf(text: string) {
  const found = recognise(text);
  expect(found.problems).toEqual([]);
  const joined = joinPieces(found.pieces);
  if (!joined.ok) throw new Error(joined.error.what);
  return { ...joined.value, notes: found.pieces.flatMap(({ notes }) => notes) };
}

describe.skipIf(!existsSync(`${MEMORY}/memory0`))('on this machine', () => {
  it('shows every memory block with its state', () => {
    const { blocks, contradictions } = machineOf(run());
    const ids = readdirSync(MEMORY)
      .flatMap((name) => /^memory(\d+)$/.exec(name)?.[1] ?? [])
      .map(Number);
    expect(blocks.map(({ id }) => id)).toEqual(ids.sort((a, b) => a - b));
    for (const { id, state } of blocks.slice(0, 20))
      expect(state).toBe(readFileSync(`${MEMORY}/memory${id}/state`, 'utf8').trim());
    expect(contradictions).toEqual([]);
  });

  it.skipIf(process.getuid?.() !== 0)('tells a user what could not be read', () => {
    const text = run({}, 65534);
    expect(text).toMatch(/^=== unread the addresses of \/proc\/iomem \(not root\)$/m);
    expect(machineOf(text).notes.join('\n')).toContain(
      'capture.sh could not read the addresses of /proc/iomem',
    );
  });

  it('keeps the rest of the kernel command line to itself', () => {
    const section = run().split('=== file /proc/cmdline\n')[1]!.split('\n')[0]!;
    for (const word of section.split(' ').filter((part) => part !== ''))
      expect(word).toMatch(
        /^(memhp_default_state|memory_hotplug\.|movable_node|kernelcore|movablecore|mem=|memmap=|numa)/,
      );
  });
});

it.each(['kmem-two-devices-stock', 'numa-proximity', 'v7-two-ranges', 'auto-movable-two-nodes'])(
  'shows the final state of %s, and changes no file of it',
  (name) => {
    const replay = startReplay(recordedRun(name));
    if (!replay.ok) throw new Error(replay.error.what);
    while (replay.value.next() !== null);
    const { kernel } = replay.value.machine;
    const root = join(folder, name);
    for (const entry of sysrootEntries(kernel)) {
      const path = join(root, entry.path);
      mkdirSync(dirname(path), { recursive: true });
      if ('target' in entry) symlinkSync(entry.target, path);
      else writeFileSync(path, entry.text);
    }
    const list = (): string =>
      execFileSync('find', [root, '-printf', '%p %T@ %s\n'], { maxBuffer: 2 ** 28 }).toString();
    const before = list();
    const { blocks } = machineOf(run({ CAPTURE_ROOT: root }));
    expect(list()).toBe(before);
    const shown = blocks.map(({ id, state, nid, zones }) => `${id} ${state!} ${nid} ${zones!.join(' ')}`);
    expect(shown).toEqual(
      readMemory(kernel).blocks.map(
        ({ id, state, nid, zones }) => `${id} ${state} ${nid} ${zones.join(' ')}`,
      ),
    );
  },
);
