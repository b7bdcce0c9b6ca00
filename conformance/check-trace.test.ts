/**
 * One recording, whatever state its file is in, gives one result.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { checkText, checkTrace } from './check-trace.ts';

const FILE = fileURLToPath(new URL('../static/traces/api-add-types.json', import.meta.url));
const TEXT = readFileSync(FILE, 'utf8');

describe('a recording', () => {
  it('that the model reproduces agrees in all steps', () => {
    expect(checkTrace(FILE)).toMatchObject({
      name: 'api-add-types',
      file: FILE,
      agrees: true,
      steps: 17,
      stepsAgree: 17,
      firstDifference: null,
      error: null,
    });
  });

  it('that differs agrees up to the step before, whatever follows', () => {
    const text = TEXT.replace(/("n":4,.*?"rc":)-?\d+/, '$199');
    expect(checkText('x.json', text)).toMatchObject({
      agrees: false,
      steps: 17,
      stepsAgree: 3,
      firstDifference: { step: 4, file: 'rc', expected: '99' },
    });
  });

  it('that differs at boot agrees in no step', () => {
    expect(checkText('x.json', TEXT.replace('MemTotal:  ', 'MemTotal:99'))).toMatchObject({
      stepsAgree: 0,
      firstDifference: { step: 0, file: '/proc/meminfo' },
    });
  });

  it('that is cut off, of an unknown kernel or not there is a result with an error', () => {
    expect(checkText('folder/cut.json', TEXT.slice(0, 5000))).toMatchObject({
      name: 'cut',
      agrees: false,
      steps: 0,
      error: expect.stringMatching(/^\$: this is not JSON/) as string,
    });
    expect(checkText('x.json', TEXT.replace('"series-v1-patch8"', '"v0"'))).toMatchObject({
      name: 'api-add-types',
      steps: 17,
      stepsAgree: 0,
      error: expect.stringContaining('kernel.variant') as string,
    });
    expect(checkTrace('no/such/file.json').error).toMatch(/^the file cannot be read/);
  });

  it('that makes the model fail is a result with the failure', () => {
    const result = checkText('x.json', TEXT, () => {
      throw new Error('refused: block memory48');
    });
    expect(result).toMatchObject({
      agrees: false,
      steps: 17,
      stepsAgree: 0,
      error: 'step 1: the model failed: refused: block memory48',
    });
  });
});
