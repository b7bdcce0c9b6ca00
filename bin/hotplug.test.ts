/**
 * The command as somebody types it: through the launcher, with pipes.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { RACE } from './testing/fake-io.ts';

const LAUNCHER = fileURLToPath(new URL('./hotplug.mjs', import.meta.url));
const ROOT = fileURLToPath(new URL('../', import.meta.url));

function hotplug(words: readonly string[], input = '') {
  const options = { input, encoding: 'utf8', cwd: ROOT } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [LAUNCHER, ...words], options);
  return { status, stdout, stderr };
}

describe('npx hotplug', () => {
  it('reads quoted mail on stdin and passes the exit code on', () => {
    const mail = `On Friday somebody wrote:\n${RACE.replaceAll(/^/gm, '> ')}\n-- \nA signature\n`;
    const { status, stdout, stderr } = hotplug(['explore', '--no-witness', '--kernel', 'v1p3', '-'], mail);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^Ok exists r2 = ok$/m);
    expect(stdout).not.toContain('\u001b');
    expect(status).toBe(stdout.includes('\nNo ') ? 1 : 0);
  });

  it('ends with 2 and a placed error on stderr for what is no scenario', () => {
    const { status, stdout, stderr } = hotplug(['run', '-'], 'scenario "x"\nnod 1\n');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^hotplug run: stdin: line 2, column 1: .*did you mean node\?/);
  });

  it('ends quietly when its reader stops early', () => {
    const line = `"${process.execPath}" "${LAUNCHER}" conformance | head -n 1`;
    const { stdout, stderr } = spawnSync('sh', ['-c', line], { encoding: 'utf8', cwd: ROOT });
    expect(stderr).toBe('');
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
  });
});
