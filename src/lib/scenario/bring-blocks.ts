/**
 * Brings a machine of the model, right after boot, to the state that a real one was seen in, and says how far it came.
 */
import { blockWords, type ImportedMachine } from '#lib/capture/import/joined.ts';
import type { PlaygroundMachine } from '#lib/hotplug/playground-machine.ts';
import { readFile } from '#lib/hotplug/userspace/files.ts';
import { readMemory } from '#lib/hotplug/userspace/tools/lsmem.ts';
import type { ReadBlock } from '#lib/hotplug/userspace/tools/lsmem-text.ts';
import { VARIANTS, type VariantId } from '#lib/hotplug/variants/index.ts';
import { usualActor, type Deed } from './deed.ts';
import { isWritten, pathFor, writtenFor } from './text/kernel-words.ts';

/** A text may have 1000 lines; the rest is for the reader. */
const MOST_DEEDS = 900;

type Wanted = 'offline' | 'movable' | 'kernel' | null;

function wantedOf(
  { state, zones }: ImportedMachine['blocks'][number],
  zone: number | null | undefined,
): Wanted {
  if (state === 'offline') return 'offline';
  const first = zones?.[0];
  if (first !== undefined) return first === 'Movable' ? 'movable' : first === 'none' ? null : 'kernel';
  return zone === undefined ? 'kernel' : null;
}

const isAt = (block: ReadBlock, wanted: Wanted): boolean => {
  if (wanted === null) return true;
  if (wanted === 'offline' || block.state !== 'online') return wanted === block.state;
  return (block.zones[0] === 'Movable') === (wanted === 'movable');
};

const ONLINE_WORDS = { movable: 'online_movable', kernel: 'online_kernel' } as const;

/** The deed that changes blocks from first to last. */
function changeDeed(
  first: number,
  last: number,
  wanted: 'offline' | 'movable' | 'kernel',
  kernelZone: string,
): Deed {
  if (first === last) {
    const bytes = `${wanted === 'offline' ? 'offline' : ONLINE_WORDS[wanted]}\n`;
    return { kind: 'sysfs_write', path: `/sys/devices/system/memory/memory${first}/state`, bytes };
  }
  const range = `${first}-${last}`;
  if (wanted === 'offline') return { kind: 'tool', argv: ['chmem', '-d', '-b', range] };
  return {
    kind: 'tool',
    argv: ['chmem', '-e', '-b', '-z', wanted === 'movable' ? 'Movable' : kernelZone, range],
  };
}

const isWithin = (id: number, blockBytes: number, startBytes: number, sizeBytes: number): boolean =>
  startBytes <= id * blockBytes && (id + 1) * blockBytes <= startBytes + sizeBytes;

/** Ascending numbers as runs without gaps. */
function runsOf(ids: readonly number[]): { first: number; last: number }[] {
  const runs: { first: number; last: number }[] = [];
  for (const id of ids) {
    const run = runs.at(-1);
    if (run !== undefined && run.last + 1 === id) run.last = id;
    else runs.push({ first: id, last: id });
  }
  return runs;
}

/** Does deeds on a machine, and keeps them for the text. */
export class Bringer {
  readonly deeds: Deed[] = [];
  readonly #machine: PlaygroundMachine;
  readonly #imported: ImportedMachine;
  readonly #variant: VariantId;

  constructor(machine: PlaygroundMachine, imported: ImportedMachine, variant: VariantId) {
    this.#variant = variant;
    this.#machine = machine;
    this.#imported = imported;
  }

  do(deed: Deed): void {
    if (deed.kind === 'signal') return;
    this.deeds.push(deed);
    this.#machine.execute(usualActor(deed), deed);
  }

  get #shown(): ReadonlyMap<number, ReadBlock> {
    return new Map(readMemory(this.#machine.kernel).blocks.map((block) => [block.id, block]));
  }

  #targets(): { id: number; wanted: Wanted; now: ReadBlock; zone: string }[] {
    const shown = this.#shown;
    const boot = new Map(this.#imported.machine.blocks.map(({ id, zone }) => [id, zone]));
    return this.#imported.blocks.flatMap((block) => {
      const now = shown.get(block.id);
      const wanted = wantedOf(block, boot.get(block.id));
      if (now === undefined || isAt(now, wanted)) return [];
      return [
        { id: block.id, wanted, now, zone: block.zones?.find((zone) => zone !== 'Movable') ?? 'Normal' },
      ];
    });
  }

  /** Changes every block that is in another state than it was seen in; ranges at a time. */
  adjust(): void {
    this.#setAttributes();
    this.#removeUnseen();
    // What is online in the wrong zone has to go offline first.
    this.#change((target) => (target.now.state === 'online' ? 'offline' : null));
    this.#change(({ wanted }) => wanted);
  }

  /** Whole devices first: kernels with the attribute may refuse single blocks. */
  #setAttributes(): void {
    for (const [device, word] of this.#imported.daxWords) {
      const path = pathFor(`/sys/bus/dax/devices/${device}/{hotplug,state}`, this.#variant);
      const shown = readFile(this.#machine.kernel, path)?.trim();
      if (shown !== undefined && shown !== word && isWritten(word, this.#variant))
        this.do({ kind: 'sysfs_write', path, bytes: `${word}\n` });
    }
  }

  /** Blocks of a bound dax device that were not seen: its driver, or somebody else, has removed them. */
  #removeUnseen(): void {
    const { machine, blocks, boundDax } = this.#imported;
    const seen = new Set(blocks.map(({ id }) => id));
    for (const { name, ranges = [] } of machine.daxDevices) {
      if (!boundDax.includes(name)) continue;
      const own = [...this.#shown.keys()].filter((id) =>
        ranges.some(({ startBytes, sizeBytes }) =>
          isWithin(id, machine.blockSizeBytes, startBytes, sizeBytes),
        ),
      );
      const unseen = own.filter((id) => !seen.has(id));
      if (unseen.length === 0) continue;
      const words = this.#attributeWords(name);
      if (unseen.length === own.length && words !== null) {
        this.do(words);
        continue;
      }
      for (const { first, last } of runsOf(unseen))
        this.do({
          kind: 'api',
          call: 'offline_and_remove_memory',
          startBytes: first * machine.blockSizeBytes,
          sizeBytes: (last - first + 1) * machine.blockSizeBytes,
        });
    }
  }

  /** The write that unplugs a whole dax device; null where the kernel has no attribute for it. */
  #attributeWords(device: string): Deed | null {
    const path = pathFor(`/sys/bus/dax/devices/${device}/{hotplug,state}`, this.#variant);
    if (VARIANTS[this.#variant].kmemFamily === 'none') return null;
    return { kind: 'sysfs_write', path, bytes: `${writtenFor('{unplug,unplugged}', this.#variant)}\n` };
  }

  /** Unbinding removes what is offline and leaves the rest behind. */
  leave(device: string): void {
    const { machine, blocks } = this.#imported;
    const seen = new Set(blocks.map(({ id }) => id));
    const { ranges = [] } = machine.daxDevices.find(({ name }) => name === device)!;
    const unseen = [...this.#shown.keys()].filter(
      (id) =>
        !seen.has(id) &&
        ranges.some(({ startBytes, sizeBytes }) =>
          isWithin(id, machine.blockSizeBytes, startBytes, sizeBytes),
        ),
    );
    for (const { first, last } of runsOf(unseen)) this.do(changeDeed(first, last, 'offline', 'Normal'));
    this.do({ kind: 'unbind', device, driver: 'kmem' });
  }

  #change(goal: (target: { wanted: Wanted; now: ReadBlock }) => Wanted): void {
    const runs: { first: number; last: number; goal: 'offline' | 'movable' | 'kernel'; zone: string }[] = [];
    for (const target of this.#targets()) {
      const to = goal(target);
      if (to === null) continue;
      const run = runs.at(-1);
      if (run !== undefined && run.last + 1 === target.id && run.goal === to && run.zone === target.zone)
        run.last++;
      else runs.push({ first: target.id, last: target.id, goal: to, zone: target.zone });
    }
    for (const { first, last, goal: to, zone } of runs.slice(0, MOST_DEEDS - this.deeds.length))
      this.do(changeDeed(first, last, to, zone));
  }

  /** What is not as it was seen. */
  differences(): string[] {
    const shown = this.#shown;
    const groups = new Map<string, number[]>();
    const add = (what: string, id: number): void => {
      groups.set(what, [...(groups.get(what) ?? []), id]);
    };
    for (const block of this.#imported.blocks) {
      const now = shown.get(block.id);
      if (now === undefined) {
        add('not there in the text', block.id);
        continue;
      }
      const state = block.state === 'going-offline' ? 'online' : block.state;
      if (state !== null && now.state !== state) add(`seen ${state}, ${now.state} in the text`, block.id);
      if (block.nid !== now.nid) add(`seen in node ${block.nid}, in node ${now.nid} in the text`, block.id);
      const [zone] = block.zones ?? [];
      if (state === 'online' && now.state === 'online' && zone !== undefined && zone !== now.zones[0])
        add(`seen in zone ${zone}, in ${now.zones[0] ?? 'none'} in the text`, block.id);
    }
    const seen = new Set(this.#imported.blocks.map(({ id }) => id));
    for (const id of shown.keys()) if (!seen.has(id)) add('in the text, but not seen', id);
    return [...groups].map(([what, ids]) => `${blockWords(ids)}: ${what}.`);
  }
}
