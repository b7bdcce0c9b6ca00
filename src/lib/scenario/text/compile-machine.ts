/**
 * The machine that a text describes, as it stands after boot. What the text does not say is derived from addresses or
 * assumed; `assumptions` says what.
 */
import {
  blocksOf,
  nested,
  nodeDescription,
  ramEntries,
  usualBlockBytes,
  zonesOf,
  type Entry,
  type NodeFacts,
  type RamPiece as Ram,
} from '#lib/capture/boot-ram.ts';
import type { MachineDescription } from '#lib/hotplug/state/machine.ts';
import {
  MEMMAP_ON_MEMORY_WORDS,
  ONLINE_POLICY_WORDS,
  ONLINE_TYPE_WORDS,
  PAGE_SIZE_BYTES,
  ZONE_NAMES,
} from '#lib/hotplug/state/units.ts';
import type { Errors } from './errors.ts';
import { bytesOfWord, hasFlag, numberGiven, rangeOfWord, wordOf, wordsOf } from './given.ts';
import { DeviceReader, overlap, type Dimm, type Owned } from './machine-devices.ts';
import { bytesText } from './numbers.ts';
import type { Clause, Word } from './syntax.ts';
import type { Place } from './text-error.ts';

const MIB = 2 ** 20;
const GIB = 2 ** 30;
const SMALLEST_BLOCK = 128 * MIB;
const LARGEST_BLOCK = 64 * GIB;
const MOST_NODES = 1024;
/** Blocks that boot RAM may have: 64 TiB in blocks of 128 MiB. */
const MOST_BLOCKS = 2 ** 19;
const DEFAULT_LIMIT = 2 ** 46;
const DEFAULT_PHYSICAL = 2 ** 40;

/** RAM with the place where it is written. */
interface RamPiece extends Ram {
  readonly at: Place;
}

export interface CompiledMachine {
  readonly machine: MachineDescription;
  /** Memory devices that statements name. */
  readonly dimms: readonly Dimm[];
  /** Virtual machine: the udev rules look at it. */
  readonly isGuest: boolean;
  readonly assumptions: readonly string[];
}

const named = (facts: readonly Clause[], name: string): Clause[] =>
  facts.filter((fact) => fact.name === name);

/** Only one statement of the name is allowed; gives it, or null. */
function single(facts: readonly Clause[], name: string, errors: Errors): Clause | null {
  const [first, ...more] = named(facts, name);
  for (const { at } of more) errors.add(at, `there is a ${name} statement already`, { fix: 'join the two' });
  return first ?? null;
}

const START = { line: 1, column: 1, length: 1 };
/** What is there when no node is named. */
const USUAL_RAM: RamPiece = { nid: 0, startBytes: 0, endBytes: 4 * GIB, at: START };

function readNodes(facts: readonly Clause[], machine: Clause | null, blockHint: number, errors: Errors) {
  const ram: RamPiece[] = [];
  const nodes: NodeFacts[] = [];
  for (const clause of named(facts, 'node')) {
    const word = wordOf(clause, 'id')!;
    const nid = Number(word.text);
    if (nid >= MOST_NODES) {
      errors.add(word.at, `node ids end at ${MOST_NODES - 1}`, { fix: 'use a smaller number' });
      continue;
    }
    if (nodes.some((node) => node.nid === nid)) {
      errors.add(word.at, `node ${nid} is there already`, { fix: 'join the two statements' });
      continue;
    }
    const pieces = wordsOf(clause, 'ram');
    for (const piece of pieces) {
      const range = rangeOfWord(piece, blockHint, errors);
      if (range === null) continue;
      const endBytes = range.startBytes + range.sizeBytes;
      ram.push({ nid, startBytes: range.startBytes, endBytes, at: piece.at });
    }
    const hasCpu = pieces.length > 0 ? !hasFlag(clause, 'no-cpu') : hasFlag(clause, 'cpu');
    nodes.push({ nid, hasCpu, isMovable: hasFlag(clause, 'movable') });
  }
  if (nodes.length === 0) {
    ram.push(USUAL_RAM);
    nodes.push({ nid: 0, hasCpu: true, isMovable: false }, { nid: 1, hasCpu: false, isMovable: false });
  }
  const possible = machine === null ? 0 : numberGiven(machine, 'nodes', 0);
  if (possible > MOST_NODES) {
    errors.add(wordOf(machine!, 'nodes')!.at, `at most ${MOST_NODES} nodes`, { fix: 'use fewer' });
  }
  for (let nid = 0; nid < Math.min(possible, MOST_NODES); nid++) {
    if (!nodes.some((node) => node.nid === nid)) nodes.push({ nid, hasCpu: false, isMovable: false });
  }
  if (ram.length === 0 && errors.list.length === 0) {
    const at = named(facts, 'node')[0]?.at ?? START;
    errors.add(at, 'no node has RAM at boot', { fix: 'write node 0 ram=0-4G' });
  }
  return { ram, nodes: nodes.sort((a, b) => a.nid - b.nid) };
}

function blockSize(machine: Clause | null, ram: readonly RamPiece[], errors: Errors): number {
  const word = machine === null ? null : wordOf(machine, 'block');
  if (word === null) return usualBlockBytes(ram, machine !== null && hasFlag(machine, 'vm'));
  const bytes = bytesOfWord(word, SMALLEST_BLOCK, errors) ?? SMALLEST_BLOCK;
  const isGood = bytes >= SMALLEST_BLOCK && bytes <= LARGEST_BLOCK && Number.isInteger(Math.log2(bytes));
  if (isGood) return bytes;
  errors.add(word.at, `a memory block cannot have ${word.text}`, { expected: ['128M', '256M', '2G', '64G'] });
  return SMALLEST_BLOCK;
}

function checkRam(
  ram: readonly RamPiece[],
  nodes: readonly NodeFacts[],
  block: number,
  errors: Errors,
): void {
  const size = bytesText(block);
  const highestZone = ram.some(({ endBytes }) => endBytes > 4 * GIB) ? 4 * GIB : 16 * MIB;
  let count = 0;
  for (const { startBytes, endBytes, at, nid } of ram) {
    if (startBytes % block !== 0 || endBytes % block !== 0) {
      errors.add(at, `RAM does not begin and end at a multiple of the block size, ${size}`, {
        fix: 'choose whole blocks, or another block=',
      });
    }
    const { isMovable } = nodes.find((node) => node.nid === nid)!;
    // find_usable_zone_for_movable(): ZONE_MOVABLE is cut from the highest zone that has memory.
    if (isMovable && startBytes < highestZone) {
      const what = `memory below ${bytesText(highestZone)} cannot be in ZONE_MOVABLE here`;
      errors.add(at, what, { fix: 'it is cut from the highest zone with RAM: leave out movable' });
    }
    count += (endBytes - startBytes) / block;
  }
  if (count > MOST_BLOCKS && ram.length > 0) {
    errors.add(ram[0]!.at, `boot RAM has ${Math.ceil(count)} blocks, the most is ${MOST_BLOCKS}`, {
      fix: 'make block= larger',
    });
  }
}

function checkOverlaps(ram: readonly RamPiece[], devices: readonly Owned[], errors: Errors): void {
  const owned: Owned[] = ram.map(({ nid, startBytes, endBytes, at }) => ({
    owner: `RAM of node ${nid}`,
    startBytes,
    sizeBytes: endBytes - startBytes,
    at,
  }));
  owned.push(...devices);
  // By address, so that a neighbour is enough to look at: a text may have thousands of ranges.
  owned.sort((a, b) => a.startBytes - b.startBytes);
  for (const [i, later] of owned.entries()) {
    const earlier = owned[i - 1];
    if (earlier === undefined || !overlap(earlier, later)) continue;
    const [first, second] = isBefore(earlier, later) ? [earlier, later] : [later, earlier];
    errors.add(second.at, `${second.owner} overlaps ${first.owner}`, { fix: 'choose other addresses' });
  }
}

function isBefore({ at: a }: Owned, { at: b }: Owned): boolean {
  return a.line < b.line || (a.line === b.line && a.column < b.column);
}

function readPolicies(facts: readonly Clause[], errors: Errors) {
  const sets = named(facts, 'set');
  const word = (name: string): string | null => {
    const words = sets.flatMap((clause) => wordsOf(clause, name));
    for (const { at } of words.slice(1)) errors.add(at, `${name} is set twice`, { fix: 'leave one out' });
    return words[0]?.text ?? null;
  };
  const index = (words: readonly string[], given: string | null): number =>
    given === null ? 0 : words.indexOf(given);
  return {
    defaultOnlineType: index(ONLINE_TYPE_WORDS, word('auto_online_blocks')),
    onlinePolicy: index(ONLINE_POLICY_WORDS, word('online_policy')),
    autoMovableRatio: Number(word('auto_movable_ratio') ?? 301),
    autoMovableNumaAware: word('auto_movable_numa_aware') !== 'N',
    memmapOnMemory: index(MEMMAP_ON_MEMORY_WORDS, word('memmap_on_memory')),
    movableNode: sets.some((clause) => hasFlag(clause, 'movable_node')),
  };
}

function readEntries(facts: readonly Clause[], block: number, errors: Errors): Entry[] {
  return named(facts, 'iomem').flatMap((clause) => {
    const range = rangeOfWord(wordOf(clause, 'range')!, block, errors);
    if (range === null) return [];
    const { startBytes, sizeBytes } = range;
    return [{ startBytes, endBytes: startBytes + sizeBytes, name: wordOf(clause, 'name')!.text }];
  });
}

/** Pages that `763812` or `2983M` stand for. */
function pagesOf(word: Word, errors: Errors): number {
  if (/^\d+$/.test(word.text)) return Number(word.text);
  return Math.floor((bytesOfWord(word, SMALLEST_BLOCK, errors) ?? 0) / PAGE_SIZE_BYTES);
}

/** Numbers of zones that the text gives instead of the derived or assumed ones. */
function correctZones(
  facts: readonly Clause[],
  zones: MachineDescription['zones'],
  errors: Errors,
): MachineDescription['zones'] {
  const corrected = [...zones];
  for (const clause of named(facts, 'zone')) {
    const nid = numberGiven(clause, 'node', 0);
    const zoneWord = wordOf(clause, 'zone')!;
    const type = ZONE_NAMES.findIndex((name) => name === zoneWord.text);
    const i = corrected.findIndex((candidate) => candidate.nid === nid && candidate.type === type);
    const zone = corrected[i];
    if (zone === undefined) {
      errors.add(zoneWord.at, `node ${nid} has no memory in zone ${zoneWord.text} at boot`);
      continue;
    }
    const given = (name: string, otherwise: number): number => {
      const word = wordOf(clause, name);
      return word === null ? otherwise : pagesOf(word, errors);
    };
    const start = wordOf(clause, 'start');
    const startBytes = start === null ? null : bytesOfWord(start, SMALLEST_BLOCK, errors);
    const presentPages = given('present', zone.presentPages);
    const changed = {
      ...zone,
      startPfn: startBytes === null ? zone.startPfn : Math.floor(startBytes / PAGE_SIZE_BYTES),
      spannedPages: given('spanned', zone.spannedPages),
      presentPages,
      managedPages: given('managed', Math.min(zone.managedPages, presentPages)),
    };
    corrected[i] = changed;
    if (changed.managedPages > presentPages || presentPages > changed.spannedPages) {
      const at = wordOf(clause, 'managed')?.at ?? clause.at;
      const what = `the zone spans ${changed.spannedPages} pages, ${presentPages} of them are there`;
      errors.add(at, what, { fix: 'managed is at most present, present at most spanned' });
    }
  }
  return corrected;
}

function limits(machine: Clause | null, endOfAll: number, block: number, errors: Errors) {
  const read = (name: string): number | null => {
    const word = machine === null ? null : wordOf(machine, name);
    return word === null ? null : bytesOfWord(word, block, errors);
  };
  const usual = Math.max(DEFAULT_PHYSICAL, 2 ** Math.ceil(Math.log2(Math.max(2, endOfAll))));
  const physical = read('physical') ?? usual;
  const limit = read('limit') ?? Math.max(DEFAULT_LIMIT, physical);
  if (physical < endOfAll) {
    const at = wordOf(machine!, 'physical')!.at;
    errors.add(at, `something lies at ${bytesText(endOfAll)} and above`, { fix: 'make physical= larger' });
  }
  return { maxAddressBytes: limit - 1, lastPhysicalBytes: physical - 1 };
}

/** The machine of a text. Errors go to `errors`; the machine is of use only if there are none. */
export function compileMachine(facts: readonly Clause[], errors: Errors): CompiledMachine {
  const clause = single(facts, 'machine', errors);
  const written = clause === null ? null : wordOf(clause, 'block');
  const hint =
    written === null ? SMALLEST_BLOCK : (bytesOfWord(written, SMALLEST_BLOCK, errors) ?? SMALLEST_BLOCK);
  const { ram, nodes } = readNodes(facts, clause, hint, errors);
  const block = blockSize(clause, ram, errors);
  checkRam(ram, nodes, block, errors);
  const isPossible = (nid: number): boolean => nodes.some((node) => node.nid === nid);
  const reader = new DeviceReader(block, isPossible, errors);
  for (const fact of facts) reader.read(fact);
  const { dax, virtioMem, dimms, owned } = reader.devices;
  checkOverlaps(ram, owned, errors);
  const entries: Entry[] = [
    ...ramEntries(ram),
    ...dax.map(({ regionStartBytes, regionEndBytes }) => ({
      startBytes: regionStartBytes,
      endBytes: regionEndBytes,
      name: 'Soft Reserved',
    })),
    ...virtioMem.map(({ startBytes, regionBytes }, i) => ({
      startBytes,
      endBytes: startBytes + regionBytes,
      name: `virtio${i}`,
    })),
    ...readEntries(facts, block, errors),
  ];
  const { list: resources, crossed } = nested(entries);
  if (crossed !== null && errors.list.length === 0) {
    const [a, b] = crossed;
    const at = named(facts, 'iomem')[0]?.at ?? START;
    errors.add(at, `the entries ${a.name} and ${b.name} of /proc/iomem cross each other`, {
      fix: 'one has to lie in the other, or beside it',
    });
  }
  const endOfAll = Math.max(
    ...entries.map(({ endBytes }) => endBytes),
    ...dimms.map(({ startBytes, sizeBytes }) => startBytes + sizeBytes),
  );
  const isSound = errors.list.length === 0;
  const zones = isSound ? nodes.flatMap((node) => zonesOf(ram, node)) : [];
  const machine: MachineDescription = {
    blockSizeBytes: block,
    possibleNodes: nodes.at(-1)!.nid + 1,
    nodes: nodes.map((node) => nodeDescription(ram, node)),
    zones: isSound ? correctZones(facts, zones, errors) : [],
    blocks: isSound ? blocksOf(ram, nodes, block) : [],
    resources,
    ...readPolicies(facts, errors),
    ...limits(clause, endOfAll, block, errors),
    hasProbeFile: clause !== null && hasFlag(clause, 'probe'),
    hasTestModule: clause === null || !hasFlag(clause, 'no-test-module'),
    daxDevices: dax,
    virtioMemDevices: virtioMem,
  };
  return { machine, dimms, isGuest: clause !== null && hasFlag(clause, 'vm'), assumptions: ASSUMPTIONS };
}

const ASSUMPTIONS: readonly string[] = [
  'Managed pages at boot are assumed: 63 of 64 pages of a zone, 3840 pages of ZONE_DMA, unless a zone statement says otherwise.',
  'The entries of the firmware below 1 MiB and the place of the kernel code are assumed.',
];
