/**
 * A machine as it stands after boot, described in plain data: what a kernel of this model starts from.
 *
 * Scenarios and snapshots of real machines are both turned into this shape. What cannot be known from a snapshot is
 * listed by whoever made the description.
 */

export interface ZoneDescription {
  readonly nid: number;
  /** Zone index, ZONE_DMA to ZONE_DEVICE. */
  readonly type: number;
  readonly startPfn: number;
  readonly spannedPages: number;
  readonly presentPages: number;
  readonly managedPages: number;
}

export interface NodeDescription {
  readonly nid: number;
  readonly online: boolean;
  readonly hasMemory: boolean;
  readonly hasNormalMemory: boolean;
  readonly hasCpu: boolean;
}

/** A memory block of boot memory: online, early, in no group. */
export interface BootBlockDescription {
  readonly id: number;
  /** Node of its memory; the last one when there are several. */
  readonly nid: number;
  /** Zone index; null for a block in several zones or nodes, whose valid_zones reads `none`. */
  readonly zone: number | null;
  /** All nodes that have memory in it, ascending, when there are several. */
  readonly nids?: readonly number[];
}

export interface ResourceDescription {
  readonly startBytes: number;
  /** Inclusive. */
  readonly endBytes: number;
  readonly name: string;
  /** 0 for top-level entries; entries follow their parent, as in /proc/iomem. */
  readonly depth: number;
}

export interface DaxDeviceDescription {
  readonly name: string;
  readonly targetNode: number;
  readonly alignBytes: number;
  readonly memmapOnMemory: boolean;
  /** The region that ranges must stay in. */
  readonly regionStartBytes: number;
  /** Exclusive. */
  readonly regionEndBytes: number;
  /** Ranges at boot, in the order in which they were made; one that covers the region if left out. */
  readonly ranges?: readonly { readonly startBytes: number; readonly sizeBytes: number }[];
}

export interface VirtioMemDescription {
  /** Identification in the machine, e.g. `vm0`. */
  readonly id: string;
  readonly nid: number;
  readonly startBytes: number;
  readonly regionBytes: number;
  readonly deviceBlockBytes: number;
}

export interface MachineDescription {
  readonly blockSizeBytes: number;
  /** Number of node ids that exist; ids from 0. */
  readonly possibleNodes: number;
  readonly nodes: readonly NodeDescription[];
  /** NUMA distances by node, from and to; without a table 10 to the node itself and 20 to any other. */
  readonly distances?: readonly (readonly number[])[];
  readonly zones: readonly ZoneDescription[];
  readonly blocks: readonly BootBlockDescription[];
  readonly resources: readonly ResourceDescription[];
  readonly defaultOnlineType: number;
  readonly onlinePolicy: number;
  readonly autoMovableRatio: number;
  readonly autoMovableNumaAware: boolean;
  /** MEMMAP_ON_MEMORY_OFF, _ON or _FORCE. */
  readonly memmapOnMemory: number;
  readonly movableNode: boolean;
  /** Highest physical address that can be mapped, inclusive. */
  readonly maxAddressBytes: number;
  /** End of the resource tree, inclusive: 2^physical address bits of the CPU - 1. Nothing can be requested above. */
  readonly lastPhysicalBytes: number;
  readonly hasProbeFile: boolean;
  readonly hasTestModule: boolean;
  readonly daxDevices: readonly DaxDeviceDescription[];
  /** The module kmem is loaded although no device is bound to it. */
  readonly hasKmemModule?: boolean;
  readonly virtioMemDevices: readonly VirtioMemDescription[];
}
