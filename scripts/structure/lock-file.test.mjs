// Shows that a lock file that would fail on another machine is refused on this one.
import { describe, expect, it } from 'vitest';
import { lockFileCheck } from './lock-file.mjs';

const good = { version: '1.0.0', integrity: 'sha512-x' };

/**
 * @param {Record<string, import('./lock-file.mjs').LockEntry>} packages
 * @param {import('./lock-file.mjs').Manifest} [manifest]
 */
const problems = (packages, manifest = {}) => lockFileCheck(manifest, { packages }).problems;

describe('lock file', () => {
  it('accepts entries with version and integrity', () => {
    const manifest = { dependencies: { a: '1.0.0' } };
    expect(problems({ '': manifest, 'node_modules/a': good }, manifest)).toEqual([]);
  });

  it('refuses an entry without version, without integrity or with an address', () => {
    const packages = {
      'node_modules/a': { integrity: 'sha512-x' },
      'node_modules/b': { version: '1.0.0' },
      'node_modules/c': { ...good, resolved: 'https://example.org/c.tgz' },
    };
    expect(problems(packages)).toEqual([
      'node_modules/a: no version',
      'node_modules/b: no integrity',
      'node_modules/c: has a resolved address',
    ]);
  });

  it('refuses an optional dependency that has no entry', () => {
    const packages = {
      'node_modules/a': { ...good, optionalDependencies: { 'a-linux': '1.0.0', 'a-win': '1.0.0' } },
    };
    expect(problems({ ...packages, 'node_modules/a-linux': good })).toEqual([
      'node_modules/a: optional dependency a-win has no entry',
    ]);
  });

  it('finds an optional dependency in the folder of its package or of any package around it', () => {
    const wants = { ...good, optionalDependencies: { x: '1.0.0' } };
    const inner = 'node_modules/@s/a/node_modules/b';
    expect(problems({ [inner]: wants, [`${inner}/node_modules/x`]: good })).toEqual([]);
    expect(problems({ [inner]: wants, 'node_modules/@s/a/node_modules/x': good })).toEqual([]);
    expect(problems({ [inner]: wants, 'node_modules/x': good })).toEqual([]);
    expect(problems({ [inner]: wants, 'node_modules/c/node_modules/x': good })).toHaveLength(1);
  });

  it('refuses a range in package.json and a lock file written for other versions', () => {
    const manifest = { devDependencies: { a: '^1.0.0', b: '2.0.0' } };
    const packages = { '': { devDependencies: { a: '^1.0.0', b: '1.9.0' } } };
    expect(problems(packages, manifest)).toEqual([
      'package.json: a ^1.0.0 is not an exact version',
      'package-lock.json: b is not locked at 2.0.0',
    ]);
  });
});
