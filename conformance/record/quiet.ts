/**
 * Waiting for a guest that works by itself: a device came or went, and the kernel's worker threads have their turn.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Guest } from './guest.ts';

const EVERY_MS = 50;

/** Asks again and again until `isTrue`; false when that did not come in time. */
export async function until(isTrue: () => boolean | Promise<boolean>, limitMs: number): Promise<boolean> {
  for (const end = Date.now() + limitMs; ;) {
    if (await isTrue()) return true;
    if (Date.now() > end) return false;
    await sleep(EVERY_MS);
  }
}

/** How long one look at the guest lasts, and how much of that time nobody may want the processor for it to count as rest. */
const LOOK_MS = 200;
const REST_PERCENT = 60;

/** Waits until `sample` has said the same, while the guest rested, `times` times in a row. Throws after `limitMs`. */
export async function untilSteady(
  guest: Guest,
  sample: () => Promise<string>,
  times: number,
  limitMs: number,
): Promise<void> {
  let last = '';
  let same = 0;
  const steady = await until(async () => {
    const { result } = await guest.ask('rest', String(LOOK_MS));
    const now = await sample();
    same = result >= REST_PERCENT && now === last ? same + 1 : 0;
    last = now;
    return same >= times;
  }, limitMs);
  if (!steady) throw new Error(`the guest does not come to rest within ${limitMs / 1000} s`);
}
