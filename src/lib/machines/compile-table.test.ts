/** The compiler of charts: order, refusals, the limit of a byte. */
import { describe, expect, test } from 'vitest';
import { assign, setup } from 'xstate';
import { compileTable } from './compile-table.ts';
import { REFUSED } from './refused.ts';

/** A chart that counts to `last` and can stay where it is. */
function counter(last: number) {
  return setup({
    types: { context: {} as { count: number }, events: {} as { type: 'UP' | 'STAY' | 'NOTHING' } },
    actions: { up: assign({ count: ({ context }) => context.count + 1 }) },
    guards: { below: ({ context }) => context.count < last },
  }).createMachine({
    id: 'counter',
    context: { count: 0 },
    initial: 'on',
    states: { on: { on: { UP: { guard: 'below', actions: 'up' }, STAY: { target: 'on' } } } },
  });
}

describe('compileTable', () => {
  test('numbers the configurations from the initial one and tells a refusal from staying', () => {
    const { configurations, events, next } = compileTable(counter(2), ['UP', 'STAY', 'NOTHING']);
    expect(configurations).toEqual([0, 1, 2].map((count) => ({ value: 'on', context: { count } })));
    expect(events).toEqual(['UP', 'STAY', 'NOTHING']);
    expect([...next]).toEqual([1, 0, REFUSED, 2, 1, REFUSED, REFUSED, 2, REFUSED]);
  });

  test('fills a byte up to 255 configurations', () => {
    expect(compileTable(counter(254), ['UP']).configurations).toHaveLength(255);
  });

  test('throws for the configuration that does not fit in a byte, instead of enumerating for ever', () => {
    expect(() => compileTable(counter(255), ['UP'])).toThrow(
      'chart counter has more than 255 configurations; the last one is ["on",[["count",255]]]',
    );
    expect(() => compileTable(counter(Infinity), ['UP'])).toThrow(RangeError);
  });
});
