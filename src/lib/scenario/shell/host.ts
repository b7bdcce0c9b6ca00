/**
 * What a shell needs from the machine that it runs on: the page gives it the run on screen, tests a machine of their own.
 */
import type { Kernel } from '#lib/hotplug/state/kernel.ts';
import type { Outcome } from '#lib/hotplug/playground-machine.ts';
import type { Command } from '#lib/hotplug/userspace/commands.ts';
import type { Signal } from '../deed.ts';

/** What became of a command that a shell has begun. */
export type Done =
  | { readonly kind: 'done'; readonly outcome: Outcome }
  /** The kernel died under it. */
  | { readonly kind: 'died' }
  /** Nobody will know: another run came on screen, or the kernel has no such command. */
  | { readonly kind: 'lost'; readonly why: string };

/** `note`: what the page says of a command, which no shell would. */
export type Channel = 'out' | 'err' | 'note';

/** A line of the kernel's log, or an event that it sent. */
export interface Said {
  /** Steps that had been done when it was said, from 1. */
  readonly step: number;
  readonly kind: 'dmesg' | 'uevent';
  readonly text: string;
  /** An event that somebody asked for, by a write to the file uevent. */
  readonly isSynthetic?: boolean;
}

export interface ShellHost {
  /** Name of the actor that the shell is. */
  readonly actor: string;
  /** The kernel at the moment on screen. It may be read only. */
  kernel(): Kernel;
  /** Does a command as this shell; answers when it has ended. */
  act(command: Command): Promise<Done>;
  /** Sends a signal to another actor; false when it has nothing under way. */
  signal(signal: Signal): Promise<boolean>;
  /** Shows text on the terminal. */
  print(text: string, channel: Channel): void;
  /** Empties the terminal. */
  clear(): void;
  /** Everything that was said up to the moment on screen, oldest first. */
  said(): readonly Said[];
  /** Tells what is said from now on, whenever the moment on screen moves on; until Ctrl-C. */
  follow(tell: (said: readonly Said[]) => Promise<void>): Promise<void>;
  /** Actors with something under way, and what that is. */
  underWay(): readonly { readonly actor: string; readonly text: string }[];
  /** Columns of the terminal. */
  columns(): number;
  /** Lets everybody else run for a moment. */
  breathe(): Promise<void>;
}
