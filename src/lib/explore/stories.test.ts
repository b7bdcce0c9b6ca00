/** The stories of the gallery, in every order of their actors, on every kernel that they name: what they say holds. */
import { describe, expect, it } from 'vitest';
import { libraryTexts } from '#lib/scenario/library-texts.ts';
import { readLibrary } from '#lib/scenario/testing/read-library.ts';
import { compileScenario } from '#lib/scenario/text/compile.ts';
import { printScenario } from '#lib/scenario/text/print.ts';
import { Exploration } from './explore.ts';

const stories = readLibrary('stories');
const onKernels = stories.flatMap((story) => story.kernels.map((kernel) => ({ ...story, kernel })));

describe('the stories', () => {
  it.each(onKernels)('$id on $kernel ends as it says', ({ text, kernel }) => {
    const program = compileScenario(text, kernel);
    if (!program.ok) throw new Error(program.error.map(({ what }) => what).join('; '));
    const exploration = Exploration.of(program.value);
    if (!exploration.ok) throw new Error(exploration.error.what);
    exploration.value.run();
    const report = exploration.value.report();
    expect(report.isComplete).toBe(true);
    expect(report.conditions.length).toBeGreaterThan(0);
    const unmet = report.conditions.filter(({ isMet }) => isMet !== true);
    expect(unmet.map(({ quantifier, text: asked }) => `${quantifier} ${asked}`)).toEqual([]);
  });

  it.each(stories)('$id is in the canonical form, survives a plain-text mail and has tags', (story) => {
    expect(printScenario(story.text)).toBe(story.source);
    expect(story.source).toMatch(/^[\x20-\x7e\n]*\n$/);
    expect(story.source.split('\n').filter((line) => line.length > 72)).toEqual([]);
    expect(story.tags.length).toBeGreaterThan(0);
    expect(story.about.length).toBeGreaterThan(60);
  });

  it('are the same for the page', () => {
    expect(libraryTexts('stories')).toEqual(stories);
  });
});
