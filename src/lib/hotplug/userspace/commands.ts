/**
 * What actors can do, as plain data: the verbs of shells, of kernel code that calls exported functions, and of the
 * machine itself. Recorded runs use the same verbs, so a recording replays without translation.
 */

/** write(2) of a text to a file, newline included if there is one: `echo` adds it, `echo -n` does not. */
export interface SysfsWrite {
  readonly kind: 'sysfs_write';
  readonly path: string;
  readonly bytes: string;
}

export interface SysfsRead {
  readonly kind: 'sysfs_read';
  readonly path: string;
}

export interface DeviceAdd {
  readonly kind: 'device_add';
  readonly id: string;
  readonly startBytes: number;
  readonly sizeBytes: number;
  /** Node that the guest's firmware tables map the device to. */
  readonly nid: number;
}

export interface DeviceDel {
  readonly kind: 'device_del';
  readonly id: string;
}

export interface VirtioMemRequest {
  readonly kind: 'virtio_mem_request';
  readonly id: string;
  readonly requestedBytes: number;
}

export interface Modprobe {
  readonly kind: 'modprobe' | 'rmmod';
  readonly module: string;
}

export interface Bind {
  readonly kind: 'bind' | 'unbind';
  readonly device: string;
  readonly driver: string;
}

/** A call of an exported kernel function. Which arguments it takes is said where the variant exports it. */
export interface ApiCall {
  readonly kind: 'api';
  readonly call: string;
  readonly nid?: number;
  readonly startBytes?: number;
  readonly sizeBytes?: number;
  /** null is a NULL pointer. */
  readonly resourceName?: string | null;
  readonly flags?: number;
  readonly onlineType?: number;
  readonly maxPages?: number;
  readonly ranges?: readonly { readonly startBytes: number; readonly sizeBytes: number }[];
}

/** request_mem_region() and release_mem_region() by somebody else. */
export interface Region {
  readonly kind: 'region_request' | 'region_release';
  readonly startBytes: number;
  readonly sizeBytes: number;
  readonly name: string;
}

/** A rule of the test module's notifier: refuse or hold an event for blocks that overlap a range. */
export interface NotifierRule {
  readonly kind: 'notifier_veto' | 'notifier_hold';
  /** Name without the prefix MEM_, e.g. GOING_ONLINE. */
  readonly event: string;
  readonly startBytes: number;
  readonly sizeBytes: number;
  /** Positive errno, 0 for a plain NOTIFY_BAD. Vetoes only. */
  readonly errno: number;
  /** How often it applies; -1 without end. Vetoes only; a hold applies once. */
  readonly count: number;
}

export interface NotifierControl {
  readonly kind: 'notifier_release' | 'notifier_clear';
}

/** What pinned pages are; see `PIN_HOW` in drivers/test-module.ts for what stands in the way of offlining how. */
export type PinHow =
  'offline' | 'kernel' | 'gup' | 'allocated' | 'hugetlb' | 'hugetlb-stuck' | 'hugetlb-free';

/**
 * Pages that somebody keeps. `offline` (PageOffline with a reference) and `kernel` are what the test module of the
 * recorded kernels pins; `gup` are movable pages with references that make every migration fail; `allocated` are what
 * the kernel takes by itself, which it does in kernel zones only. `hugetlb` are huge pages in use, `hugetlb-stuck` those
 * of a size that cannot migrate, `hugetlb-free` free ones that cannot be dissolved.
 */
export interface Pin {
  readonly kind: 'pin';
  readonly startBytes: number;
  readonly pages: number;
  readonly how: PinHow;
}

export interface Unpin {
  readonly kind: 'unpin';
  readonly startBytes: number;
}

/** Pages whose place only the kernel knows; changes nothing that can be seen. */
export interface AllocateSomewhere {
  readonly kind: 'allocate';
  readonly mebibytes: number;
}

/**
 * The environment, not an actor: blocks in which the kernel happens to have allocated pages that no isolation
 * accepts. Recordings name them; nothing in the model could know.
 */
export interface EnvUnmovable {
  readonly kind: 'env_unmovable';
  readonly blocks: readonly number[];
}

/** The pages of `env_unmovable` are gone. */
export interface EnvClear {
  readonly kind: 'env_clear';
}

/**
 * A program run by a shell: chmem, daxctl, lsmem, numactl, cat, modprobe, udevadm. Its result is its exit code (and
 * what it printed, see tools/result.ts).
 */
export interface Tool {
  readonly kind: 'tool';
  /** Name of the program first. */
  readonly argv: readonly string[];
}

/** Lets a kernel function fail by itself, as the kernel's fault injection does. */
export interface FailAlloc {
  readonly kind: 'fail_alloc';
  /** One of FAULT_SITES (state/faults.ts); `SITE@memoryN` fails only where that block is concerned. */
  readonly site: string;
  /** Positive errno that the function fails with. */
  readonly errno: number;
  /** How often it fails; -1 without end, 0 takes the fault back. */
  readonly count: number;
}

/** A udev daemon with one rule for memory blocks (udev.ts); it serves for ever. */
export interface Udev {
  readonly kind: 'udev';
  /** One of UDEV_PRESETS. */
  readonly preset: string;
}

export type Command =
  | SysfsWrite
  | SysfsRead
  | DeviceAdd
  | DeviceDel
  | VirtioMemRequest
  | Modprobe
  | Bind
  | ApiCall
  | Region
  | NotifierRule
  | NotifierControl
  | Pin
  | Unpin
  | AllocateSomewhere
  | EnvUnmovable
  | EnvClear
  | Tool
  | FailAlloc
  | Udev;
