/**
 * The files of a dax device: what is accepted, which refusal comes first, what the ranges are afterwards (spec 03 §1).
 */
import { describe, expect, test } from 'vitest';
import { DaxLab } from '../testing/dax-lab.ts';
import { BLOCK_BYTES } from '../testing/lab-machine.ts';

const MIB = 0x100000;
const REGION = 16 * BLOCK_BYTES;

function lab(): DaxLab {
  return new DaxLab('merged', { policy: 'offline' });
}

/** Ranges of dax0.0 as `first-last` byte addresses in hex. */
function ranges({ kernel }: DaxLab): string[] {
  const { rangeCount, rangeStartBytes, rangeEndBytes } = kernel.dax;
  return Array.from({ length: rangeCount.get(0) }, (_, i) => {
    return `${rangeStartBytes.get(i).toString(16)}-${rangeEndBytes.get(i).toString(16)}`;
  });
}

describe('what the files read', () => {
  test('size is the sum of the ranges, resource the start of the first one', () => {
    const l = lab();
    expect(l.readDax('dax0.0', 'size')).toBe(`${8 * BLOCK_BYTES}\n`);
    expect(l.readDax('dax0.0', 'resource')).toBe('0x100000000\n');
    expect(l.readDax('dax0.0', 'target_node')).toBe('1\n');
    expect(l.readDax('dax0.0', 'align')).toBe('2097152\n');
    expect(l.readDax('dax0.0', 'memmap_on_memory')).toBe('0\n');
  });

  test('resource follows the first range, and goes back to the start of the region without any', () => {
    const l = lab();
    l.setRanges('dax0.0', [[40, 41]]);
    expect(l.readDax('dax0.0', 'resource')).toBe('0x140000000\n');
    expect(l.writeDax('dax0.0', 'size', '0')).toBe('ok');
    expect(l.readDax('dax0.0', 'resource')).toBe('0x100000000\n');
    expect(l.readDax('dax0.0', 'size')).toBe('0\n');
  });

  test.each(['resource', 'target_node'])('%s cannot be written, also not by root', (file) => {
    expect(lab().writeDax('dax0.0', file, '1')).toBe('EACCES');
  });

  test('mapping cannot be read', () => {
    expect(lab().cat('/sys/bus/dax/devices/dax0.0/mapping')).toBe('EACCES');
  });

  test.each(['dax0.1', 'dax9.0', ''])('a device called %j has no files', (device) => {
    expect(lab().writeDax(device, 'size', '0')).toBe('ENOENT');
    expect(lab().cat(`/sys/bus/dax/devices/${device}/size`)).toBe('ENOENT');
  });

  test('the attribute of the series is there only while the device is bound', () => {
    const l = lab();
    expect(l.echo('online')).toBe('ENOENT');
    l.bind();
    expect(l.cat(l.attributePath())).toBe('offline\n');
    l.unbind();
    expect(l.cat(l.attributePath())).toBe('ENOENT');
  });
});

describe('size', () => {
  test.each(['', 'x', '-1', '1k', '0x', '2 ', '1.5'])('%j is no number: -EINVAL', (text) => {
    const l = lab();
    expect(l.writeDax('dax0.0', 'size', text)).toBe('EINVAL');
    expect(ranges(l)).toHaveLength(2);
  });

  test.each([1, 4096, 2 * MIB - 1, 3 * MIB])('%d is no multiple of align: -EINVAL', (bytes) => {
    expect(lab().writeDax('dax0.0', 'size', String(bytes))).toBe('EINVAL');
  });

  test('bound, -EBUSY; but a bad number or an unaligned one is told first', () => {
    const l = lab();
    l.bind();
    expect(l.writeDax('dax0.0', 'size', '0')).toBe('EBUSY');
    expect(l.writeDax('dax0.0', 'size', String(8 * BLOCK_BYTES))).toBe('EBUSY');
    expect(l.writeDax('dax0.0', 'size', 'x')).toBe('EINVAL');
    expect(l.writeDax('dax0.0', 'size', '4096')).toBe('EINVAL');
  });

  test('is busy until the driver has let go, not only until its link is gone', () => {
    const l = new DaxLab('merged', { policy: 'online_movable' });
    l.bind();
    l.hold('OFFLINE', 41);
    const holder = l.beginWriteState(41);
    const unbind = l.begin({ kind: 'unbind', device: 'dax0.0', driver: 'kmem' });
    expect(l.answer(unbind)).toBe('running');
    expect(l.state()).toBe(null);
    expect(l.writeDax('dax0.0', 'size', '0')).toBe('EBUSY');
    l.release();
    expect([l.answer(holder), l.answer(unbind)]).toEqual(['ok', 'ok']);
    expect(l.writeDax('dax0.0', 'size', '0')).toBe('ok');
  });

  test('0 drops all ranges', () => {
    const l = lab();
    expect(l.writeDax('dax0.0', 'size', '0')).toBe('ok');
    expect(ranges(l)).toEqual([]);
  });

  test('a smaller one is taken from the end: the last range shrinks, then goes', () => {
    const l = lab();
    expect(l.writeDax('dax0.0', 'size', String(5 * BLOCK_BYTES))).toBe('ok');
    expect(ranges(l)).toEqual(['100000000-11fffffff', '140000000-147ffffff']);
    expect(l.writeDax('dax0.0', 'size', String(4 * BLOCK_BYTES))).toBe('ok');
    expect(ranges(l)).toEqual(['100000000-11fffffff']);
    expect(l.writeDax('dax0.0', 'size', '0x200000')).toBe('ok');
    expect(ranges(l)).toEqual(['100000000-1001fffff']);
  });
});

describe('size that grows, as dev_dax_resize() does it', () => {
  const write = (l: DaxLab, blocks: number) => l.writeDax('dax0.0', 'size', String(blocks * BLOCK_BYTES));

  test('takes the first gap of the region as a range of its own', () => {
    const l = lab();
    expect(write(l, 10)).toBe('ok');
    expect(ranges(l)).toEqual(['100000000-11fffffff', '140000000-15fffffff', '120000000-12fffffff']);
  });

  test('makes the last range longer where it touches it, then takes the next gap', () => {
    const l = lab();
    write(l, 10);
    expect(write(l, 16)).toBe('ok');
    expect(ranges(l)).toEqual([
      '100000000-11fffffff',
      '140000000-15fffffff',
      '120000000-13fffffff',
      '160000000-17fffffff',
    ]);
  });

  test('begins with the start of the region when that is free', () => {
    const l = lab();
    l.setRanges('dax0.0', [[40, 43]]);
    expect(write(l, 5)).toBe('ok');
    expect(ranges(l)).toEqual(['140000000-15fffffff', '100000000-107ffffff']);
  });

  test('more than the region has is -ENOSPC, and nothing changes', () => {
    const l = lab();
    expect(write(l, 17)).toBe('ENOSPC');
    expect(ranges(l)).toEqual(['100000000-11fffffff', '140000000-15fffffff']);
  });
});

describe('mapping', () => {
  test.each([
    '',
    '0x100000000',
    '0x100000000-',
    '-0x107ffffff',
    '0x100000000-0x107ffffff-0x1',
    '0x100000000:0x107ffffff',
    '0x100000000-0xg',
    '0x100000000 - 0x107ffffff',
  ])('%j is not two addresses with a minus: -EINVAL', (text) => {
    const l = lab();
    l.writeDax('dax0.0', 'size', '0');
    expect(l.writeDax('dax0.0', 'mapping', text)).toBe('EINVAL');
    expect(ranges(l)).toEqual([]);
  });

  test('is appended as the last range, whatever its address', () => {
    const l = lab();
    expect(l.writeDax('dax0.0', 'mapping', '0x128000000-0x12fffffff')).toBe('ok');
    expect(ranges(l)).toEqual(['100000000-11fffffff', '140000000-15fffffff', '128000000-12fffffff']);
  });

  test.each(['0x128000000-0x12ffffffe', '0x128000000-0x128000fff', '0x128000000-0x1280fffff'])(
    'a length that is no multiple of align is accepted and ignored: %s',
    (text) => {
      const l = lab();
      expect(l.writeDax('dax0.0', 'mapping', text)).toBe('ok');
      expect(ranges(l)).toHaveLength(2);
    },
  );

  test('an unaligned length is ignored before anybody looks where it lies', () => {
    const l = lab();
    expect(l.writeDax('dax0.0', 'mapping', '0x100000000-0x100000fff')).toBe('ok');
    expect(l.writeDax('dax0.0', 'mapping', '0x0-0xfff')).toBe('ok');
    expect(ranges(l)).toHaveLength(2);
  });

  test.each([
    ['before the region', '0xf8000000-0xffffffff'],
    ['half before it', '0xff000000-0x100ffffff'],
    ['behind it', '0x180000000-0x187ffffff'],
    ['half behind it', '0x17ff00000-0x1800fffff'],
    ['over a range', '0x118000000-0x127ffffff'],
    ['inside a range', '0x148000000-0x14fffffff'],
    ['around a range', '0x138000000-0x167ffffff'],
  ])('%s: -ENOMEM', (_, text) => {
    const l = lab();
    expect(l.writeDax('dax0.0', 'mapping', text)).toBe('ENOMEM');
    expect(ranges(l)).toHaveLength(2);
  });

  test('no byte: -EBUSY with a warning the first time, but fine for a device without ranges', () => {
    const l = lab();
    const empty = (): string => l.writeDax('dax0.0', 'mapping', '0x128000000-0x127ffffff');
    expect([empty(), empty()]).toEqual(['EBUSY', 'EBUSY']);
    expect(l.log().filter((line) => /0-size|alloc_dev_dax_range/.test(line))).toEqual([
      'dax dax0.0: 0-size allocation must be first',
      'WARNING: at alloc_dev_dax_range',
    ]);
    l.writeDax('dax0.0', 'size', '0');
    expect([empty(), ranges(l)]).toEqual(['ok', []]);
  });

  test('backwards: an odd length is ignored, a round one is -ENOMEM', () => {
    const l = lab();
    expect(l.writeDax('dax0.0', 'mapping', '0x128000000-0x120000000')).toBe('ok');
    expect(l.writeDax('dax0.0', 'mapping', '0x128000000-0x11fffffff')).toBe('ENOMEM');
    expect(ranges(l)).toHaveLength(2);
  });

  test('touching a range and the end of the region is fine', () => {
    const l = lab();
    expect(l.writeDax('dax0.0', 'mapping', '0x120000000-0x13fffffff')).toBe('ok');
    expect(l.writeDax('dax0.0', 'mapping', '0x160000000-0x17fffffff')).toBe('ok');
    expect(l.readDax('dax0.0', 'size')).toBe(`${REGION}\n`);
  });

  test('the model keeps 16 ranges of a device; one more is refused and touches no other device', () => {
    const l = new DaxLab('merged', { ranges: [] });
    const piece = (i: number): string => {
      const start = 0x100000000 + i * 0x400000;
      return `0x${start.toString(16)}-0x${(start + 0x1fffff).toString(16)}`;
    };
    for (let i = 0; i < 16; i++) expect(l.writeDax('dax0.0', 'mapping', piece(i))).toBe('ok');
    expect(l.writeDax('dax0.0', 'mapping', piece(16))).toBe('ENOMEM');
    expect(ranges(l)).toHaveLength(16);
    expect(l.readDax('dax1.0', 'resource')).toBe('0x180000000\n');
  });

  test('is allowed while the device is bound', () => {
    const l = lab();
    l.bind();
    expect(l.writeDax('dax0.0', 'mapping', '0x160000000-0x167ffffff')).toBe('ok');
    expect(ranges(l)).toHaveLength(3);
  });
});

describe('align', () => {
  test.each([
    ['4096', 'ok'],
    ['0x200000', 'ok'],
    ['1073741824', 'ok'],
    ['0', 'EINVAL'],
    ['8192', 'EINVAL'],
    ['x', 'ENXIO'],
    ['-1', 'ENXIO'],
    ['', 'ENXIO'],
  ])('%j is answered with %s', (text, answer) => {
    const l = lab();
    l.setRanges('dax0.0', [[32, 39]]);
    expect(l.writeDax('dax0.0', 'align', text)).toBe(answer);
  });

  test('every range has to fit: 1 GiB is refused while one is shorter, and nothing changes', () => {
    const l = lab();
    l.setRanges('dax0.0', [[40, 41]]);
    expect(l.writeDax('dax0.0', 'align', '1073741824')).toBe('EINVAL');
    expect(l.readDax('dax0.0', 'align')).toBe('2097152\n');
  });

  test('bound, -EBUSY; but a bad number is told first', () => {
    const l = lab();
    l.bind();
    expect(['4096', 'x', '3'].map((text) => l.writeDax('dax0.0', 'align', text))).toEqual([
      'EBUSY',
      'ENXIO',
      'EINVAL',
    ]);
  });

  test('with an align of 4 KiB ranges still come in pieces of 2 MiB', () => {
    const l = lab();
    l.writeDax('dax0.0', 'align', '4096');
    expect(l.writeDax('dax0.0', 'size', String(MIB))).toBe('EINVAL');
    expect(l.writeDax('dax0.0', 'size', String(2 * MIB))).toBe('ok');
    expect(l.writeDax('dax0.0', 'mapping', '0x110000000-0x110000fff')).toBe('ok');
    expect(ranges(l)).toEqual(['100000000-1001fffff']);
  });
});

describe('memmap_on_memory', () => {
  test.each(['2', '', 'enable', 'o'])('%j is no bool: -EINVAL', (text) => {
    expect(new DaxLab('merged', { memmapOnMemory: true }).writeDax('dax0.0', 'memmap_on_memory', text)).toBe(
      'EINVAL',
    );
  });

  test('1 while the parameter is off: -EOPNOTSUPP, bound or not; 0 is fine', () => {
    const l = lab();
    expect(l.writeDax('dax0.0', 'memmap_on_memory', '1')).toBe('EOPNOTSUPP');
    expect(l.writeDax('dax0.0', 'memmap_on_memory', '0')).toBe('ok');
    l.bind();
    expect(l.writeDax('dax0.0', 'memmap_on_memory', '1')).toBe('EOPNOTSUPP');
    expect(l.writeDax('dax0.0', 'memmap_on_memory', '0')).toBe('ok');
  });

  test('bound to kmem, only what it is already can be written', () => {
    const l = new DaxLab('merged', { policy: 'offline', memmapOnMemory: true });
    l.bind();
    expect(l.writeDax('dax0.0', 'memmap_on_memory', '0')).toBe('ok');
    expect(l.writeDax('dax0.0', 'memmap_on_memory', '1')).toBe('EBUSY');
    l.unbind();
    expect(l.writeDax('dax0.0', 'memmap_on_memory', 'Y')).toBe('ok');
    expect(l.readDax('dax0.0', 'memmap_on_memory')).toBe('1\n');
    l.bind();
    expect(l.writeDax('dax0.0', 'memmap_on_memory', '1')).toBe('ok');
    expect(l.writeDax('dax0.0', 'memmap_on_memory', '0')).toBe('EBUSY');
  });

  test('gives each block of the device its own memory map: 512 pages fewer are managed', () => {
    const l = new DaxLab('merged', { policy: 'online_movable', memmapOnMemory: true, ranges: [[32, 33]] });
    const total = (): number => Number(/\d+/.exec(l.read('/proc/meminfo')!)![0]);
    const before = total();
    l.writeDax('dax0.0', 'memmap_on_memory', '1');
    l.bind();
    expect(total() - before).toBe(2 * (32768 - 512) * 4);
  });
});
