// Plants forbidden imports in a small project of its own and shows that each is found, and that allowed ones are not.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { KERNEL_FOLDERS, ROOMS } from '../../.dependency-cruiser.mjs';
import { importChecks } from './imports.mjs';

/** @type {string[]} */
const planted = [];
afterEach(() => planted.splice(0).forEach((root) => rmSync(root, { recursive: true })));

const PACKAGES = Object.fromEntries(
  ['xstate', 'svelte', 'd3-scale', 'fflate'].flatMap((name) => [
    [
      `node_modules/${name}/package.json`,
      JSON.stringify({ name, exports: { '.': './index.js', './*': './index.js' } }),
    ],
    [`node_modules/${name}/index.js`, 'module.exports = {};'],
  ]),
);

/**
 * The names of the rules broken in a project made of `files`.
 * @param {Record<string, string>} files path -> text
 * @param {import('./import-exceptions.mjs').ImportException[]} [exceptions]
 */
async function broken(files, exceptions = []) {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'imports-')));
  planted.push(root);
  const project = {
    'package.json': JSON.stringify({ type: 'module', imports: { '#lib/*': './src/lib/*' } }),
    ...PACKAGES,
    ...files,
  };
  for (const [path, text] of Object.entries(project)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const checks = await importChecks(root, exceptions);
  return checks.filter(({ problems }) => problems.length > 0).map(({ name }) => name);
}

const EMPTY = 'export const x = 1;\n';
/** @param {string} target */
const importing = (target) => `import { x } from '${target}';\nexport const y = x;\n`;

describe('imports between rooms', () => {
  const libRooms = ROOMS.filter((room) => room.startsWith('src/lib/'));
  const pairs = libRooms.slice(1).map((lower, i) => /** @type {const} */ ([lower, libRooms[i] ?? '']));

  it.each(pairs)('%s may not import from %s', async (lower, upper) => {
    const upwards = await broken({
      [`${lower}/a.ts`]: importing(`#lib/${upper.slice('src/lib/'.length)}/b.ts`),
      [`${upper}/b.ts`]: EMPTY,
    });
    expect(upwards).toEqual(['imports point downwards']);
  });

  it('a room may import from any room below it', async () => {
    const files = Object.fromEntries(
      libRooms.slice(0, -1).map((room) => [`${room}/a.ts`, importing('#lib/machines/b.ts')]),
    );
    expect(await broken({ ...files, 'src/lib/machines/b.ts': EMPTY })).toEqual([]);
  });

  it('a type is knowledge too: import type upwards is caught', async () => {
    const files = {
      'src/lib/hotplug/a.ts': "import type { X } from '#lib/draw/b.ts';\nexport type Y = X;\n",
      'src/lib/draw/b.ts': 'export type X = number;\n',
    };
    expect(await broken(files)).toEqual(['imports point downwards']);
  });

  it('a Svelte component is read like any other file', async () => {
    const files = {
      'src/lib/draw/A.svelte': `<script lang="ts">\n  ${importing('#lib/ui/b.ts').split('\n')[0]}\n</script>\n{x}\n`,
      'src/lib/ui/b.ts': EMPTY,
    };
    expect(await broken(files)).toEqual(['imports point downwards']);
  });

  it('a component imported upwards is caught', async () => {
    const files = {
      'src/lib/workbench/a.ts': "import B from '#lib/ui/B.svelte';\nexport const y = B;\n",
      'src/lib/ui/B.svelte': '<p>b</p>\n',
    };
    expect(await broken(files)).toEqual(['imports point downwards']);
  });

  it('a dynamic import upwards is caught', async () => {
    const files = {
      'src/lib/scenario/a.ts': "export const load = () => import('#lib/explore/b.ts');\n",
      'src/lib/explore/b.ts': EMPTY,
    };
    expect(await broken(files)).toEqual(['imports point downwards']);
  });

  it.each(['conformance', 'bench', 'bin', 'e2e'])('the app may not import from %s', async (folder) => {
    const files = { 'src/lib/capture/a.ts': importing(`../../../${folder}/b.ts`), [`${folder}/b.ts`]: EMPTY };
    expect(await broken(files)).toEqual(['the app does not know its tools']);
  });

  it('the tools may import from the app', async () => {
    const files = { 'conformance/a.ts': importing('#lib/capture/b.ts'), 'src/lib/capture/b.ts': EMPTY };
    expect(await broken(files)).toEqual([]);
  });

  it('a folder that the rules do not name is refused', async () => {
    expect(await broken({ 'src/lib/misc/a.ts': EMPTY })).toEqual(['every folder in src/lib is a known room']);
  });

  it('a file outside every room is refused', async () => {
    expect(await broken({ 'src/lib/index.ts': EMPTY })).toEqual(['every folder in src/lib is a known room']);
  });

  it('an import that leads nowhere is refused', async () => {
    expect(await broken({ 'src/lib/draw/a.ts': importing('./gone.ts') })).toEqual(['every import is found']);
  });
});

describe('imports inside the kernel', () => {
  const pairs = KERNEL_FOLDERS.slice(1).map(
    (lower, i) => /** @type {const} */ ([lower, KERNEL_FOLDERS[i] ?? '']),
  );

  it.each(pairs)('%s may not import from %s', async (lower, upper) => {
    const files = {
      [`${lower}/a.ts`]: importing(`#lib/${upper.slice('src/lib/'.length)}/b.ts`),
      [`${upper}/b.ts`]: EMPTY,
    };
    expect(await broken(files)).toEqual(['imports point downwards']);
  });

  it('a folder may not import a file at the top of the kernel', async () => {
    const files = {
      'src/lib/hotplug/state/a.ts': importing('../kernel.ts'),
      'src/lib/hotplug/kernel.ts': EMPTY,
    };
    expect(await broken(files)).toEqual(['kernel folders do not know the files above them']);
  });

  it('a file at the top of the kernel may use every folder', async () => {
    const files = Object.fromEntries(KERNEL_FOLDERS.map((folder) => [`${folder}/b.ts`, EMPTY]));
    const all = KERNEL_FOLDERS.map(
      (folder, i) => `import { x as x${i} } from '#lib/${folder.slice(8)}/b.ts';`,
    );
    const names = KERNEL_FOLDERS.map((_, i) => `x${i}`).join(' + ');
    const kernel = `${all.join('\n')}\nexport const y = ${names};\n`;
    expect(await broken({ ...files, 'src/lib/hotplug/kernel.ts': kernel })).toEqual([]);
  });

  it.each(['xstate', 'svelte', 'd3-scale'])('may not import %s', async (name) => {
    expect(await broken({ 'src/lib/hotplug/core/a.ts': importing(name) })).toEqual([
      'the kernel imports only what is ours',
      'the kernel reaches no page, drawing or chart package',
    ]);
  });

  it.each(['fflate', 'node:fs', '$app/state'])('may not import %s', async (name) => {
    const found = await broken({ 'src/lib/hotplug/core/a.ts': importing(name) });
    expect(found).toEqual(['the kernel imports only what is ours']);
  });

  it('may not reach a chart runtime through another room', async () => {
    const files = {
      'src/lib/hotplug/core/a.ts': importing('#lib/machines/chart.ts'),
      'src/lib/machines/chart.ts': "import { setup } from 'xstate';\nexport const x = setup;\n",
    };
    expect(await broken(files)).toEqual(['the kernel reaches no page, drawing or chart package']);
  });

  it('its tests may use the tools of testing', async () => {
    expect(await broken({ 'src/lib/hotplug/core/a.test.ts': importing('fflate') })).toEqual([]);
  });
});

describe('cycles and exceptions', () => {
  it('two files that import each other are caught', async () => {
    const files = {
      'src/lib/hotplug/core/a.ts': "import { y } from './b.ts';\nexport const x = () => y;\n",
      'src/lib/hotplug/core/b.ts': importing('./a.ts'),
    };
    expect(await broken(files)).toEqual(['no cycles']);
  });

  const upwards = { 'src/lib/machines/a.ts': importing('#lib/hotplug/b.ts'), 'src/lib/hotplug/b.ts': EMPTY };
  const exception = { from: 'src/lib/machines/a.ts', to: 'src/lib/hotplug/b.ts' };

  it('a listed exception with a reason is let through', async () => {
    const reason = 'the example in the chart is drawn from a real run';
    expect(await broken(upwards, [{ ...exception, reason }])).toEqual([]);
  });

  it('an exception without a reason is refused', async () => {
    expect(await broken(upwards, [{ ...exception, reason: ' ' }])).toEqual([
      'import exceptions are used and have a reason',
    ]);
  });

  it('an exception that nothing needs any more is refused', async () => {
    const reason = 'the example in the chart is drawn from a real run';
    expect(await broken({ 'src/lib/machines/a.ts': EMPTY }, [{ ...exception, reason }])).toEqual([
      'import exceptions are used and have a reason',
    ]);
  });
});
