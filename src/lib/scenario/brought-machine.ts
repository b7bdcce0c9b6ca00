/**
 * An imported machine as scenario text: the machine at boot as statements, what was added since as lines of init that
 * bring every block to the state it was seen in. The text is played once, so that what it cannot reach is said.
 */
import { failure, success, type Result } from '#lib/capture/result.ts';
import {
  blockWords,
  type AddedRange,
  type ImportedMachine,
  type ImportError,
} from '#lib/capture/import/joined.ts';
import { PlaygroundMachine } from '#lib/hotplug/playground-machine.ts';
import type { MachineDescription, ResourceDescription } from '#lib/hotplug/state/machine.ts';
import { ZONE_MOVABLE } from '#lib/hotplug/state/units.ts';
import { VARIANTS, type VariantId } from '#lib/hotplug/variants/index.ts';
import { Bringer } from './bring-blocks.ts';
import { usualActor } from './deed.ts';
import { compileScenario } from './text/compile.ts';
import { machineText } from './text/machine-text.ts';
import { parseScenario } from './text/parse.ts';
import { textErrorLine } from './text/text-error.ts';
import { runText, type DoneDeed } from './text/written-run.ts';

export interface BroughtMachine {
  readonly text: string;
  readonly variant: VariantId;
  /** What the text leaves out of the machine, one sentence each. */
  readonly lost: readonly string[];
  /** In what the machine of the text differs from what was seen, one sentence each; empty when every block agrees. */
  readonly differences: readonly string[];
}

/** More entries of /proc/iomem make a text that nobody reads. */
const MOST_ENTRIES = 40;

/** The kernel of the model that is nearest to a release such as 6.12.57+deb13-amd64. */
export function nearestVariant(release: string | null): VariantId {
  const match = /^(\d+)\.(\d+)/.exec(release ?? '');
  if (match === null) return 'base-2026';
  const [major, minor] = [Number(match[1]), Number(match[2])];
  return major < 6 || (major === 6 && minor <= 16) ? 'base-6.12' : 'base-2026';
}

interface Range {
  readonly startBytes: number;
  readonly endBytes: number;
}

/** Entries beside all memory: those that stand in the way of memory that is added. */
function entriesBeside(machine: MachineDescription, memory: readonly Range[]): ResourceDescription[] {
  const isBeside = ({ startBytes, endBytes }: ResourceDescription): boolean =>
    !memory.some((range) => startBytes < range.endBytes && range.startBytes <= endBytes);
  return machine.resources.filter((entry) => entry.depth === 0 && isBeside(entry));
}

interface TextMachine {
  readonly machine: MachineDescription;
  readonly dimms: readonly AddedRange[];
  readonly lost: readonly string[];
}

/** Movable blocks of boot in a node that has others too: text has only whole nodes that are movable. */
function movableAsDevices({ machine, dimms }: ImportedMachine): { blocks: Set<number>; dimms: AddedRange[] } {
  const mixed = new Set(
    machine.nodes
      .map(({ nid }) => nid)
      .filter((nid) => {
        const own = machine.blocks.filter((block) => block.nid === nid);
        return own.some(({ zone }) => zone === ZONE_MOVABLE) && own.some(({ zone }) => zone !== ZONE_MOVABLE);
      }),
  );
  const moved = machine.blocks.filter(({ nid, zone }) => zone === ZONE_MOVABLE && mixed.has(nid));
  const { blockSizeBytes } = machine;
  const added: AddedRange[] = [];
  for (const { id, nid } of moved) {
    const last = added.at(-1);
    if (last?.nid === nid && last.startBytes + last.sizeBytes === id * blockSizeBytes)
      added[added.length - 1] = { ...last, sizeBytes: last.sizeBytes + blockSizeBytes };
    else
      added.push({
        id: `boot${added.length}`,
        startBytes: id * blockSizeBytes,
        sizeBytes: blockSizeBytes,
        nid,
      });
  }
  return { blocks: new Set(moved.map(({ id }) => id)), dimms: [...dimms, ...added] };
}

/** The machine as far as statements can say it. */
function forText(imported: ImportedMachine): TextMachine {
  const { machine } = imported;
  const { blockSizeBytes } = machine;
  const moved = movableAsDevices(imported);
  const lost: string[] = [];
  if (moved.blocks.size > 0)
    lost.push(
      `${blockWords([...moved.blocks])} was in ZONE_MOVABLE at boot; the text adds it as a memory device, which comes out the same.`,
    );
  const blocks = machine.blocks.filter(({ id }) => !moved.blocks.has(id));
  const memory: Range[] = [
    ...blocks.map(({ id }) => ({ startBytes: id * blockSizeBytes, endBytes: (id + 1) * blockSizeBytes })),
    ...moved.dimms.map(({ startBytes, sizeBytes }) => ({ startBytes, endBytes: startBytes + sizeBytes })),
    ...machine.daxDevices.map((dax) => ({ startBytes: dax.regionStartBytes, endBytes: dax.regionEndBytes })),
    ...machine.virtioMemDevices.map(({ startBytes, regionBytes }) => ({
      startBytes,
      endBytes: startBytes + regionBytes,
    })),
  ];
  const kept = entriesBeside(machine, joinedRanges(memory)).slice(0, MOST_ENTRIES);
  return { machine: { ...machine, blocks, resources: kept }, dimms: moved.dimms, lost };
}

function joinedRanges(ranges: readonly Range[]): Range[] {
  const joined: Range[] = [];
  for (const range of [...ranges].sort((a, b) => a.startBytes - b.startBytes)) {
    const last = joined.at(-1);
    if (last !== undefined && range.startBytes <= last.endBytes)
      joined[joined.length - 1] = { ...last, endBytes: Math.max(last.endBytes, range.endBytes) };
    else joined.push(range);
  }
  return joined;
}

/** The machine that statements give; an error when they are refused. */
function bootOf(machine: MachineDescription): Result<MachineDescription, string> {
  const { lines } = machineText(machine);
  const parsed = parseScenario(lines.join('\n'));
  const program = parsed.ok ? compileScenario(parsed.value, 'merged') : parsed;
  return program.ok ? success(program.value.machine) : failure(program.error.map(textErrorLine).join('; '));
}

const FIELD_WORDS: Readonly<Record<string, string>> = {
  zones: 'Some numbers of zones are not in the text.',
  nodes: 'Some facts about nodes are not in the text.',
  blocks: 'Zones of some blocks of boot are not in the text: it lays zones out as x86-64 does.',
  daxDevices: 'Some facts about dax devices are not in the text.',
  virtioMemDevices: 'Some facts about virtio-mem devices are not in the text.',
};

/** The machine without devices that the text refuses, with what was given up. */
function withoutRefused(given: TextMachine): Result<TextMachine & { boot: MachineDescription }, ImportError> {
  const tries: readonly (readonly [Partial<MachineDescription>, string | null])[] = [
    [{}, null],
    [{ resources: [] }, 'entries of /proc/iomem'],
    [{ resources: [], virtioMemDevices: [] }, 'virtio-mem devices'],
    [{ resources: [], virtioMemDevices: [], daxDevices: [] }, 'virtio-mem and dax devices'],
  ];
  let why = '';
  for (const [change, word] of tries) {
    const machine = { ...given.machine, ...change };
    const boot = bootOf(machine);
    if (boot.ok) {
      const lost = word === null ? given.lost : [...given.lost, `The text has no ${word}: ${why}.`];
      return success({ machine, dimms: given.dimms, lost, boot: boot.value });
    }
    why = boot.error;
  }
  return failure({
    what: 'No scenario text can be made of this machine.',
    why,
    remedy: 'What was read is listed; leave out the piece that makes it impossible.',
  });
}

/** Entries of /proc/iomem that the machine of the text does not have. */
function lostEntries(seen: MachineDescription, boot: MachineDescription): string[] {
  const key = ({ startBytes, endBytes, name }: ResourceDescription): string =>
    `${startBytes} ${endBytes} ${name}`;
  const known = new Set(boot.resources.map(key));
  const count = seen.resources.filter((entry) => !known.has(key(entry))).length;
  if (count === 0) return [];
  return [
    `${count} of ${seen.resources.length} entries of /proc/iomem are left out: those inside memory or inside other entries.`,
  ];
}

/** The text of an imported machine, for a kernel of the model. */
export function broughtMachine(
  imported: ImportedMachine,
  variant: VariantId = imported.variant ?? nearestVariant(imported.release),
): Result<BroughtMachine, ImportError> {
  const usable = withoutRefused(forText(imported));
  if (!usable.ok) return usable;
  const { machine, dimms, lost, boot } = usable.value;
  const bringer = new Bringer(new PlaygroundMachine(boot, VARIANTS[variant]), imported, variant);
  for (const { id, startBytes, sizeBytes, nid } of dimms)
    bringer.do({ kind: 'device_add', id, startBytes, sizeBytes, nid });
  for (const device of [...imported.boundDax, ...imported.leftDax])
    if (machine.daxDevices.some(({ name }) => name === device))
      bringer.do({ kind: 'bind', device, driver: 'kmem' });
  for (const { id, bytes } of imported.plugged)
    if (machine.virtioMemDevices.some((device) => device.id === id))
      bringer.do({ kind: 'virtio_mem_request', id, requestedBytes: bytes });
  bringer.adjust();
  for (const device of imported.leftDax)
    if (machine.daxDevices.some(({ name }) => name === device)) bringer.leave(device);
  const done = bringer.deeds.map((deed): DoneDeed => ({
    actor: usualActor(deed),
    deeds: [deed],
    isConcurrent: false,
  }));
  const { text } = runText({
    title: imported.release === null ? 'An imported machine' : `A machine with Linux ${imported.release}`,
    about: `${imported.blocks.length} memory blocks as they were read; what was guessed is listed where it was imported.`,
    variants: [variant],
    machine,
    done,
  });
  const fields = machineText(machine).lost.flatMap((field) => FIELD_WORDS[field] ?? []);
  return success({
    text,
    variant,
    lost: [...lost, ...lostEntries(imported.machine, boot), ...fields],
    differences: bringer.differences(),
  });
}
