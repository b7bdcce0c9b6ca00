/**
 * A workbench for tests, with recordings that exist only in memory and answers that come when the test says so.
 */
import { exampleTrace } from '#lib/capture/fixtures/example-trace.ts';
import { seedStory } from '#lib/scenario/seed-story.ts';
import { firstPicture } from '../first-picture.ts';
import { TraceLibrary, type ReadFile } from '../trace-library.ts';
import { Workbench } from '../workbench.svelte.ts';

const entry = (name: string): Record<string, unknown> => ({
  file: `${name}.json`,
  name,
  title: `The ${name} run`,
  about: 'an example',
  variant: 'mainline',
  release: '6.12.117',
  steps: 3,
});

/** Files of a folder with two recordings that can be read, one that is damaged and one that is not there. */
export const LAB_FILES: Readonly<Record<string, string>> = {
  'index.json': JSON.stringify(['one', 'two', 'damaged', 'missing'].map(entry)),
  'one.json': JSON.stringify({ ...exampleTrace(), name: 'one' }),
  'two.json': JSON.stringify({ ...exampleTrace(), name: 'two' }),
  'damaged.json': '{ "format": "hotplug-trace/1", ',
};

export function labLibrary(files: Readonly<Record<string, string>> = LAB_FILES): TraceLibrary {
  return new TraceLibrary((file) => Promise.resolve(files[file] ?? null));
}

/** A reader whose answers wait until `answer` is called with the file. */
export function slowReader(): { read: ReadFile; answer: (file: string) => void } {
  const waiting = new Map<string, (text: string | null) => void>();
  return {
    read: (file) => new Promise((resolve) => waiting.set(file, resolve)),
    answer: (file) => waiting.get(file)?.(LAB_FILES[file] ?? null),
  };
}

export function labWorkbench(library = labLibrary()): Workbench {
  return new Workbench({
    library,
    first: firstPicture(seedStory).first,
    loadModel: () => import('../model.ts'),
  });
}
