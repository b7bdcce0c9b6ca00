/**
 * One moment of a run as plain data: what every picture and every list of the page is drawn from.
 *
 * Views never read the kernel. `frameAt` (frame-at.ts) sets the run to a position, reads what is to be seen, and
 * hands out this; equal positions give equal frames.
 */
import type { ChartSubject } from './chart-history.ts';

/** How a block looks, in the one visual language for state. */
export type BlockLook =
  'offline' | 'onlining' | 'online-kernel' | 'online-movable' | 'online-mixed' | 'going-offline';

export interface BlockView {
  readonly id: number;
  readonly startBytes: number;
  readonly sizeBytes: number;
  readonly nid: number;
  readonly look: BlockLook;
  /** Configuration number of the block's statechart (machines/memory-block.table.ts). */
  readonly configuration: number;
  /** Zone name while online, or the zone that it is going to or coming from; null when offline. */
  readonly zone: string | null;
  /** Words of the `state` file. */
  readonly state: string;
  readonly validZones: string;
  /** Has pages that would keep it from going offline now (pinned, unmovable …). */
  readonly pinned: boolean;
  /** Refusal about this block since the last command began: errno with its minus, e.g. `-EBUSY`; else null. */
  readonly refused: string | null;
  /** Changed in the step just done. */
  readonly changed: boolean;
  /** mgid of its memory group; null for none. */
  readonly group: number | null;
}

/** Pages that are not simply free or movable. */
export interface PageRunView {
  readonly startPfn: number;
  readonly pages: number;
  /** In words, e.g. `PageOffline, referenced`. */
  readonly word: string;
  /** One letter that stands for the class on the map. */
  readonly letter: string;
}

/** Neighbouring blocks that do not differ but for their numbers: a crowd of them is one of these. */
export interface BlockRun {
  readonly first: BlockView;
  readonly count: number;
}

export interface ZoneView {
  readonly nid: number;
  /** DMA, DMA32, Normal, Movable, Device. */
  readonly name: string;
  readonly startPfn: number;
  readonly spannedPages: number;
  readonly presentPages: number;
  readonly managedPages: number;
  readonly isMovable: boolean;
  /** Present pages as byte ranges, from the blocks that belong to it; end exclusive. */
  readonly presentRanges: readonly { readonly startBytes: number; readonly endBytes: number }[];
  /** Span or counters changed in the step just done. */
  readonly changed: boolean;
}

export interface NodeView {
  readonly nid: number;
  readonly online: boolean;
  readonly hasMemory: boolean;
  readonly hasNormalMemory: boolean;
  readonly startPfn: number;
  readonly spannedPages: number;
  readonly presentRanges: readonly { readonly startBytes: number; readonly endBytes: number }[];
}

export interface ResourceView {
  readonly startBytes: number;
  /** Inclusive. */
  readonly endBytes: number;
  readonly name: string;
  readonly depth: number;
  readonly busy: boolean;
}

/** A device that brings memory. */
export interface DeviceView {
  readonly kind: 'dimm' | 'dax' | 'virtio-mem';
  readonly name: string;
  readonly nid: number;
  /** Where its memory lies or may lie; ends exclusive. */
  readonly ranges: readonly { readonly startBytes: number; readonly endBytes: number }[];
  /** Of a DIMM its size, of a dax device all ranges, of a virtio-mem device what is plugged. */
  readonly sizeBytes: number;
  /** In a few words. */
  readonly state: string;
  /** The kmem attribute, where this kernel has one and the device is bound. */
  readonly attribute: {
    readonly path: string;
    readonly words: readonly string[];
    readonly removalWord: string | null;
    readonly reads: string;
  } | null;
  /** Step in which its size can change; 0 for none. */
  readonly stepBytes: number;
  /** Its statechart; null where it has none. */
  readonly chart: ChartSubject | null;
  /** What else it says of itself, in the kernel's words. */
  readonly facts: readonly { readonly name: string; readonly text: string }[];
}

export interface ActorRef {
  readonly name: string;
  /** One upper-case letter that stands for the actor in every pane. */
  readonly letter: string;
}

export interface LockView {
  /** As the kernel names it, e.g. `device_hotplug_lock`. */
  readonly name: string;
  readonly owner: ActorRef | null;
  /** Step since which it is held. */
  readonly since: number | null;
  /** Asleep in the queue, first first. */
  readonly sleepers: readonly ActorRef[];
  /** Polling every 5 ms, not queued. */
  readonly pollers: readonly ActorRef[];
}

export interface StackEntry {
  readonly functionName: string;
  readonly file: string;
}

export interface ThreadView {
  readonly actor: ActorRef;
  readonly waits: 'runs' | 'sleeps' | 'polls' | 'loops' | 'waits';
  /** Open kernel functions, outermost first. */
  readonly stack: readonly StackEntry[];
  /** What it does next, in words. */
  readonly next: string;
}

/** One step in the list of what has been done. */
export interface StepView {
  /** Position after the step: 1 for the first. */
  readonly position: number;
  readonly actor: ActorRef;
  readonly functionName: string;
  readonly depth: number;
  /** What it did, in words. */
  readonly label: string;
  /** Reply of the step when it is an errno, with its minus; else null. */
  readonly errno: string | null;
}

export interface RefusalView {
  readonly position: number;
  /** With its minus, e.g. `-EBUSY`. */
  readonly errno: string;
  readonly functionName: string;
  /** The failing condition, one sentence. */
  readonly reason: string;
  /** The smallest change that would help, one sentence; null if nothing helps. */
  readonly remedy: string | null;
  readonly block: number | null;
}

export interface LogLine {
  readonly position: number;
  readonly kind: 'dmesg' | 'uevent' | 'notify' | 'report';
  readonly text: string;
}

/** A command of the run: what the timeline and the command list show. */
export interface MarkView {
  readonly index: number;
  readonly actor: ActorRef;
  /** The command as text: a shell line or a C-like call. */
  readonly text: string;
  readonly startStep: number;
  readonly endStep: number | null;
  /** What the actor sees: `0`, `-EBUSY`, text of a read; null while it runs. */
  readonly result: string | null;
  readonly failed: boolean;
  /** For recorded runs: did the model agree with the recording on this command? null otherwise. */
  readonly agrees: boolean | null;
  /** First difference to the recording, in words; null when it agrees. */
  readonly difference: string | null;
  /** Line of the scenario text that it stands in, from 1; left out where there is no text. */
  readonly line?: number;
}

export interface InspectorFile {
  readonly name: string;
  readonly text: string;
  readonly changed: boolean;
}

/** The selected block, if any. */
export interface BlockInspector {
  readonly id: number;
  readonly exists: boolean;
  readonly startBytes: number;
  readonly endBytes: number;
  readonly configuration: number;
  /** Event name of the chart's edge taken last (BLOCK_EVENT_NAMES), and the step after which it was taken. */
  readonly lastEvent: string | null;
  readonly lastEventAt: number | null;
  readonly lastEventJustNow: boolean;
  readonly files: readonly InspectorFile[];
  readonly directory: string;
  /** Will it go offline again? One sentence for the headline, one for the reason. */
  readonly forecast: { readonly leaves: boolean; readonly headline: string; readonly reason: string } | null;
  readonly pages: readonly { readonly word: string; readonly pages: number; readonly firstPfn: number }[];
  readonly totalPages: number;
  /** What a plain `online` would choose now and why; null unless the block is offline. */
  readonly onlineChoice: { readonly zone: string; readonly reason: string } | null;
}

export interface Frame {
  readonly position: number;
  readonly length: number;
  readonly blockSizeBytes: number;
  /** In address order. On machines with very many blocks those that the run changes or that hold pages of note. */
  readonly blocks: readonly BlockView[];
  /** All other blocks, in address order; none on machines with few. */
  readonly runs: readonly BlockRun[];
  /** In no order; memory maps that blocks carry in themselves are among them. */
  readonly pageRuns: readonly PageRunView[];
  readonly zones: readonly ZoneView[];
  readonly nodes: readonly NodeView[];
  readonly resources: readonly ResourceView[];
  readonly devices: readonly DeviceView[];
  readonly locks: readonly LockView[];
  readonly threads: readonly ThreadView[];
  /** Steps up to this position, newest last; at most the last 200. */
  readonly steps: readonly StepView[];
  /** The step just done; null at position 0. */
  readonly current: StepView | null;
  /** Refusals of the commands under way or ended last, newest last. */
  readonly refusals: readonly RefusalView[];
  readonly log: readonly LogLine[];
  readonly marks: readonly MarkView[];
  /** Index of the command that the position is in or just after; -1 before the first. */
  readonly mark: number;
  /** MOVABLE:KERNEL in percent of present pages; null without kernel pages. */
  readonly movableRatioPercent: number | null;
  readonly ratioLimitPercent: number;
  readonly onlinePolicy: string;
  readonly defaultOnlineType: string;
}

/** Places on the timeline, for the whole run. */
export interface TimelineView {
  /** What comes behind the playhead is kept from the reader for now. */
  readonly isHidden?: boolean;
  readonly length: number;
  /** Positions with a refusal. */
  readonly errnos: readonly { readonly position: number; readonly errno: string }[];
  /** Spans in which device_hotplug_lock is held. */
  readonly lockSpans: readonly { readonly from: number; readonly to: number }[];
  /** Positions at which a zone's span or counters change. */
  readonly zoneChanges: readonly number[];
  readonly marks: readonly MarkView[];
}

/** How true what is shown is. */
export interface FidelityView {
  readonly kind: 'exact' | 'modelled' | 'differs';
  /** e.g. `agrees with Linux 6.12.117, recorded` */
  readonly text: string;
}
