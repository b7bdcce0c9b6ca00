/**
 * Every mark `[exact: NAME]` of a lesson names a recording in which one can see what the sentence says: the errno, the
 * event, the call, the file, the word.
 */
import { describe, expect, it } from 'vitest';
import { recordedRun } from '#lib/capture/fixtures/recorded-runs.ts';
import type { Trace } from '#lib/capture/trace-format.ts';
import { sentencesOf } from '#lib/scenario/lesson/lesson.ts';
import { lessonFiles, lessonWorld, readLesson } from './lesson-files.server.ts';
import { claimsOf, evidenceErrors, markedFacts, type MarkedFact } from './mark-evidence.ts';

const traces = new Map<string, Trace>();

function traceNamed(name: string): Trace {
  const known = traces.get(name) ?? recordedRun(name);
  traces.set(name, known);
  return known;
}

const world = lessonWorld();

function factsOf(file: string): MarkedFact[] {
  const lesson = readLesson(file, world);
  if (!lesson.ok) throw new Error(lesson.error.join('\n'));
  return lesson.value.steps.flatMap(({ title, prose, afterwards, predict }) =>
    [
      title,
      ...[...prose, ...afterwards].flatMap(sentencesOf),
      ...(predict?.choices.map(({ why }) => why) ?? []),
    ].flatMap(markedFacts),
  );
}

const all = lessonFiles().map((file) => ({ file, facts: factsOf(file) }));

describe.each(all)('the marks of $file', ({ facts }) => {
  it('name recordings that show what is said', () => {
    expect(facts.flatMap((fact) => evidenceErrors(fact, traceNamed))).toEqual([]);
  });
});

it('most facts that rest on a recording name something that can be looked for in it', () => {
  const facts = all.flatMap((lesson) => lesson.facts);
  const checked = facts.filter(({ text }) => claimsOf(text).length > 0);
  expect(facts.length).toBeGreaterThan(200);
  expect(checked.length / facts.length).toBeGreaterThan(0.6);
});

describe('a recording that shows something else is told', () => {
  const told = (text: string, ...recordings: string[]): string[] =>
    evidenceErrors({ text, recordings }, traceNamed);

  it.each([
    ['an errno', 'The write returns -EINTR', 'boot-blocks', '-EINTR'],
    ['an event', 'Everybody is told CANCEL_ONLINE', 'api-offline-signal', 'CANCEL_ONLINE'],
    ['a call', 'offline_and_remove_memory_ranges() is one section', 'api-lock-held', '_ranges()'],
    ['a signal', 'A signal ends it', 'boot-blocks', 'signal'],
  ])('%s', (_, text, recording, word) => {
    const errors = told(text, recording);
    expect(errors.join('\n')).toContain(word);
  });

  it('also when another recording of the same mark shows it', () => {
    expect(told('The write returns -EINTR', 'api-offline-signal')).toEqual([]);
    expect(told('The write returns -EINTR', 'api-offline-signal', 'numa-proximity')).toEqual([
      'numa-proximity shows nothing of "The write returns -EINTR"',
    ]);
  });
});
