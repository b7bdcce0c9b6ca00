/**
 * What counts as a difference.
 */
import { describe, expect, it } from 'vitest';
import { answerDifferences, firstDifferingLine, snapshotDifferences, type Answer } from './compare.ts';

const answer: Answer = { rc: 0, errno: null, stdout: null, stderr: null, pluggedSize: null, log: ['a', 'b'] };
const BLOCK = '/sys/devices/system/memory/memory32';

describe('two answers', () => {
  it('do not differ when everything is the same', () => {
    expect(answerDifferences(answer, { ...answer, log: ['a', 'b'] })).toEqual([]);
  });

  it.each([
    [{ rc: 1 }, { file: 'rc', expected: '0', got: '1' }],
    [{ rc: null }, { file: 'rc', expected: '0', got: 'null' }],
    [{ errno: 'EBUSY' }, { file: 'errno', expected: 'null', got: '"EBUSY"' }],
    [{ stdout: 'x\n' }, { file: 'stdout', expected: 'null', got: '"x\\n"' }],
    [{ stderr: 'x: no\n' }, { file: 'stderr', expected: 'null', got: '"x: no\\n"' }],
    [{ pluggedSize: 0 }, { file: 'pluggedSize', expected: 'null', got: '0' }],
    [{ log: ['a', 'c'] }, { file: 'log line 2', expected: 'b', got: 'c' }],
    [{ log: ['b', 'a'] }, { file: 'log line 1', expected: 'a', got: 'b' }],
    [{ log: ['a'] }, { file: 'log line 2', expected: 'b', got: '(no further line)' }],
    [{ log: ['a', 'b', 'c'] }, { file: 'log line 3', expected: '(no further line)', got: 'c' }],
  ])('differ in %j', (change, difference) => {
    expect(answerDifferences(answer, { ...answer, ...change })).toEqual([difference]);
  });
});

it('how much memory numactl calls free is not compared, how large a node is is', () => {
  const hardware = (size: number, free: number): Answer => ({
    ...answer,
    stdout: `node 0 size: ${size} MB\nnode 0 free: ${free} MB\nnode 1 cpus:\n`,
  });
  expect(answerDifferences(hardware(9, 8), hardware(9, 7))).toEqual([]);
  expect(answerDifferences(hardware(9, 8), hardware(8, 8))).toHaveLength(1);
});

describe('two snapshots', () => {
  const files = new Map([
    [`${BLOCK}/state`, 'online'],
    [`${BLOCK}/online`, '1'],
  ]);

  it('differ in a text, in a missing file and in a file too many', () => {
    const got = new Map([
      [`${BLOCK}/state`, 'offline'],
      ['/proc/meminfo', 'x'],
    ]);
    expect(snapshotDifferences(files, got, true)).toEqual([
      { file: `${BLOCK}/state`, expected: 'online', got: 'offline' },
      { file: `${BLOCK}/online`, expected: '1', got: '(no such file)' },
      { file: '/proc/meminfo', expected: '(no such file)', got: 'x' },
    ]);
  });

  it('are compared without the online files of blocks while nobody reads those', () => {
    const got = new Map([[`${BLOCK}/state`, 'online']]);
    expect(snapshotDifferences(files, got, false)).toEqual([]);
    expect(snapshotDifferences(got, files, false)).toEqual([]);
    const node = new Map([['/sys/devices/system/node/online', '0']]);
    expect(snapshotDifferences(node, new Map(), false)).toHaveLength(1);
  });
});

describe('the short form of a difference', () => {
  it('is the first line that differs, with its number', () => {
    const texts = { file: '/proc/iomem', expected: 'a\n  b\nc\n', got: 'a\n  x\nc\n' };
    expect(firstDifferingLine(texts)).toEqual({ expected: 'line 2: b', got: 'line 2: x' });
    expect(firstDifferingLine({ file: '', expected: 'a\nb', got: 'a' }).got).toBe(
      'line 2: (no further line)',
    );
    expect(firstDifferingLine({ file: '', expected: 'a', got: 'a\nb' }).expected).toBe(
      'line 2: (no further line)',
    );
  });

  it('is the text itself when there is one line', () => {
    expect(firstDifferingLine({ file: '', expected: 'a', got: 'b' })).toEqual({ expected: 'a', got: 'b' });
  });
});
