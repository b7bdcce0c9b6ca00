/** Long work in slices: at once when short, with progress, and it can be stopped. */
import { describe, expect, it } from 'vitest';
import { doAll, doWork, STOPPED, type Work } from './work.ts';

function* count(to: number, done: number[] = []): Work<number> {
  for (let i = 1; i <= to; i++) {
    done.push(i);
    yield i / to;
  }
  return to;
}

/** A clock that goes on by one millisecond each time it is read. */
function clock(): () => number {
  let ms = 0;
  return () => ms++;
}

const pause = (): Promise<void> => Promise.resolve();

describe('doWork', () => {
  it('gives short work back at once, without a promise', () => {
    expect(doWork(count(5))).toBe(5);
    expect(doAll(count(5))).toBe(5);
  });

  it('goes on in slices and says how far it is', async () => {
    const progress: number[] = [];
    const options = {
      firstMs: 3,
      sliceMs: 3,
      now: clock(),
      pause,
      onprogress: (p: number) => progress.push(p),
    };
    const result = doWork(count(20), options);
    expect(result).toBeInstanceOf(Promise);
    expect(await result).toBe(20);
    expect(progress.length).toBeGreaterThan(2);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
  });

  it('stops between two slices', async () => {
    const done: number[] = [];
    const stop = new AbortController();
    const options = { firstMs: 3, sliceMs: 3, now: clock(), pause, signal: stop.signal };
    const result = doWork(count(1000, done), options);
    stop.abort();
    expect(await result).toBe(STOPPED);
    expect(done.length).toBeLessThan(10);
  });

  it('lets an error of the work through', async () => {
    function* fails(): Work<never> {
      yield 0;
      yield 0;
      yield 0;
      throw new Error('a bug');
    }
    await expect(
      async () => await doWork(fails(), { firstMs: 0, sliceMs: 0, now: clock(), pause }),
    ).rejects.toThrow('a bug');
  });
});
