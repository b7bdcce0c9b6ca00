/** Every form of every recorded kernel's final state comes back as far as the form can say it. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Kernel } from '#lib/hotplug/state/kernel.ts';
import { readFile } from '#lib/hotplug/userspace/files.ts';
import { ZONE_NAMES } from '#lib/hotplug/state/units.ts';
import { lsmemOf, readMemory } from '#lib/hotplug/userspace/tools/lsmem.ts';
import { lsmemArguments } from '#lib/hotplug/userspace/tools/lsmem-arguments.ts';
import { hardwareText } from '#lib/hotplug/userspace/tools/numactl.ts';
import { bootFromSnapshot } from '../boot-from-snapshot.ts';
import { recordedNames, recordedRun, recordedText } from '../fixtures/recorded-runs.ts';
import { startReplay } from '../replay.ts';
import { sysrootEntries } from '../sysroot.ts';
import { tarPieces } from '../tar.ts';
import type { Piece } from './facts.ts';
import { joinPieces } from './join.ts';
import type { ImportedMachine } from './joined.ts';
import { recognise } from './recognise.ts';

/** Some recorded kernels end with System RAM that no block has any more: that is what they are recorded for. */
const LEAKED = /^System RAM covers .* which no list of blocks has\.$/;
const ALL = '-o RANGE,SIZE,STATE,REMOVABLE,BLOCK,NODE,ZONES';

function lsmem(k: Kernel, line: string): string {
  const options = lsmemArguments(line.split(' '));
  if ('exitCode' in options) throw new Error(`lsmem ${line} lists nothing`);
  return lsmemOf(k, options);
}

function imported(...given: readonly (string | Uint8Array)[]): ImportedMachine {
  const pieces: Piece[] = [];
  for (const content of given) {
    const found = recognise(content);
    expect(found.problems).toEqual([]);
    pieces.push(...found.pieces);
  }
  const joined = joinPieces(pieces);
  if (!joined.ok) throw new Error(joined.error.what);
  for (const { what } of joined.value.contradictions) expect(what).toMatch(LEAKED);
  return joined.value;
}

/** One line per block; `-` for what the form does not say. */
type Shown = 'state' | 'nid' | 'zones';
function seen(machine: ImportedMachine, fields: readonly Shown[]): string[] {
  return machine.blocks.map((block) =>
    [block.id, ...fields.map((field) => String(block[field] ?? '-'))].join(' '),
  );
}

function real(k: Kernel, fields: readonly Shown[]): string[] {
  return readMemory(k).blocks.map((block) =>
    [
      block.id,
      ...fields.map((field) => (field === 'zones' ? block.zones.join(',') : String(block[field]))),
    ].join(' '),
  );
}

function tar(k: Kernel): Uint8Array {
  const pieces = [...tarPieces(sysrootEntries(k))];
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

interface Final {
  readonly name: string;
  readonly kernel: Kernel;
}
const finals: Final[] = [];

beforeAll(() => {
  const known = new Set<string>();
  for (const name of recordedNames()) {
    const replay = startReplay(recordedRun(name));
    if (!replay.ok) throw new Error(replay.error.what);
    while (replay.value.next() !== null);
    const { kernel } = replay.value.machine;
    const key = JSON.stringify(readMemory(kernel)) + (readFile(kernel, '/proc/zoneinfo') ?? '');
    if (!known.has(key)) finals.push({ name, kernel });
    known.add(key);
  }
}, 60_000);

const EVERYTHING: readonly Shown[] = ['state', 'nid', 'zones'];
const FORMS: readonly (readonly [string, readonly Shown[]])[] = [
  [ALL, EVERYTHING],
  [`-a ${ALL}`, EVERYTHING],
  [`-b ${ALL}`, EVERYTHING],
  [`-J ${ALL}`, EVERYTHING],
  [`-J -b -a ${ALL}`, EVERYTHING],
  [`-P ${ALL}`, EVERYTHING],
  [`-P -a -b ${ALL}`, EVERYTHING],
  [`-r ${ALL}`, EVERYTHING],
  [`-r -n -a ${ALL}`, EVERYTHING],
  [`-n -a ${ALL}`, EVERYTHING],
  ['-a', ['state']],
  ['-J', ['state']],
  ['-P', ['state']],
  ['-r', ['state']],
  ['-a -b -o ZONES,NODE,BLOCK,STATE', EVERYTHING],
  ['-a -r -o ZONES,BLOCK,REMOVABLE,STATE,NODE', EVERYTHING],
  ['-o STATE,RANGE --split STATE', ['state']],
  ['-o RANGE,NODE,ZONES -S NODE,ZONES', ['nid', 'zones']],
  ['-J -o NODE,BLOCK,SIZE,STATE -S NODE', ['nid']],
];

describe('lsmem', () => {
  it.each(FORMS)('%s gives back what it shows', (line, fields) => {
    expect(finals.length).toBeGreaterThan(40);
    for (const { name, kernel } of finals) {
      const found = recognise(lsmem(kernel, line));
      expect({ name, problems: found.problems }).toEqual({ name, problems: [] });
      const joined = joinPieces(found.pieces);
      if (!joined.ok) throw new Error(`${name}: ${joined.error.what}`);
      expect([name, ...seen(joined.value, fields)]).toEqual([name, ...real(kernel, fields)]);
    }
  });

  it('survives lost blanks, mail quotes and a prompt in front', () => {
    for (const { kernel } of finals.slice(0, 8)) {
      const table = lsmem(kernel, `-a ${ALL}`);
      const mangled = `$ lsmem -a\n${table.replaceAll(/ +/g, ' ')}`;
      const quoted = table
        .split('\n')
        .map((line) => `> ${line}\r`)
        .join('\n');
      for (const text of [mangled, quoted])
        expect(seen(imported(text), EVERYTHING)).toEqual(real(kernel, EVERYTHING));
    }
  });
});

it('a tar of sysfs and procfs gives back blocks, nodes, zones and policies', () => {
  for (const { name, kernel } of finals) {
    const machine = imported(tar(kernel));
    expect([name, ...seen(machine, EVERYTHING)]).toEqual([name, ...real(kernel, EVERYTHING)]);
    expect(machine.machine.defaultOnlineType).toBe(kernel.policy.defaultOnlineType.value);
    expect(machine.machine.onlinePolicy).toBe(kernel.policy.onlinePolicy.value);
    expect(machine.machine.memmapOnMemory).toBe(kernel.policy.memmapOnMemory.value);
  }
});

it('a recorded run gives back its final state', () => {
  for (const { name, kernel } of finals) {
    const machine = imported(recordedText(name));
    expect([name, ...seen(machine, EVERYTHING)]).toEqual([name, ...real(kernel, EVERYTHING)]);
  }
});

it('/proc/iomem with /proc/zoneinfo gives back blocks in one zone, their nodes and zones', () => {
  for (const { name, kernel } of finals) {
    const [iomem, zoneinfo] = ['/proc/iomem', '/proc/zoneinfo'].map((path) => readFile(kernel, path)!);
    const machine = imported(iomem!, zoneinfo!);
    const { blockSizeBytes } = machine.machine;
    const ids = new Set(machine.blocks.map(({ id }) => id));
    // Offline memory is System RAM too. Neither file tells how large a block is: some piece of each must be there.
    for (const { id } of readMemory(kernel).blocks) {
      const [from, to] = [id, id + 1].map((at) => (at * kernel.constants.blockSizeBytes) / blockSizeBytes);
      const pieces = Array.from({ length: Math.max(1, to! - from!) }, (_, i) => Math.floor(from!) + i);
      expect([name, id, pieces.some((piece) => ids.has(piece))]).toEqual([name, id, true]);
    }
  }
});

it('numactl -H names the nodes and which have CPUs', () => {
  for (const { kernel } of finals) {
    const found = recognise(hardwareText(kernel));
    expect(found.problems).toEqual([]);
    const nodes = found.pieces[0]!.facts.nodes!;
    for (const { nid, hasCpu } of nodes) expect(hasCpu).toBe(kernel.nodes.hasCpu.get(nid) !== 0);
    expect(nodes.length).toBeGreaterThan(0);
  }
});

it('the files of a machine right after boot give the machine that the replay of its recording boots', () => {
  for (const name of recordedNames()) {
    const trace = recordedRun(name);
    const booted = bootFromSnapshot(trace);
    if (!booted.ok) throw new Error(booted.error.what);
    const { description } = booted.value;
    const { machine } = imported(
      JSON.stringify({ ...(JSON.parse(recordedText(name)) as object), steps: [] }),
    );
    const zones = (list: typeof machine.zones) =>
      list.map(({ nid, type, ...zone }) => `${nid} ${ZONE_NAMES[type]!} ${JSON.stringify(zone)}`);
    expect([name, ...zones(machine.zones)]).toEqual([name, ...zones(description.zones)]);
    expect([name, machine.blocks]).toEqual([name, description.blocks]);
    expect([name, machine.resources]).toEqual([name, description.resources]);
    expect(
      machine.daxDevices.map(({ name: dax, regionStartBytes, targetNode }) => [
        dax,
        regionStartBytes,
        targetNode,
      ]),
    ).toEqual(
      description.daxDevices.map(({ name: dax, regionStartBytes, targetNode }) => [
        dax,
        regionStartBytes,
        targetNode,
      ]),
    );
    for (const key of [
      'defaultOnlineType',
      'onlinePolicy',
      'autoMovableRatio',
      'autoMovableNumaAware',
      'memmapOnMemory',
      'movableNode',
      'hasProbeFile',
    ] as const)
      expect([name, key, machine[key]]).toEqual([name, key, description[key]]);
  }
});
