/**
 * A scenario as the model runs it: what the text says, with every word resolved.
 *
 * The text language (scenario/text/) makes it, the player, the explorer and the command line take it. It is made for
 * one kernel variant, because the same line may stand for another file or call in another kernel.
 */
import type { LeakedPart } from '#lib/hotplug/drivers/kmem-lifetime.ts';
import type { MachineDescription } from '#lib/hotplug/state/machine.ts';
import type { VariantId } from '#lib/hotplug/variants/variant.ts';
import type { Deed } from './deed.ts';

/** One thing that somebody does. An actor does its lines one after the other, each when the one before has ended. */
export interface ProgramLine {
  readonly deed: Deed;
  /** Name under which conditions ask for what came of it; null for none. */
  readonly result: string | null;
  /** The line as people write it, without the name of the result. */
  readonly text: string;
  /** Line of the text it stands in, from 1; 0 when it was not written as text. */
  readonly line: number;
}

export interface ProgramActor {
  readonly name: string;
  readonly lines: readonly ProgramLine[];
  /** It serves for ever (a udev rule): a run is over when it has nothing to do and everybody else is done. */
  readonly isDaemon: boolean;
}

/** A line that is done before the actors begin, by whom. */
export interface InitLine extends ProgramLine {
  readonly actor: string;
}

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** What a condition says about one outcome. */
export type Formula =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Formula[] }
  | { readonly kind: 'not'; readonly part: Formula }
  /** Return value or negative errno of a line with that result name; false when the line never ended. */
  | { readonly kind: 'result'; readonly name: string; readonly is: Comparison; readonly value: number }
  /** Text that a line with that result name has read, without the newline at its end. */
  | { readonly kind: 'result_text'; readonly name: string; readonly is: '=' | '!='; readonly text: string }
  /** The actor never gets to its end: it sleeps for ever, or goes round without progress. */
  | { readonly kind: 'hangs'; readonly actor: string }
  | {
      readonly kind: 'block';
      readonly blockId: number;
      readonly is: 'absent' | 'present' | 'online' | 'offline' | 'going-offline';
    }
  /** The block is online in that zone (zone index). */
  | { readonly kind: 'block_zone'; readonly blockId: number; readonly zone: number }
  /** cat of a file, without the newline at its end; a file that does not exist is equal to nothing. */
  | { readonly kind: 'file'; readonly path: string; readonly is: '=' | '!='; readonly text: string }
  | { readonly kind: 'file_exists'; readonly path: string }
  /** A number of a zone: field in pages, or a page frame number for startPfn. */
  | {
      readonly kind: 'zone';
      readonly nid: number;
      readonly zone: number;
      readonly field: 'startPfn' | 'spanned' | 'present' | 'managed';
      readonly is: Comparison;
      readonly value: number;
    }
  /** /proc/iomem has an entry of that name that covers the whole range (end exclusive). */
  | {
      readonly kind: 'iomem';
      readonly name: string;
      readonly startBytes: number;
      readonly endBytes: number;
    }
  /** Somebody holds the lock; number as in hotplug/run/locks.ts. */
  | { readonly kind: 'held'; readonly lock: number }
  /**
   * Something of the dax device is left that nobody will free: memory, a reservation, a memory group, driver data or
   * a name of a driver that has let go (drivers/kmem-lifetime.ts); only that part if one is named. The device `kmem`
   * stands for the module, which leaks its resource name when it is unloaded.
   */
  | { readonly kind: 'leaks'; readonly device: string; readonly part?: LeakedPart }
  /** The kernel has used memory of the dax device's driver after it was freed. */
  | { readonly kind: 'uses_freed'; readonly device: string }
  /** How often something was said during the run, see `Watch`. */
  | { readonly kind: 'count'; readonly watch: Watch; readonly is: Comparison; readonly value: number };

/**
 * What is counted while a run goes on because a condition asks: uevents, notifier events or log lines whose text
 * contains `contains`. The text is the one of the journal, e.g. `OFFLINE memory33`.
 */
export interface Watch {
  readonly of: 'uevent' | 'notify' | 'dmesg';
  readonly contains: string;
}

export interface Condition {
  readonly quantifier: 'exists' | 'never' | 'always';
  /**
   * `outcome`: about the states in which nothing can go on any more (everybody done, or stuck for ever); `anytime`:
   * about every state that another actor could see.
   */
  readonly when: 'outcome' | 'anytime';
  readonly formula: Formula;
  /** As written, without the quantifier. */
  readonly text: string;
  readonly line: number;
}

export interface Program {
  readonly title: string;
  readonly about: string;
  readonly variant: VariantId;
  readonly machine: MachineDescription;
  /** Done one after the other, each to its end, before the actors begin. */
  readonly init: readonly InitLine[];
  /** They run at the same time. Daemons (udev rules) are among them. */
  readonly actors: readonly ProgramActor[];
  readonly conditions: readonly Condition[];
}
