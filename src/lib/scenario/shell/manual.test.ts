/**
 * The manual: a page for every command, none longer than a screen, and no reference into nothing.
 */
import { describe, expect, test } from 'vitest';
import { DaxLab } from '#lib/hotplug/testing/dax-lab.ts';
import { PAGES, pageNamed, pageText } from './manual.ts';
import { COMMAND_NAMES } from './programs.ts';
import { LabShell } from './testing/lab-shell.ts';

const MOST_ROWS = 40;
const COLUMNS = 80;

test.each(COMMAND_NAMES)('%s has a page', (name) => {
  expect(pageNamed(name)).not.toBeNull();
});

describe.each(PAGES.map((page) => [page.name, page] as const))('%s', (_, page) => {
  test('fits onto a screen, wide and narrow', () => {
    const rows = pageText(page, COLUMNS, false).split('\n');
    expect(rows.length).toBeLessThanOrEqual(MOST_ROWS);
    for (const row of rows) expect(row.length).toBeLessThanOrEqual(COLUMNS + 20);
    expect(pageText(page, 40, false).length).toBeGreaterThan(0);
  });
});

test('pages refer to pages that there are', () => {
  const named = PAGES.flatMap(({ see = [] }) => see);
  expect(named.filter((name) => pageNamed(name) === null)).toEqual([]);
});

const EXAMPLES = PAGES.flatMap(({ examples = [] }) => examples).filter(
  (line) => !line.startsWith('dmesg -w'),
);

test.each(EXAMPLES)('the example is understood: %s', async (line) => {
  const lab = new DaxLab('merged', { policy: 'online_movable' });
  lab.bind();
  const { err } = await new LabShell(lab.machine).type(line);
  expect(err).not.toMatch(/not here|syntax error|not found|expression/);
});

test('man -k finds by name and title, man NAME prints without colours into a pipe', async () => {
  const shell = new LabShell(new DaxLab('merged', {}).machine);
  expect(await shell.output('man -k node | cut -c1-10')).toContain('node (5)');
  expect(await shell.output('man state | head -1')).toBe('NAME\n');
  expect(await shell.type('man nosuch')).toMatchObject({ err: 'No manual entry for nosuch\n', status: 16 });
  expect(await shell.type('man -k xyzzy')).toMatchObject({
    err: 'xyzzy: nothing appropriate.\n',
    status: 16,
  });
});
