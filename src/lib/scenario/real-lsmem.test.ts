/**
 * The real lsmem as judge: it reads exports of every built-in scenario and of the end of every recorded run, and prints
 * what the model's own lsmem prints, byte for byte.
 *
 * util-linux 2.38 is what the model follows; another edition of lsmem may print other columns and is not asked.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { PlaygroundMachine } from '#lib/hotplug/playground-machine.ts';
import type { Kernel } from '#lib/hotplug/state/kernel.ts';
import { lsmemArguments } from '#lib/hotplug/userspace/tools/lsmem-arguments.ts';
import { lsmemText, type ReadMemory } from '#lib/hotplug/userspace/tools/lsmem-text.ts';
import { readMemory } from '#lib/hotplug/userspace/tools/lsmem.ts';
import { VARIANTS } from '#lib/hotplug/variants/index.ts';
import { recordedNames, recordedRun } from '#lib/capture/fixtures/recorded-runs.ts';
import { startReplay } from '#lib/capture/replay.ts';
import { sysrootEntries, type SysrootEntry } from '#lib/capture/sysroot.ts';
import { GALLERY } from './gallery.ts';

/** Command lines that are tried on every export. */
const MAIN_LINES = [
  '',
  '-a',
  '-J -b --output-all',
  '-P --output-all',
  '-r -a -o BLOCK,ZONES,NODE',
  '--output-all',
  '-o ZONES,SIZE,RANGE -S ZONES',
  '-S NODE,REMOVABLE -J --output-all',
];
/** The rest, on every fifth export. */
const MORE_LINES = [
  '-b',
  '-n',
  '-J',
  '-P',
  '-r',
  '-a -J',
  '--output-all -a -b',
  '-o +NODE,ZONES',
  '-o NODE,BLOCK',
  '-o SIZE -S STATE',
  '-S none',
  '--split STATE,ZONES -r',
  '--summary',
  '--summary=only -b',
  '-J --summary=always',
  '--summary=never -n -o BLOCK',
];
const EVERY = 5;
const linesOf = (i: number): readonly string[] =>
  i % EVERY === 0 ? [...MAIN_LINES, ...MORE_LINES] : MAIN_LINES;
/** Only on one export: wrong calls and words in other spellings. */
const ODD_LINES = [
  '-o foo,SIZE',
  '-o size,size,Size',
  '-S foo',
  '-a -S NODE',
  '-J -r',
  '-r --summary=only',
  '--summary=often',
  '--noh -n',
  '--s',
  '--all=1',
  '-x',
  'operand',
  '--output',
  '-o ,',
  '-o +',
];
const MARK = '=====';
/** A machine with more blocks is exported as its first and last ones: a file system takes its time. */
const MOST_BLOCKS = 150;

const version = spawnSync('lsmem', ['--version'], { encoding: 'utf8' });
const isThere = version.status === 0 && version.stdout.includes('util-linux 2.38');
if (!isThere) {
  console.log(
    `lsmem is not tried: ${version.status === 0 ? version.stdout.trim() : 'util-linux is not installed'}`,
  );
}

const root = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'sysroots-'));
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

function write(folder: string, entries: Iterable<SysrootEntry>): void {
  const made = new Set<string>();
  for (const entry of entries) {
    const path = join(root, folder, entry.path);
    const parent = dirname(path);
    if (!made.has(parent)) mkdirSync(parent, { recursive: true });
    made.add(parent);
    if ('target' in entry) symlinkSync(entry.target, path);
    else writeFileSync(path, entry.text);
  }
}

/** What lsmem reads; the rest of an export is left out of the many that are tried. */
function isRead({ path }: SysrootEntry): boolean {
  return /\/memory\/(block_size_bytes|memory\d+\/(state|removable|valid_zones|node\d+))$/.test(path);
}

function ours(memory: ReadMemory, line: string): string {
  const read = lsmemArguments(line.split(' ').filter((word) => word !== ''));
  if (!('exitCode' in read)) return `${lsmemText(memory, read)}0\n`;
  return `${read.stdout ?? ''}${read.stderr ?? ''}${read.exitCode}\n`;
}

/** Runs lsmem over all folders with their command lines in one shell; answers in that order. */
function theirs(runs: readonly { readonly folder: string; readonly lines: readonly string[] }[]): string[] {
  const script = runs.flatMap(({ folder, lines }) =>
    lines.map((line) => `lsmem -s ${folder} ${line} 2>&1; echo $?; echo ${MARK}\n`),
  );
  const shell = spawnSync('sh', [], {
    cwd: root,
    input: script.join(''),
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
    env: { ...process.env, LC_ALL: 'C' },
  });
  expect(shell.status).toBe(0);
  return shell.stdout.split(`${MARK}\n`).slice(0, -1);
}

interface Export {
  readonly name: string;
  readonly memory: ReadMemory;
  readonly entries: () => Iterable<SysrootEntry>;
}

function exportOf(name: string, k: Kernel): Export {
  const memory = readMemory(k);
  const half = MOST_BLOCKS / 2;
  const isLarge = memory.blocks.length > MOST_BLOCKS;
  const blocks = isLarge ? [...memory.blocks.slice(0, half), ...memory.blocks.slice(-half)] : memory.blocks;
  const ids = blocks.map(({ id }) => id);
  return { name, memory: { ...memory, blocks }, entries: () => sysrootEntries(k, ids) };
}

function* everyFinalState(): Generator<Export> {
  for (const scenario of GALLERY) {
    const machine = new PlaygroundMachine(scenario.machine, VARIANTS[scenario.variant]);
    for (const { actor, command } of scenario.steps) machine.execute(actor, command);
    yield exportOf(scenario.id, machine.kernel);
  }
  for (const name of recordedNames()) {
    const replay = startReplay(recordedRun(name));
    if (!replay.ok) throw new Error(replay.error.what);
    while (replay.value.next() !== null);
    yield exportOf(name, replay.value.machine.kernel);
  }
}

describe.skipIf(!isThere)('the real lsmem', () => {
  it('prints what ours prints, for every scenario and every recorded run at its end', () => {
    const known = new Map<string, Export>();
    let states = 0;
    for (const state of everyFinalState()) {
      states++;
      const key = JSON.stringify(state.memory);
      if (known.has(key)) continue;
      const folder = `s${known.size}`;
      write(folder, [...state.entries()].filter(isRead));
      known.set(key, state);
    }
    const exports = [...known.values()];
    const answers = theirs(exports.map((_, i) => ({ folder: `s${i}`, lines: linesOf(i) })));
    const asked = exports.flatMap(({ name, memory }, i) =>
      linesOf(i).map((line) => ({ name, memory, line })),
    );
    expect(answers.length).toBe(asked.length);
    for (const [i, { name, memory, line }] of asked.entries()) {
      const text = `${name}: lsmem ${line}\n`;
      expect(text + ours(memory, line)).toBe(text + answers[i]);
    }
    console.log(`${states} states, ${exports.length} of them different, ${answers.length} outputs compared`);
    expect(exports.length).toBeGreaterThan(40);
  }, 60_000);

  it('answers odd command lines as ours does', () => {
    const scenario = GALLERY[0]!;
    const machine = new PlaygroundMachine(scenario.machine, VARIANTS[scenario.variant]);
    write('odd', sysrootEntries(machine.kernel));
    const answers = theirs([{ folder: 'odd', lines: ODD_LINES }]);
    for (const [i, line] of ODD_LINES.entries()) {
      expect(`${line}\n${ours(readMemory(machine.kernel), line)}`).toBe(`${line}\n${answers[i]}`);
    }
  });

  it('a machine whose first block is not memory0 has no zones for it, nodes only with links', () => {
    const blocks = [4, 5, 7].map((id) => ({
      id,
      state: id === 5 ? ('going-offline' as const) : ('offline' as const),
      isRemovable: id !== 7,
      nid: id === 4 ? -1 : 1,
      zones: ['Normal', 'Movable'],
    }));
    const memory: ReadMemory = { blockSizeBytes: 2 ** 31, blocks };
    const folder = 'sys/devices/system/memory';
    write('gap', [
      { path: `${folder}/block_size_bytes`, text: '80000000\n' },
      ...blocks.flatMap(({ id, state, isRemovable, nid, zones }) => [
        { path: `${folder}/memory${id}/state`, text: `${state}\n` },
        { path: `${folder}/memory${id}/removable`, text: isRemovable ? '1\n' : '0\n' },
        { path: `${folder}/memory${id}/valid_zones`, text: `${zones.join(' ')}\n` },
        ...(nid < 0 ? [] : [{ path: `${folder}/memory${id}/node${nid}`, target: '../../node/node1' }]),
      ]),
    ]);
    const lines = [...MAIN_LINES, ...MORE_LINES];
    expect(lines.map((line) => ours(memory, line))).toEqual(theirs([{ folder: 'gap', lines }]));
  });
});
