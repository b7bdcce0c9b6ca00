/** From the guest's files to the snapshot of a recording. */
import { describe, expect, test } from 'vitest';
import { changedFiles, condense, type Reading } from './condense.ts';

const MEMORY = '/sys/devices/system/memory';

const block = (id: number, files: Record<string, Reading>): [string, Reading][] =>
  Object.entries(files).map(([name, reading]) => [`${MEMORY}/memory${id}/${name}`, reading]);

describe('condense', () => {
  test('makes an object of the files of a block, in the order of the format, blocks by number', () => {
    const files = condense(
      new Map([
        ...block(100, { node1: '../../node/node1', state: 'offline\n', online: '0\n' }),
        ...block(9, { state: 'online\n', valid_zones: 'none\n', node0: '../../node/node0', node1: '' }),
      ]),
    );
    expect([...files]).toEqual([
      [`${MEMORY}/memory9`, { state: 'online', valid_zones: 'none', nodes: 'node0,node1' }],
      [`${MEMORY}/memory100`, { state: 'offline', online: '0', nodes: 'node1' }],
    ]);
  });

  test('what is left of a block that went is no block', () => {
    expect(condense(new Map(block(9, { online: '1\n' }))).size).toBe(0);
  });

  test('a file that cannot be read shows its error', () => {
    const files = condense(new Map<string, Reading>([['/a', 13], ...block(1, { state: 19 })]));
    expect(files.get('/a')).toBe('!EACCES');
    expect(files.get(`${MEMORY}/memory1`)).toEqual({ state: '!ENODEV', nodes: '' });
  });

  test('a text of one line stands without its newline, a longer one as it is', () => {
    const files = condense(
      new Map([
        ['/one', '1\n'],
        ['/two', '1\n2\n'],
        ['/none', ''],
        ['/bare', 'x'],
      ]),
    );
    expect(Object.fromEntries(files)).toEqual({ '/one': '1', '/two': '1\n2\n', '/none': '', '/bare': 'x' });
  });

  test('of zoneinfo and meminfo remains what does not change by itself, of a driver link its name', () => {
    const zoneinfo = [
      'Node 0, zone      DMA',
      '  per-node stats',
      '      nr_inactive_anon 5',
      '  pages free     1',
      '        spanned  4095',
      '        present  3998',
      '        managed  3840',
      '        cma      0',
      '  start_pfn:           1',
      '',
    ].join('\n');
    const files = condense(
      new Map([
        ['/proc/zoneinfo', zoneinfo],
        ['/proc/meminfo', 'MemTotal:  1 kB\nMemFree: 2 kB\n'],
        ['/sys/bus/dax/devices/dax0.0/driver', '../../../bus/dax/drivers/kmem'],
      ]),
    );
    expect(files.get('/proc/zoneinfo')).toBe(
      'Node 0, zone      DMA\n        spanned  4095\n        present  3998\n        managed  3840\n  start_pfn:           1\n',
    );
    expect(files.get('/proc/meminfo')).toBe('MemTotal:  1 kB');
    expect(files.get('/sys/bus/dax/devices/dax0.0/driver')).toBe('kmem');
  });
});

describe('changedFiles', () => {
  const before = condense(
    new Map([
      ['/same', '1'],
      ['/other', '1'],
      ['/gone', '1'],
      ...block(1, { state: 'offline', online: '0' }),
    ]),
  );

  test('holds what differs: of a block that stays only those files, of a new one all, null for what went', () => {
    const after = condense(
      new Map([
        ['/same', '1'],
        ['/other', '2'],
        ...block(1, { state: 'online', online: '0' }),
        ...block(2, { state: 'offline', online: '0' }),
      ]),
    );
    expect(Object.fromEntries(changedFiles(before, after))).toEqual({
      '/other': '2',
      '/gone': null,
      [`${MEMORY}/memory1`]: { state: 'online' },
      [`${MEMORY}/memory2`]: { state: 'offline', online: '0', nodes: '' },
    });
  });

  test('a file of a block that was not looked at has not changed', () => {
    const after = condense(new Map(block(1, { state: 'offline' })));
    expect(changedFiles(before, after).has(`${MEMORY}/memory1`)).toBe(false);
  });
});
