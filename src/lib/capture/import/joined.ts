/**
 * What comes out of joining pieces: one set of facts, everything that was guessed and everything that disagrees.
 */
import type { MachineDescription } from '#lib/hotplug/state/machine.ts';
import type { VariantId } from '#lib/hotplug/variants/variant.ts';
import type { Facts, SeenState } from './facts.ts';

/** A block as all pieces together show it. */
export interface SeenBlock {
  readonly id: number;
  readonly state: SeenState | null;
  readonly nid: number | null;
  /** All nodes that have memory in it, where there are several. */
  readonly nids?: readonly number[];
  readonly zones: readonly string[] | null;
}

export interface ImportAssumption {
  readonly what: string;
  readonly reason: string;
}

/** Two pieces say different things, or one thing that cannot be. */
export interface Contradiction {
  readonly what: string;
  /** Who says what, one sentence each. */
  readonly said: readonly string[];
  readonly used: string;
}

/** What cannot be made a machine at all. */
export interface ImportError {
  readonly what: string;
  readonly why: string;
  readonly remedy: string;
}

export interface JoinedFacts extends Omit<Facts, 'ranges' | 'isWhole' | 'blockSizeBytes'> {
  readonly blockSizeBytes: number;
  /** In the order of their numbers. */
  readonly blocks: readonly SeenBlock[];
}

/** Memory that came after boot, and is taken for a device that was plugged. */
export interface AddedRange {
  readonly id: string;
  readonly startBytes: number;
  readonly sizeBytes: number;
  readonly nid: number;
}

export interface ImportedMachine {
  /** As it stands right after boot, before anything was added. */
  readonly machine: MachineDescription;
  readonly dimms: readonly AddedRange[];
  /** Names of the dax devices that kmem is bound to. */
  readonly boundDax: readonly string[];
  readonly plugged: readonly { readonly id: string; readonly bytes: number }[];
  /** Every block as it was seen, with a node; to this state the machine is to be brought. */
  readonly blocks: readonly (SeenBlock & { readonly nid: number })[];
  readonly release: string | null;
  /** The kernel of the model, where what was given tells it; else null. */
  readonly variant: VariantId | null;
  /** dax devices that are bound to nothing, but whose memory is still there. */
  readonly leftDax: readonly string[];
  /** What the attribute of the kmem driver reads for each dax device, in kernels that have one. */
  readonly daxWords: ReadonlyMap<string, string>;
  readonly assumptions: readonly ImportAssumption[];
  readonly contradictions: readonly Contradiction[];
}

/** Collects guesses and contradictions; the same is told once. */
export class Findings {
  readonly assumptions: ImportAssumption[] = [];
  readonly contradictions: Contradiction[] = [];

  assume(what: string, reason: string): void {
    if (this.assumptions.some((known) => known.what === what && known.reason === reason)) return;
    this.assumptions.push({ what, reason });
  }

  contradict(what: string, said: readonly string[], used: string): void {
    this.contradictions.push({ what, said, used });
  }
}

const MOST_RUNS = 6;

/** Ascending numbers of blocks in a few words: `memory4 to memory9 and memory12`. */
export function blockWords(ids: readonly number[]): string {
  const runs: [first: number, last: number][] = [];
  for (const id of ids) {
    const run = runs.at(-1);
    if (run !== undefined && run[1] + 1 === id) run[1] = id;
    else runs.push([id, id]);
  }
  const words = runs
    .slice(0, MOST_RUNS)
    .map(([first, last]) => (first === last ? `memory${first}` : `memory${first} to memory${last}`));
  if (runs.length > MOST_RUNS) return `${words.join(', ')} and ${runs.length - MOST_RUNS} more ranges`;
  return words.length === 1 ? words[0]! : `${words.slice(0, -1).join(', ')} and ${words.at(-1)!}`;
}

/** A size as people write it. */
export function sizeWords(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  let [value, unit] = [bytes, 0];
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${Number.isInteger(value) ? value : value.toFixed(1)} ${units[unit]!}`;
}
