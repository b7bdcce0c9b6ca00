/**
 * The format `hotplug-trace/1`: a recording of a real kernel while memory came and went. Names are those of the
 * files; `parse-trace.ts` checks a text against these types.
 *
 * All addresses and sizes are in bytes unless the name says pages or mib.
 */

export const TRACE_FORMAT = 'hotplug-trace/1';

/** The files of a memory block in condensed form; `nodes` are its node links. */
export const BLOCK_FILES = [
  'state',
  'valid_zones',
  'removable',
  'phys_index',
  'phys_device',
  'online',
  'nodes',
] as const;

export type BlockFile = (typeof BLOCK_FILES)[number];

/** Text of each file of a block; in a step only those that changed. */
export type BlockFiles = Readonly<Partial<Record<BlockFile, string>>>;

/** Path to text, or to a block's files. One-line texts stand without their newline; `null` means gone. */
export type ChangedFiles = ReadonlyMap<string, string | BlockFiles | null>;

export interface TraceKernel {
  readonly release: string;
  readonly variant: string;
  readonly arch: string;
  readonly cmdline: string;
}

export interface TraceMachine {
  readonly pageSize: number;
  readonly blockSizeBytes: number;
  readonly qemuArgs: readonly string[];
  /** Loaded before the first step. */
  readonly modules: readonly string[];
  readonly note: string;
  /** Debian packages of the programs that steps run, with their versions; empty where none is run. */
  readonly tools: Readonly<Record<string, string>>;
}

export interface AddressRange {
  readonly start: number;
  readonly size: number;
}

/** A call of an exported kernel function; `call` decides which of the arguments are there. */
export interface ApiOperation {
  readonly kind: 'api';
  readonly call: string;
  readonly nid?: number;
  readonly start?: number;
  readonly size?: number;
  readonly resourceName?: string | null;
  readonly flags?: number;
  readonly onlineType?: number;
  readonly maxPages?: number;
  readonly ranges?: readonly AddressRange[];
}

/** What an actor does in the foreground, or as a background job. */
export type Operation =
  | { readonly kind: 'sysfs_write'; readonly path: string; readonly value: string }
  | { readonly kind: 'sysfs_read'; readonly path: string }
  | {
      readonly kind: 'device_add';
      readonly device: 'pc-dimm';
      readonly id: string;
      readonly size: number;
      /** Null when the machine, asked to choose, found no place: it refuses then. */
      readonly addr: number | null;
      /** Proximity domain of the firmware. */
      readonly node: number | null;
      /** The node that the kernel gave it; null when it refused the device. */
      readonly guestNode: number | null;
    }
  | { readonly kind: 'device_del'; readonly id: string }
  | { readonly kind: 'virtio_mem_request'; readonly id: string; readonly requested: number }
  | { readonly kind: 'modprobe' | 'rmmod'; readonly module: string }
  | { readonly kind: 'bind' | 'unbind'; readonly device: string; readonly driver: string }
  | ApiOperation
  | {
      readonly kind: 'region_request' | 'region_release';
      readonly start: number;
      readonly size: number;
      readonly name: string;
    }
  | {
      readonly kind: 'notifier_veto';
      readonly event: string;
      readonly start: number;
      readonly size: number;
      /** Zero or negative, as kernel code writes it. */
      readonly errno: number;
      readonly count: number;
    }
  | { readonly kind: 'notifier_hold'; readonly event: string; readonly start: number; readonly size: number }
  | { readonly kind: 'notifier_release' | 'notifier_clear' }
  | {
      readonly kind: 'pin';
      readonly start: number;
      readonly pages: number;
      readonly how: 'offline' | 'kernel';
    }
  /** Kernel pages somewhere: which block they land in is told later, by `env`. */
  | { readonly kind: 'pin'; readonly mib: number }
  | { readonly kind: 'unpin'; readonly start: number }
  /** A program, its name first. Return value of the step is its exit code. */
  | { readonly kind: 'tool'; readonly argv: readonly string[] };

/** What a step does: an operation, or something with a background job. */
export type StepOperation =
  | Operation
  | { readonly kind: 'begin'; readonly job: number; readonly op: Operation }
  | { readonly kind: 'end' | 'interrupt'; readonly job: number };

export type TraceActor = 'shell' | 'driver' | 'qmp';

export interface TraceStep {
  /** 1, 2, 3 … */
  readonly n: number;
  readonly actor: TraceActor;
  readonly op: StepOperation;
  /** The same as a shell command, null where there is none. */
  readonly shell: string | null;
  /** Null while or when there is no return value. */
  readonly rc: number | null;
  /** Name of the error; `BUG` when the caller died. */
  readonly errno: string | null;
  readonly stdout: string | null;
  /** What a program wrote to standard error; null where no program ran. */
  readonly stderr: string | null;
  readonly dmesg: readonly string[];
  readonly after: ChangedFiles;
  /** Ids of blocks that held pages which the kernel could not move during this step. */
  readonly unmovable: readonly number[];
  /** Bytes that the virtio-mem device reports as plugged; null where it is not recorded. */
  readonly pluggedSize: number | null;
}

export interface Trace {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly kernel: TraceKernel;
  readonly machine: TraceMachine;
  readonly boot: ChangedFiles;
  /** Lines of the kernel's boot log; empty where they were not kept. */
  readonly bootLog: readonly string[];
  readonly steps: readonly TraceStep[];
}
