/** A result in a few characters. */
import { expect, it } from 'vitest';
import { isFailed, resultText } from './result-text.ts';

it.each([
  [{ rc: -1, errno: 'EBUSY', stdout: null }, '-EBUSY', true],
  [{ rc: null, errno: 'BUG', stdout: null }, 'died in a kernel BUG', true],
  [{ rc: 0, errno: null, stdout: 'online\n' }, 'online', false],
  [{ rc: 0, errno: null, stdout: null }, '0', false],
  [{ rc: 3, errno: null, stdout: null }, '3', false],
  [{ rc: null, errno: null, stdout: null }, null, false],
  [{ rc: 0, errno: null, stdout: 'RANGE\n0-1\n', stderr: '' }, 'RANGE', false],
  [{ rc: 0, errno: null, stdout: '', stderr: 'reconfigured 1 device\n' }, '0', false],
  [{ rc: 64, errno: null, stdout: 'Memory Block 1\n', stderr: 'chmem: no\n' }, 'exit 64', true],
  [{ rc: 0, errno: null, stdout: 'online\n', stderr: null }, 'online', false],
])('of %j is %j', (outcome, text, failed) => {
  expect(resultText(outcome)).toBe(text);
  expect(isFailed(outcome)).toBe(failed);
});
