/**
 * Uevents of memory blocks: said to whoever reads the journal, and kept for the udev daemons that are there.
 */
import type { Kernel } from './kernel.ts';
import { BLOCK_UEVENT, SYNTH_ACTIONS, SYNTH_UEVENT, UEVENT_ADD } from './messages.ts';

/** kobject_uevent() of memoryN. Only ADD has a rule, so only that is kept. */
export function sayBlockUevent(k: Kernel, action: number, blockId: number): void {
  k.say(BLOCK_UEVENT, action, blockId);
  if (action === UEVENT_ADD) keepAdd(k, blockId);
}

/** kobject_synth_uevent(): an event that somebody asked for; rules take an ADD for a real one. */
export function saySynthUevent(k: Kernel, action: (typeof SYNTH_ACTIONS)[number], blockId: number): void {
  k.say(SYNTH_UEVENT, SYNTH_ACTIONS.indexOf(action), blockId);
  if (action === 'add') keepAdd(k, blockId);
}

function keepAdd(k: Kernel, blockId: number): void {
  const { daemon, listener, block } = k.udev;
  for (let i = 0; daemon.get(i) !== 0; i++) {
    let end = 0;
    while (listener.get(end) !== 0) end++;
    listener.set(end, daemon.get(i));
    block.set(end, blockId + 1);
  }
}

/** From now on a thread gets the uevents of memory blocks. */
export function listenToUevents(k: Kernel, thread: number): void {
  let i = 0;
  while (k.udev.daemon.get(i) !== 0) i++;
  k.udev.daemon.set(i, thread + 1);
}

/** Takes the oldest event that a thread has not looked at: the block, or -1. */
export function takeUevent(k: Kernel, thread: number): number {
  const { listener, block } = k.udev;
  let at = 0;
  while (listener.get(at) !== 0 && listener.get(at) !== thread + 1) at++;
  if (listener.get(at) === 0) return -1;
  const blockId = block.get(at) - 1;
  for (; listener.get(at) !== 0; at++) {
    listener.set(at, listener.get(at + 1));
    block.set(at, block.get(at + 1));
  }
  return blockId;
}
