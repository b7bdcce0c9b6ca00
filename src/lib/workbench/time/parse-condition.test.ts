/** The text of a condition: every form, and an explained error for anything else. */
import { describe, expect, it } from 'vitest';
import { conditionText, type Condition } from './condition.ts';
import { conditionErrorText, parseCondition } from './parse-condition.ts';

const vocabulary = {
  functions: ['offline_pages', 'online_pages', 'state_store'],
  locks: ['device_hotplug_lock', 'mem_hotplug_lock', 'dax0 data->lock'],
};
const parse = (text: string): unknown => {
  const parsed = parseCondition(text, vocabulary);
  return parsed.ok ? parsed.value : parsed.error;
};

const CONDITIONS: readonly Condition[] = [
  { kind: 'errno', errno: null },
  { kind: 'errno', errno: '-EBUSY' },
  { kind: 'block', block: 34, state: 'going-offline' },
  { kind: 'block', block: null, state: 'online' },
  { kind: 'block', block: 7, state: null },
  { kind: 'block-zone', block: 34, zone: 'Movable' },
  { kind: 'lock', lock: 'device_hotplug_lock', is: 'contended' },
  { kind: 'lock', lock: 'dax0 data->lock', is: 'free' },
  { kind: 'lock', lock: 'memory34 device lock', is: 'taken' },
  { kind: 'lock', lock: null, is: null },
  { kind: 'entered', functionName: 'offline_pages' },
  { kind: 'function' },
  { kind: 'ratio', percent: 150 },
  { kind: 'ratio', percent: 12.5 },
  { kind: 'zone', zone: { nid: 1, name: 'Movable' } },
  { kind: 'zone', zone: null },
];

describe('parseCondition', () => {
  it.each(CONDITIONS.map((condition) => [conditionText(condition), condition] as const))(
    'reads what is written: %s',
    (text, condition) => {
      expect(parse(text)).toEqual(condition);
      expect(parse(`until  ${text}`)).toEqual(condition);
    },
  );

  it('is patient with how it is written', () => {
    expect(parse('EBUSY')).toEqual({ kind: 'errno', errno: '-EBUSY' });
    expect(parse('function offline_pages is entered')).toEqual({
      kind: 'entered',
      functionName: 'offline_pages',
    });
    expect(parse('lock mem_hotplug_lock is free')).toMatchObject({ lock: 'mem_hotplug_lock' });
    expect(parse('ratio > 20')).toEqual({ kind: 'ratio', percent: 20 });
    expect(parse('memory3 is going-online')).toMatchObject({ state: 'onlining' });
  });

  it.each([
    ['-EBUSSY', '-EBUSY'],
    ['memory34 is ofline', 'is offline'],
    ['memory34 is in Movible', 'Movable'],
    ['offline_page() is entered', 'offline_pages'],
    ['device_hotplug_lok is taken', 'device_hotplug_lock'],
    ['device_hotplug_lock is takn', 'is taken'],
    ['zone Norml of node 0 changes', 'Normal'],
  ])('says what was expected and what is nearest: %s', (text, nearest) => {
    expect(parse(text)).toMatchObject({ nearest, expected: expect.any(String) as string });
  });

  it('explains everything else', () => {
    for (const text of [
      '',
      'until',
      'movable:kernel',
      'ratio > many',
      'zone Normal changes',
      'hello',
      '- -',
      'memory',
    ]) {
      const parsed = parseCondition(text, vocabulary);
      expect(parsed.ok, text).toBe(false);
      if (!parsed.ok) expect(conditionErrorText(parsed.error)).toContain('Expected: ');
    }
  });
});
