// Shows that the rules about single files find what they are for.
import { describe, expect, it } from 'vitest';
import { headerCheck, headerComment, lengthCheck, wordCheck } from './files.mjs';

const HEADER = '// Holds the zones of one node and nothing else.\n';
/**
 * @param {string} path
 * @param {string} text
 */
const file = (path, text) => ({ path, text });
/** @param {number} count */
const lines = (count) => 'x;\n'.repeat(count);

describe('length of files', () => {
  it('lets 400 lines pass and refuses 401 without a reason', () => {
    const files = [file('src/a.ts', lines(400)), file('src/b.ts', lines(401))];
    expect(lengthCheck(files).problems).toEqual(['src/b.ts: 401 lines']);
  });

  it('accepts a long file whose header gives the reason', () => {
    const text = `// One table, long because the chart has that many rows.\n${lines(500)}`;
    expect(lengthCheck([file('src/table.ts', text)]).problems).toEqual([]);
  });

  it('does not take a reason further down for a header', () => {
    const text = `${HEADER}${lines(500)}// long because of history\n`;
    expect(lengthCheck([file('src/a.ts', text)]).problems).toEqual(['src/a.ts: 502 lines']);
  });

  it('counts Svelte files and leaves documents alone', () => {
    const files = [file('src/A.svelte', lines(401)), file('docs/long.md', lines(900))];
    expect(lengthCheck(files).problems).toEqual(['src/A.svelte: 401 lines']);
  });

  it('names the median and the longest file', () => {
    const files = [file('src/a.ts', lines(10)), file('src/b.ts', lines(20)), file('src/c.ts', lines(90))];
    expect(lengthCheck(files).note).toBe('3 files, median 20 lines, longest 90 (src/c.ts)');
  });
});

describe('header comments', () => {
  it.each([
    ['line comments', '// First half,\n// second half.\nimport x;\n', 'First half,\n second half.'],
    ['a block comment', '/**\n * Why it is.\n */\nimport x;\n', 'Why it is.'],
    ['a comment after a shebang', '#!/usr/bin/env node\n// Why it is.\nx;\n', 'Why it is.'],
    ['a comment after a reference', '/// <reference lib="webworker" />\n// Why it is.\n', 'Why it is.'],
    ['an HTML comment in a component', '<!-- Why it is. -->\n<script></script>\n', 'Why it is.'],
    ['a comment at the start of a script', '<script lang="ts">\n  // Why it is.\n  let x;', 'Why it is.'],
  ])('reads %s', (_, text, header) => {
    expect(headerComment(text)).toBe(header);
  });

  it.each([
    ['code first', "import x from 'x';\n// Holds the zones of one node and nothing else.\n"],
    ['a comment that says nothing', '// zones\nexport const x = 1;\n'],
    ['only a reference', '/// <reference lib="webworker" />\nexport const x = 1;\n'],
    ['an empty file', ''],
  ])('refuses %s', (_, text) => {
    expect(headerCheck([file('src/lib/hotplug/state/a.ts', text)]).problems).toHaveLength(1);
  });

  it('accepts a file that says why it exists', () => {
    expect(headerCheck([file('conformance/a.ts', `${HEADER}x;\n`)]).problems).toEqual([]);
  });

  it.each([
    'src/a.ts',
    'conformance/a.ts',
    'bench/a.ts',
    'bin/a.ts',
    'e2e/a.ts',
    'scripts/a.mjs',
    'vite.config.ts',
  ])('looks at %s', (path) => {
    expect(headerCheck([file(path, 'x;\n')]).problems).toHaveLength(1);
  });
});

describe('forbidden words', () => {
  // Put together here, so that this file itself holds none of them.
  const folder = (/** @type {string} */ name) => ['', name, 'x'].join('/');
  const host = (/** @type {string} */ name) => ['https:', '', `${name}.example.org`].join('/');

  it.each([
    folder('home'),
    folder('Users'),
    folder('root'),
    folder('tmp'),
    folder('work'),
    host('registry'),
    host('deb'),
  ])('names the line that holds %s', (word) => {
    const { problems } = wordCheck([file('docs/a.md', `first\nsee ${word}\n`)]);
    expect(problems).toEqual([expect.stringMatching(/^docs\/a\.md:2: /)]);
  });

  it.each(['src/lib/work/x', 'https://www.kernel.org/doc/home/x', '/sys/devices/system/memory', '~/tmp/x'])(
    'has nothing against %s',
    (word) => {
      expect(wordCheck([file('docs/a.md', `see ${word}\n`)]).problems).toEqual([]);
    },
  );
});
