/** The signal that browser tests wait for. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { IdleSignal } from './idle.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function signal(): { idle: IdleSignal; told: boolean[] } {
  const told: boolean[] = [];
  return { idle: new IdleSignal((isIdle) => told.push(isIdle)), told };
}

describe('the idle signal', () => {
  test('is taken back at once and given after a quiet moment', () => {
    const { idle, told } = signal();
    const end = idle.begin();
    expect(told).toEqual([false]);
    end();
    expect(told).toEqual([false]);
    vi.runAllTimers();
    expect(told).toEqual([false, true]);
  });

  test('waits for the last of several things', () => {
    const { idle, told } = signal();
    const ends = [idle.begin(), idle.begin()];
    ends[0]!();
    vi.runAllTimers();
    expect(told).not.toContain(true);
    ends[1]!();
    vi.runAllTimers();
    expect(told.at(-1)).toBe(true);
  });

  test('counts the end of a thing only once', () => {
    const { idle, told } = signal();
    const end = idle.begin();
    idle.begin();
    end();
    end();
    vi.runAllTimers();
    expect(told).not.toContain(true);
  });

  test('is not given when something begins in the quiet moment', () => {
    const { idle, told } = signal();
    idle.begin()();
    idle.begin();
    vi.runAllTimers();
    expect(told).not.toContain(true);
  });
});
