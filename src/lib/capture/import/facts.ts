/**
 * What pieces of a real machine say, in plain data, before anything is joined or guessed. Everything may be missing:
 * each form of output knows only a part.
 */
import type { VariantId } from '#lib/hotplug/variants/variant.ts';
import type { ResourceDescription, ZoneDescription } from '#lib/hotplug/state/machine.ts';

export type SeenState = 'online' | 'offline' | 'going-offline';

/** A run of memory blocks as one row of lsmem or one directory of sysfs shows it. Null is "not said here". */
export interface SeenRange {
  readonly startBytes: number | null;
  readonly sizeBytes: number | null;
  /** Numbers of the first and the last block. */
  readonly first: number | null;
  readonly last: number | null;
  readonly state: SeenState | null;
  readonly removable: boolean | null;
  readonly nid: number | null;
  /** All nodes that have memory in it, where there are several; `nid` is the last of them. */
  readonly nids?: readonly number[];
  /** The words of valid_zones in their order. */
  readonly zones: readonly string[] | null;
}

export interface SeenNode {
  readonly nid: number;
  readonly possible?: boolean;
  readonly online?: boolean;
  readonly hasMemory?: boolean;
  readonly hasNormalMemory?: boolean;
  readonly hasCpu?: boolean;
  /** Memory of the node that the kernel hands out. */
  readonly managedBytes?: number;
}

export interface SeenDax {
  readonly name: string;
  readonly targetNode: number | null;
  readonly sizeBytes: number | null;
  readonly alignBytes: number | null;
  readonly ranges: readonly { readonly startBytes: number; readonly sizeBytes: number }[];
  /** Is the kmem driver bound to it? */
  readonly isSystemRam: boolean | null;
  readonly memmapOnMemory: boolean | null;
  /** The file of the kmem driver for the whole device, in kernels that have one, and what it reads. */
  readonly attribute: { readonly file: 'hotplug' | 'state'; readonly word: string } | null;
}

export interface SeenVirtioMem {
  readonly id: string;
  readonly nid: number | null;
  readonly startBytes: number | null;
  readonly regionBytes: number | null;
  readonly deviceBlockBytes: number | null;
  readonly pluggedBytes: number | null;
}

/** Policies as words of their files. */
export interface SeenSettings {
  readonly auto_online_blocks?: string;
  readonly online_policy?: string;
  readonly auto_movable_ratio?: string;
  readonly auto_movable_numa_aware?: string;
  readonly memmap_on_memory?: string;
}

export interface Facts {
  readonly blockSizeBytes?: number;
  readonly ranges?: readonly SeenRange[];
  /** The ranges are all that there are; false where only some are shown. */
  readonly isWhole?: boolean;
  /** Totals of lsmem, exact only with -b. */
  readonly onlineBytes?: number;
  readonly offlineBytes?: number;
  readonly resources?: readonly ResourceDescription[];
  /** Zones in pages of the machine (see `pageSizeBytes`). */
  readonly zones?: readonly ZoneDescription[];
  readonly nodes?: readonly SeenNode[];
  readonly dax?: readonly SeenDax[];
  readonly virtioMem?: readonly SeenVirtioMem[];
  readonly settings?: SeenSettings;
  readonly pageSizeBytes?: number;
  readonly arch?: string;
  readonly release?: string;
  /** The kernel of the model that a recording belongs to. */
  readonly variant?: VariantId;
  readonly cmdline?: string;
  readonly memTotalBytes?: number;
  readonly isVirtual?: boolean;
  readonly hasProbeFile?: boolean;
}

export type Form =
  | 'lsmem'
  | '/proc/iomem'
  | '/proc/zoneinfo'
  | '/proc/meminfo'
  | 'daxctl list'
  | 'ndctl list'
  | 'numactl -H'
  | 'kernel log'
  | 'files of sysfs'
  | 'recorded run'
  | 'capture.sh';

/** A line that could not be used. */
export interface Problem {
  /** Counted from 1 in what was given; 0 when it is in no line. */
  readonly line: number;
  readonly found: string;
  readonly expected: string;
  /** What could still be used. */
  readonly used: string;
}

export interface Piece {
  readonly form: Form;
  /** Name of the file it was in; null for pasted text. */
  readonly file: string | null;
  /** Lines from 1, both inclusive; null where there are no lines. */
  readonly lines: readonly [first: number, last: number] | null;
  readonly facts: Facts;
  /** What the form does not show, and what its reader had to suppose. */
  readonly notes: readonly string[];
}

export interface Recognised {
  readonly pieces: readonly Piece[];
  readonly problems: readonly Problem[];
}

/** A piece in a few words, for lists: `lsmem (lines 3 to 20)`. */
export function pieceName({ form, file, lines }: Piece): string {
  const where = [...(file === null ? [] : [file]), ...(lines === null ? [] : [lineText(lines)])];
  return where.length === 0 ? form : `${form} (${where.join(', ')})`;
}

function lineText([first, last]: readonly [number, number]): string {
  return first === last ? `line ${first}` : `lines ${first} to ${last}`;
}
