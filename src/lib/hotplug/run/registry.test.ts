/** Names of kernel functions, and which one a variant runs under a name. */
import { describe, expect, test } from 'vitest';
import type { Kfn } from './effects.ts';
import { Dispatch, functionOfId, infoOf, kernelFunctions, variantFunctions } from './registry.ts';

/** A function that nobody runs. */
function nothing(result: number) {
  return function* (): Kfn {
    return result;
  };
}

const base = kernelFunctions('mm/test.c', { shared_fn: nothing(0), base_fn: nothing(1) });
const series = variantFunctions('mm/test.c', { shared_fn: nothing(2), series_fn: nothing(3) });
const later = variantFunctions('mm/test.c', { shared_fn: nothing(4), series_fn: nothing(5) });

describe('what is known of a function', () => {
  test('its name, its C file and its number, which finds it again', () => {
    const info = infoOf(base.base_fn);
    expect(info).toMatchObject({ name: 'base_fn', file: 'mm/test.c' });
    expect(functionOfId(info.id)).toBe(info);
  });

  test('a function that was not registered throws', () => {
    function* forgotten(): Kfn {
      return 0;
    }
    expect(() => infoOf(forgotten)).toThrow('forgotten is not registered');
  });

  test('a number that nobody has throws', () => {
    expect(() => functionOfId(1_000_000)).toThrow(RangeError);
  });

  test('a function is registered once', () => {
    expect(() => kernelFunctions('mm/test.c', { another_name: base.base_fn })).toThrow('registered twice');
  });
});

describe('which function runs', () => {
  test('without a variant each function is itself', () => {
    const dispatch = new Dispatch({});
    expect(dispatch.resolve(base.shared_fn).fn).toBe(base.shared_fn);
    expect(dispatch.resolve(series.shared_fn).fn).toBe(series.shared_fn);
  });

  test('the function of the variant takes the place of every one with its name', () => {
    const dispatch = new Dispatch({ shared_fn: series.shared_fn });
    expect(dispatch.resolve(base.shared_fn).fn).toBe(series.shared_fn);
    expect(dispatch.resolve(later.shared_fn).fn).toBe(series.shared_fn);
    expect(dispatch.resolve(base.base_fn).fn).toBe(base.base_fn);
  });

  test('a record with an unregistered function is refused at once', () => {
    expect(() => new Dispatch({ shared_fn: nothing(9) })).toThrow('not registered');
  });
});

describe('which function a kernel has under a name', () => {
  test('a kernel without variant has those of the core and none of the series', () => {
    const dispatch = new Dispatch({});
    expect(dispatch.named('shared_fn')?.fn).toBe(base.shared_fn);
    expect(dispatch.named('series_fn')).toBeNull();
  });

  test('a variant has its own, and the core for the rest', () => {
    const dispatch = new Dispatch(later);
    expect(dispatch.named('shared_fn')?.fn).toBe(later.shared_fn);
    expect(dispatch.named('series_fn')?.fn).toBe(later.series_fn);
    expect(dispatch.named('base_fn')?.fn).toBe(base.base_fn);
  });

  test.each(['no_such_fn', 'toString', '__proto__', ''])('no kernel has %j', (name) => {
    expect(new Dispatch(series).named(name)).toBeNull();
  });
});
