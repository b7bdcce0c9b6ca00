/** Recordings on their way to the page: what can go wrong, and what is asked for only once. */
import { describe, expect, test, vi } from 'vitest';
import { LAB_FILES, labLibrary } from './testing/lab-workbench.ts';
import { readFilesFrom, TraceLibrary } from './trace-library.ts';

function counting(): { library: TraceLibrary; asked: string[] } {
  const asked: string[] = [];
  const library = new TraceLibrary((file) => {
    asked.push(file);
    return Promise.resolve(LAB_FILES[file] ?? null);
  });
  return { library, asked };
}

async function whatOf(library: TraceLibrary, name: string): Promise<string> {
  const loaded = await library.load(name);
  return loaded.ok ? 'loaded' : `${loaded.error.what} ${loaded.error.advice}`;
}

describe('the library of recordings', () => {
  test('loads a recording by its name', async () => {
    const loaded = await labLibrary().load('one');
    expect(loaded).toMatchObject({ ok: true, value: { name: 'one' } });
  });

  test('reads the list and each recording once', async () => {
    const { library, asked } = counting();
    await library.load('one');
    await library.load('one');
    await library.load('two');
    expect(asked).toEqual(['index.json', 'one.json', 'two.json']);
  });

  test('never asks for a file that the list does not name', async () => {
    const { library, asked } = counting();
    expect(await whatOf(library, '../index')).toContain('There is no recorded run called "../index"');
    expect(asked).toEqual(['index.json']);
  });

  test('names the place at which a recording is damaged', async () => {
    expect(await whatOf(labLibrary(), 'damaged')).toContain('The recorded run damaged is damaged: $:');
  });

  test('tells a missing file from a network that does not answer', async () => {
    expect(await whatOf(labLibrary(), 'missing')).toContain('the server has no such file');
    const offline = new TraceLibrary(() => Promise.reject(new TypeError('Failed to fetch')));
    expect(await whatOf(offline, 'one')).toContain('the network or the server does not answer');
  });

  test('asks again after a failure', async () => {
    let isOnline = false;
    const library = new TraceLibrary((file) =>
      isOnline ? Promise.resolve(LAB_FILES[file] ?? null) : Promise.reject(new TypeError('Failed to fetch')),
    );
    expect(await whatOf(library, 'one')).not.toBe('loaded');
    isOnline = true;
    expect(await whatOf(library, 'one')).toBe('loaded');
  });

  test.each(['', 'null', '{}', '[{}]', '[null]', '<!doctype html>'])(
    'says that the list is damaged when it reads %j',
    async (text) => {
      expect(await whatOf(labLibrary({ 'index.json': text }), 'one')).toContain(
        'The list of recorded runs is damaged',
      );
    },
  );
});

describe('reading files of a folder', () => {
  const answer = (status: number) => vi.fn(() => Promise.resolve(new Response('text', { status })));

  test('gives the text, null for a file that is not there, and throws otherwise', async () => {
    const read = readFilesFrom('./traces/');
    vi.stubGlobal('fetch', answer(200));
    await expect(read('a.json')).resolves.toBe('text');
    expect(fetch).toHaveBeenCalledWith('./traces/a.json');
    vi.stubGlobal('fetch', answer(404));
    await expect(read('a.json')).resolves.toBeNull();
    vi.stubGlobal('fetch', answer(503));
    await expect(read('a.json')).rejects.toThrow('status 503');
    vi.unstubAllGlobals();
  });
});
