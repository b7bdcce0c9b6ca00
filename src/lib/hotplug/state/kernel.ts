/**
 * One simulated kernel: its columns, its constants, its journal.
 *
 * Only steps (run/) and the pure helpers beside this file touch it; kernel functions never see it. Everything that
 * can change lies in columns; what is fixed at boot (block size, nodes, addressable limit) are plain fields.
 */
import { BLOCK, BLOCK_EVENT_COUNT, BLOCK_NEXT } from '#lib/machines/memory-block.table.ts';
import type { KmemFamilyName } from '#lib/machines/kmem-device.table.ts';
import { refuse } from '#lib/machines/refused-event.ts';
import { REFUSED } from '#lib/machines/refused.ts';
import type { BootMemory } from './boot-memory.ts';
import { ColumnStore } from './columns.ts';
import { Journal, type Message } from './journal.ts';
import { NameTable } from './names.ts';
import {
  blockColumns,
  daxColumns,
  deviceDaxColumns,
  kmemFileColumns,
  dimmColumns,
  faultColumns,
  groupColumns,
  lifetimeColumns,
  lockColumns,
  nodeColumns,
  pageColumns,
  policyColumns,
  resourceColumns,
  ruleColumns,
  udevColumns,
  virtioColumns,
  zoneColumns,
} from './tables.ts';
import { PAGE_SIZE_BYTES } from './units.ts';

/** What is fixed when a kernel boots. */
export interface KernelConstants {
  readonly blockSizeBytes: number;
  readonly nodeCount: number;
  /** NUMA distances by node, from and to; empty without a table of the firmware. */
  readonly distances: readonly (readonly number[])[];
  /** Highest physical address that can be mapped, inclusive. */
  readonly maxAddressBytes: number;
  /** Is the file `probe` there (CONFIG_ARCH_MEMORY_PROBE)? */
  readonly hasProbeFile: boolean;
  /** Is the test module loaded, whose notifier prints events and can refuse or hold them? */
  readonly hasTestModule: boolean;
  /** Physical RAM ranges that the firmware named at boot, with their node; `endPfn` exclusive. */
  readonly firmwareRanges: readonly { startPfn: number; endPfn: number; nid: number }[];
  readonly bootMemory: BootMemory;
  /** Which form of the kmem attribute this kernel has; none before the series. */
  readonly kmemFamily: KmemFamilyName | 'none';
  /** Block ids to make room for at the start; the columns grow when needed. */
  readonly blockCapacity: number;
}

export class Kernel {
  readonly constants: KernelConstants;
  readonly blockPages: number;
  readonly store: ColumnStore;
  readonly names: NameTable;
  readonly journal: Journal;
  readonly blocks;
  readonly zones;
  readonly nodes;
  readonly lifetimes;
  readonly groups;
  readonly resources;
  readonly pages;
  readonly policy;
  readonly locks;
  readonly rules;
  readonly dax;
  readonly dimms;
  readonly virtio;
  readonly faults;
  readonly udev;
  readonly deviceDax;
  readonly kmemFiles;
  /** Number of the thread that runs: `current` of the kernel. */
  current = 0;

  constructor(
    constants: KernelConstants,
    names = new NameTable(),
    journal = new Journal(),
    store = new ColumnStore(),
  ) {
    this.constants = constants;
    this.store = store;
    this.groups = groupColumns(store);
    this.resources = resourceColumns(store);
    this.pages = pageColumns(store);
    this.policy = policyColumns(store);
    this.locks = lockColumns(store);
    this.rules = ruleColumns(store);
    this.dax = daxColumns(store);
    this.dimms = dimmColumns(store);
    this.virtio = virtioColumns(store);
    this.names = names;
    this.journal = journal;
    this.blockPages = constants.blockSizeBytes / PAGE_SIZE_BYTES;
    this.blocks = blockColumns(store, constants.blockCapacity);
    this.zones = zoneColumns(store, constants.nodeCount);
    this.nodes = nodeColumns(store, constants.nodeCount);
    // Last: fingerprints in published links depend on the numbers of the columns before.
    this.lifetimes = lifetimeColumns(store);
    this.faults = faultColumns(store);
    this.udev = udevColumns(store);
    this.deviceDax = deviceDaxColumns(store);
    this.kmemFiles = kmemFileColumns(store);
  }

  /** An independent kernel in the same state. Names are shared (they only grow) unless told otherwise; the journal starts empty. */
  clone(names = this.names): Kernel {
    const copy = new Kernel(this.constants, names);
    copy.store.restore(this.store.keyframe());
    return copy;
  }

  /** Says a message in the name of the running thread. */
  say(said: Message, a = 0, b = 0, c = 0, d = 0): void {
    this.journal.add(said, this.current, a, b, c, d);
  }

  /** Says why something is refused and gives back the negative errno. */
  refuse(why: Message, a = 0, b = 0, c = 0, d = 0): number {
    this.journal.add(why, this.current, a, b, c, d);
    return -why.errnoOf(a, b, c, d);
  }

  /** True the first time only: WARN_ON_ONCE. `bit` is the number of the warning. */
  warnOnce(bit: number): boolean {
    const before = this.policy.warned.value;
    if ((before & (1 << bit)) !== 0) return false;
    this.policy.warned.value = before | (1 << bit);
    return true;
  }

  /**
   * Moves a memory block along its statechart; the only way a block changes state. Throws `RefusedEvent` when the
   * chart has no such move: a bug in the core, never the user's doing.
   */
  moveBlock(blockId: number, event: number, kernelFunction: string): void {
    const configuration = this.blocks.chart.get(blockId);
    const next = BLOCK_NEXT[configuration * BLOCK_EVENT_COUNT + event] ?? REFUSED;
    if (next === REFUSED) refuse(blockId, configuration, event, kernelFunction);
    this.blocks.chart.set(blockId, next);
  }

  /** Does memoryN exist? */
  hasBlock(blockId: number): boolean {
    return this.blocks.chart.get(blockId) !== BLOCK.ABSENT;
  }
}
