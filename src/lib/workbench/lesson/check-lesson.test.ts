/** A lesson that is written well but does not hold is told with its line, too. */
import { describe, expect, it } from 'vitest';
import { lessonErrorLine } from '#lib/scenario/lesson/lesson-errors.ts';
import { parseLesson, type LessonWorld } from '#lib/scenario/lesson/parse-lesson.ts';
import { checkLesson } from './check-lesson.ts';
import type { PlayedLesson } from './played-lesson.ts';

const WORLD: LessonWorld = { recordings: new Set(), lessons: ['good'], scenarioText: () => null };

const GOOD = `---
title: Good
minutes: 6
goals:
  - one
  - two
questions:
---

What it is about.

## One

A fact [modelled].

\`\`\`scenario
scenario "one block"
kernel merged v3
node 0 ram=0-1G
node 1
dax dax0.0 node=1 ranges=4G+256M

init:
  r0 = echo dax0.0 > kmem/bind
driver:
  r1 = echo online > memory32/state
user:
  r2 = echo offline > memory32/state
\`\`\`

\`\`\`predict zones
? Which zone?
from begin
to when memory32 is online
- Normal
  if memory32 in Normal
  why Yes [modelled].
- Movable
  if memory32 in Movable
  why No [modelled].
\`\`\`

## Two

A fact [modelled].

\`\`\`predict races
? Is it online in the end?
from begin
- it may be
  if sometimes memory32 online
  why Yes [modelled].
- it is
  if always memory32 online
  why No [modelled].
- it is not
  if never memory32 online
  why No [modelled].
\`\`\`

## Three

A fact [modelled].

\`\`\`predict interfaces
? What does bind answer?
from boot
to after r0
- 0
  if r0 = ok
  why Yes [modelled].
- an error
  if r0 < 0
  why No [modelled].
\`\`\`

## Four

A fact [modelled].

\`\`\`show
at end
select memory32
\`\`\`

\`\`\`check
memory33 offline
r0 = 0
\`\`\`
`;

function check(text: string): PlayedLesson | string[] {
  const lesson = parseLesson('01-good', text, WORLD);
  if (!lesson.ok) throw new Error(lesson.error.map(({ what }) => what).join('\n'));
  const played = checkLesson(lesson.value);
  return played.ok ? played.value : played.error.map((error) => lessonErrorLine('x.md', error));
}

function holds(): PlayedLesson {
  const played = check(GOOD);
  if (Array.isArray(played)) throw new Error(played.join('\n'));
  return played;
}

describe('a lesson that is run', () => {
  it('knows which choice the model makes, and where', () => {
    const { steps } = holds();
    expect(steps.map(({ question }) => question?.right ?? null)).toEqual([0, 0, 0, null]);
    const [first] = steps;
    expect(first!.after!.position).toBeGreaterThan(first!.shown.position);
    expect(steps[3]!.after).toBeNull();
  });

  it('shows a question about every order by the shortest way to what holds', () => {
    const { steps, runs } = holds();
    const { question, shown, after } = steps[1]!;
    expect(question?.tried).toMatch(/orders of the steps/);
    expect(after?.run).not.toBe(shown.run);
    expect(runs[after!.run]!.schedule.length).toBeGreaterThan(0);
  });

  it('knows which blocks a question leaves open, and that one about an errno leaves none', () => {
    expect(holds().steps.map(({ question }) => question?.asked ?? null)).toEqual([[32], [32], [], null]);
  });

  it('counts the answer of a question under the words of its step', () => {
    expect(holds().steps.map(({ question }) => question?.key)).toEqual([
      'good/one',
      'good/two',
      'good/three',
      undefined,
    ]);
  });
});

const BROKEN: readonly (readonly [what: string, from: string, to: string, said: RegExp])[] = [
  [
    'no choice is right',
    'if memory32 in Normal',
    'if memory32 in DMA',
    /^x\.md:31:1: no choice is right; at step \d+ of \d+ the model answers r0 = 0, r1 = 0, r2 = 0/,
  ],
  [
    'two choices are right',
    'if memory32 in Movable',
    'if memory32 online',
    /^x\.md:39:6: this choice is right as well as "Normal"; only one may be/,
  ],
  [
    'a check that is not true',
    'memory33 offline',
    'memory33 online',
    /^x\.md:\d+:1: memory33 online is not true where the step ends/,
  ],
  ['a mistake in the scenario', 'echo online >', 'eco online >', /^x\.md:26:8: .*did you mean echo\?/],
  [
    'a kernel that the text does not know',
    'kernel merged v3',
    'kernel merge',
    /^x\.md:18:8: there is no kernel merge; did you mean merged\?/,
  ],
  [
    'a mistake in a formula',
    'if memory32 in Normal',
    'if memory32 in Norml',
    /^x\.md:36:18: there is no zone Norml; did you mean Normal\?/,
  ],
  ['a result that no line has', 'to after r0', 'to after r9', /no line has the result r9; did you mean r0/],
  [
    'a condition that never comes true',
    'to when memory32 is online',
    'to when memory39 is online',
    /"memory39 is online" never comes true/,
  ],
  [
    'a condition that nobody understands',
    'to when memory32 is online',
    'to when memory32 is onlin',
    /is not understood/,
  ],
  [
    'the answer before the question',
    'from boot\nto after r0',
    'from end\nto after r0',
    /the answer lies at step \d+, before the question at step \d+/,
  ],
  ['the same title twice', '## Three', '## Two', /another step has the same title/],
];

describe('a lesson that does not hold is told with its line', () => {
  it.each(BROKEN)('%s', (_, from, to, said) => {
    expect(GOOD).toContain(from);
    const list = check(GOOD.replace(from, to));
    expect(list).toBeInstanceOf(Array);
    expect(Array.isArray(list) && list.some((line) => said.test(line)), JSON.stringify(list, null, 1)).toBe(
      true,
    );
  });
});
