/**
 * The command as somebody types it: what it prints and how it ends.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const CLI = fileURLToPath(new URL('./cli.ts', import.meta.url));
const TRACES = fileURLToPath(new URL('../static/traces', import.meta.url));
const good = readFileSync(join(TRACES, 'api-lock-held.json'), 'utf8');

let folder = '';

function conformance(...words: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...words], {
    encoding: 'utf8',
    cwd: folder,
  });
  return { status, lines: stdout.trimEnd().split('\n'), stdout, stderr };
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'conformance-'));
  mkdirSync(join(folder, 'good'));
  mkdirSync(join(folder, 'mixed'));
  mkdirSync(join(folder, 'empty'));
  writeFileSync(join(folder, 'good', 'a.json'), good);
  writeFileSync(join(folder, 'good', 'index.json'), '[]');
  writeFileSync(join(folder, 'good', 'notes.txt'), 'not a recording');
  writeFileSync(join(folder, 'mixed', 'a.json'), good);
  writeFileSync(join(folder, 'mixed', 'b.json'), good.slice(0, 3000));
  writeFileSync(
    join(folder, 'mixed', 'c.json'),
    good.replace('"format":"hotplug-trace/1"', '"format":"vmcore"'),
  );
  writeFileSync(
    join(folder, 'mixed', 'd.json'),
    good.replace(/("n":3,.*?)"kind":"\w+"/, '$1"kind":"defragment"'),
  );
  writeFileSync(join(folder, 'mixed', 'e.json'), good.replace(/("n":2,.*?"rc":)\d/, '$17'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('npm run conformance', () => {
  it('prints a line for each recording, the assumptions, the sum, and succeeds when all agree', () => {
    const { status, lines, stderr } = conformance('good');
    expect(status).toBe(0);
    expect(stderr).toBe('');
    expect(lines[0]).toBe('agrees  api-lock-held (9 steps)');
    expect(lines[1]).toBe('assumed, because no snapshot shows it:');
    expect(lines.at(-1)).toBe('1 of 1 traces agree, 9 of 9 steps agree');
  });

  it('fails when one recording differs or is not valid, and still checks the others', () => {
    const { status, lines } = conformance('mixed');
    expect(status).toBe(1);
    expect(lines[0]).toMatch(/^agrees {2}api-lock-held/);
    expect(lines[1]).toMatch(/^invalid b: \$: this is not JSON: /);
    expect(lines[2]).toMatch(
      /^invalid c: format: "vmcore" is not valid here: it should be "hotplug-trace\/1"/,
    );
    expect(lines[3]).toMatch(/^invalid d: step 3, steps\[2\]\.op\.kind: "defragment" is not valid here/);
    expect(lines[4]).toBe('differs api-lock-held step 2: rc expected 7 got 0');
    expect(lines.at(-1)).toBe('1 of 5 traces agree, 10 of 18 steps agree');
  });

  it('takes files as well as folders, in the order given', () => {
    const { status, lines } = conformance('mixed/e.json', 'good');
    expect(status).toBe(1);
    expect(lines[0]).toMatch(/^differs/);
    expect(lines[1]).toMatch(/^agrees/);
  });

  it('fails when there is nothing to check', () => {
    expect(conformance('empty')).toMatchObject({
      status: 1,
      lines: ['0 of 0 traces agree, 0 of 0 steps agree'],
    });
  });

  it('prints one JSON object with --json', () => {
    const { status, stdout } = conformance('--json', 'mixed');
    expect(status).toBe(1);
    const report = JSON.parse(stdout) as { results: Record<string, unknown>[] };
    expect(report).toMatchObject({ agree: 1, traces: 5, stepsAgree: 10, steps: 18 });
    expect(report.results.map(({ agrees }) => agrees)).toEqual([true, false, false, false, false]);
    expect(report.results[4]).toMatchObject({
      name: 'api-lock-held',
      file: join('mixed', 'e.json'),
      steps: 9,
      stepsAgree: 1,
      firstDifference: { step: 2, file: 'rc', expected: '7', got: '0' },
      error: null,
    });
  });

  it('ends with 2 and a sentence when a name means nothing or an option is unknown', () => {
    expect(conformance('nowhere')).toMatchObject({
      status: 2,
      stdout: '',
      stderr: 'conformance: nowhere: there is no such file or folder\n',
    });
    expect(conformance('--fast')).toMatchObject({ status: 2, stdout: '' });
    expect(conformance('--fast').stderr).toMatch(/^conformance: unknown option --fast\nusage:/);
  });

  it('explains itself with --help', () => {
    expect(conformance('--help')).toMatchObject({ status: 0 });
    expect(conformance('--help').stdout).toMatch(/^usage: npm run --silent conformance/);
  });
});
