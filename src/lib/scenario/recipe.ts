/**
 * What a reader did to a run: the recipe from which it comes out again, byte for byte.
 *
 * A recipe begins with a built-in scenario or a recorded run on some kernel, leaves it at a step (or at its end), and
 * goes on with acts of its own. It is plain data: links, files and the library keep nothing else.
 */
import type { Command } from '#lib/hotplug/userspace/commands.ts';
import type { VariantId } from '#lib/hotplug/variants/variant.ts';
import { describeCommand } from './describe-command.ts';
import type { RunSource } from './moment.ts';

/** A signal to what an actor has under way; a program handles SIGINT, SIGKILL ends it. */
export interface Signal {
  readonly kind: 'signal';
  readonly actor: string;
  readonly signal: 'SIGINT' | 'SIGKILL';
}

/** Anything that can be done to a machine from outside the kernel's own functions. */
export type Deed = Command | Signal;

/** One deed by one actor, begun when the run has that many steps, or where it stands still before. */
export interface Act {
  readonly at: number;
  readonly actor: string;
  readonly deed: Deed;
}

export interface Recipe {
  readonly source: RunSource;
  readonly variant: VariantId;
  /** Steps of the source that are kept; null for all of it. */
  readonly cutAt: number | null;
  /** In the order of their begin: `at` never falls. */
  readonly acts: readonly Act[];
}

/** Is it the source alone, with nothing done to it? */
export function isPristine({ cutAt, acts }: Pick<Recipe, 'cutAt' | 'acts'>): boolean {
  return cutAt === null && acts.length === 0;
}

/** The deed as one line, as people would write it. */
export function describeDeed(deed: Deed): string {
  return deed.kind === 'signal' ? `kill -${deed.signal.slice(3)} ${deed.actor}` : describeCommand(deed);
}

/** Shells act on files, drivers call functions, the machine plugs devices: who does a deed when nobody is named. */
export function usualActor(deed: Deed): string {
  switch (deed.kind) {
    case 'api':
    case 'region_request':
    case 'region_release':
      return 'driver';
    case 'device_add':
    case 'device_del':
    case 'virtio_mem_request':
      return 'machine';
    case 'pin':
    case 'unpin':
    case 'allocate':
      return 'gup';
    case 'notifier_veto':
    case 'notifier_hold':
    case 'notifier_release':
    case 'notifier_clear':
      return 'notifier';
    case 'env_unmovable':
    case 'env_clear':
      return 'kernel';
    default:
      return 'user';
  }
}
