/**
 * Long work in small pieces, so that the page stays alive, can show how far it is, and can stop it.
 *
 * Work is a generator that yields the part that is done (0 to 1) after each small piece. What is done within the first
 * moment is done at once, without a promise: short work stays as instant as a plain call.
 */
export type Work<T> = Generator<number, T, void>;

/** What comes of work that was stopped. */
export const STOPPED = Symbol('stopped');
export type Stopped = typeof STOPPED;

export interface WorkOptions {
  readonly signal?: AbortSignal;
  /** The part that is done, after each slice. */
  readonly onprogress?: (part: number) => void;
  /** Milliseconds that may be spent before the first pause, and between two pauses. */
  readonly firstMs?: number;
  readonly sliceMs?: number;
  readonly now?: () => number;
  /** Lets the page do what waits. */
  readonly pause?: () => Promise<void>;
}

const FIRST_MS = 40;
const SLICE_MS = 12;

/** A macrotask: input and drawing come before it. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** Does work until it is done or `budgetMs` are spent; null in the second case. */
function doFor<T>(
  work: Work<T>,
  budgetMs: number,
  { now = () => performance.now(), onprogress }: WorkOptions,
): { readonly value: T } | null {
  const end = now() + budgetMs;
  for (;;) {
    const next = work.next();
    if (next.done === true) return { value: next.value };
    if (now() < end) continue;
    onprogress?.(next.value);
    return null;
  }
}

async function goOn<T>(work: Work<T>, options: WorkOptions): Promise<T | Stopped> {
  const { signal, sliceMs = SLICE_MS, pause = nextTask } = options;
  for (;;) {
    await pause();
    if (signal?.aborted === true) {
      work.return(undefined as T);
      return STOPPED;
    }
    const done = doFor(work, sliceMs, options);
    if (done !== null) return done.value;
  }
}

/** Does the work: at once when it is short, else in slices. */
export function doWork<T>(work: Work<T>, options: WorkOptions = {}): T | Promise<T | Stopped> {
  const done = doFor(work, options.firstMs ?? FIRST_MS, options);
  return done === null ? goOn(work, options) : done.value;
}

/** Does all of it now: for tests, tools, and work that is known to be short. */
export function doAll<T>(work: Work<T>): T {
  for (;;) {
    const next = work.next();
    if (next.done === true) return next.value;
  }
}
