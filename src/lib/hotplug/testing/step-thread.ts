/**
 * Steps of a thread without a run around it: for tests that go on with a saved thread on a copy of a kernel.
 */
import type { Thread } from '../run/thread.ts';
import type { Kernel } from '../state/kernel.ts';

type Action = (k: Kernel, ...args: number[]) => number;

/** Does the next step of a thread. It must not have to wait. */
export function stepThread(k: Kernel, thread: Thread): void {
  const { id, op, a, b, c, d, e, f } = thread;
  k.current = id;
  thread.deliver((op!.run as Action)(k, a, b, c, d, e, f));
}

/** Does all steps of a thread; its return value. */
export function finishThread(k: Kernel, thread: Thread): number | null {
  while (thread.op !== null) stepThread(k, thread);
  return thread.result;
}
