/**
 * What can be done to a machine by hand, as plain data.
 */
import type { Command } from '#lib/hotplug/userspace/commands.ts';
import { describeCommand } from './describe-command.ts';

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
    case 'fail_alloc':
      return 'kernel';
    case 'udev':
      return 'udev';
    default:
      return 'user';
  }
}
