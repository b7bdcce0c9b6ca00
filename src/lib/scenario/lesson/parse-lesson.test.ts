/** What is wrong with a lesson is told with its line; a good one becomes plain data. */
import { describe, expect, it } from 'vitest';
import { lessonErrorLine } from './lesson-errors.ts';
import { parseLesson, type LessonWorld } from './parse-lesson.ts';

const WORLD: LessonWorld = {
  recordings: new Set(['online-each-way', 'boot-blocks']),
  lessons: ['good', 'zones'],
  scenarioText: (name) => (name === 'findings/a1' ? 'scenario "A1"\n' : null),
};

const QUESTION = `\`\`\`predict zones
? Which zone?
from before r1
to after r1
- Normal
  if memory32 in Normal
  why It goes
    to Normal [modelled].
- Movable
  if memory32 in Movable
  why No [exact: online-each-way].
\`\`\``;

const step = (title: string, more = ''): string => `## ${title}\n\nA fact [modelled].\n\n${more}\n`;

const GOOD = `---
title: Good
minutes: 6
goals:
  - one
  - two, which
    goes on
questions:
  - why?
---

It is *about* something.

${step('One', '```scenario\nscenario "one"\n```\n\n```show\nat after r1\nselect memory32\nwith zones, locks\nkernel v3\n```')}
${step('Two', `${QUESTION}\n\n> Look at it.`)}
${step('Three', QUESTION)}
${step('Four', `${QUESTION}\n\n\`\`\`check\nmemory32 online\n\`\`\``)}`;

function problems(text: string): string[] {
  const lesson = parseLesson('01-good', text, WORLD);
  return lesson.ok ? [] : lesson.error.map((error) => lessonErrorLine('x.md', error));
}

describe('a lesson', () => {
  it('becomes head, steps, places, questions and checks', () => {
    const lesson = parseLesson('01-good', GOOD, WORLD);
    if (!lesson.ok) throw new Error(problems(GOOD).join('\n'));
    const { steps, ...head } = lesson.value;
    expect(head).toMatchObject({
      id: 'good',
      number: 1,
      title: 'Good',
      minutes: 6,
      goals: ['one', 'two, which goes on'],
    });
    expect(steps).toHaveLength(4);
    expect(steps[0]?.show).toMatchObject({
      spot: { kind: 'after', result: 'r1' },
      block: 32,
      panes: ['zones', 'locks'],
      kernel: 'v3',
    });
    expect(steps[1]?.scenario).toBe(steps[0]?.scenario);
    expect(steps[1]?.predict?.choices[0]).toMatchObject({
      if: { over: null, text: 'memory32 in Normal' },
      why: [
        { kind: 'text', text: 'It goes to Normal' },
        { kind: 'mark', fidelity: 'modelled', of: [] },
        { kind: 'text', text: '.' },
      ],
    });
    expect(steps[1]?.prose).toHaveLength(1);
    expect(steps[1]?.afterwards).toMatchObject([{ kind: 'note' }]);
    expect(steps[3]?.checks).toMatchObject([{ text: 'memory32 online' }]);
  });

  it('may take its scenario from the library, and its lines may end as on other systems', () => {
    const text = GOOD.replace('```scenario\nscenario "one"', '```scenario findings/a1').replaceAll(
      '\n',
      '\r\n',
    );
    const lesson = parseLesson('01-good', text, WORLD);
    expect(lesson.ok && lesson.value.steps[0]?.scenario).toMatchObject({
      file: 'findings/a1',
      text: 'scenario "A1"\n',
    });
  });
});

/** What is put in the place of what, and what is said about it. */
const BROKEN: readonly (readonly [what: string, from: string, to: string, said: RegExp])[] = [
  ['no head', '---\ntitle', 'title', /^x\.md:1:1: a lesson begins with its head/],
  ['no minutes', 'minutes: 6\n', '', /^x\.md:1:1: the head has no minutes/],
  ['too long', 'minutes: 6', 'minutes: 60', /^x\.md:3:1: a lesson takes 5 to 10 minutes/],
  ['one goal', '  - two, which\n    goes on\n', '', /^x\.md:4:1: a lesson has at least 2 goals/],
  [
    'another word in the head',
    'questions:',
    'question:',
    /^x\.md:8:1: question cannot stand in the head; did you mean questions\?/,
  ],
  ['no summary', 'It is *about* something.\n', '', /a paragraph above the first step sums the lesson up/],
  [
    'a fact without a mark',
    'A fact [modelled].',
    'A fact.',
    /^x\.md:16:1: this paragraph does not say how true it is/,
  ],
  [
    'an unknown mark',
    '[modelled].\n\n```scenario',
    '[modeled].\n\n```scenario',
    /^x\.md:16:\d+: there is no mark modeled; did you mean modelled\?/,
  ],
  [
    'a recording that is not there',
    '[exact: online-each-way]',
    '[exact: online-each-wya]',
    /^x\.md:\d+:\d+: there is no recording online-each-wya; did you mean online-each-way\?/,
  ],
  [
    'exact without a recording',
    '[exact: online-each-way]',
    '[exact]',
    /exact says of what; write \[exact: NAME\]/,
  ],
  [
    'a link to nowhere',
    'A fact [modelled].',
    'A [fact](lesson:zone) [modelled].',
    /lesson:zone leads nowhere; did you mean zones\?/,
  ],
  [
    'markup of its own',
    'A fact [modelled].',
    'A <b>fact</b> [modelled].',
    /^x\.md:16:\d+: html cannot stand in a lesson/,
  ],
  [
    'a picture from elsewhere',
    'A fact [modelled].',
    '![a](b.png) [modelled]',
    /^x\.md:16:\d+: image cannot stand in a lesson/,
  ],
  ['another heading', '## Two', '### Two', /only steps have a heading/],
  ['no scenario', '```scenario\nscenario "one"\n```\n', '', /^x\.md:14:1: this step has no picture/],
  [
    'a scenario that is not there',
    '```scenario\nscenario "one"',
    '```scenario findings/z9',
    /^x\.md:18:1: there is no scenarios\/findings\/z9\.txt/,
  ],
  ['an unknown block', '```check', '```chekc', /there is no block chekc; did you mean check\?/],
  [
    'an unknown line to show',
    'select memory32',
    'choose memory32',
    /^x\.md:24:1: choose cannot stand in a show block/,
  ],
  ['no block to select', 'select memory32', 'select 32', /^x\.md:24:1: 32 is no block/],
  [
    'an unknown pane',
    'with zones, locks',
    'with zone',
    /^x\.md:25:1: there is no pane zone; did you mean zones\?/,
  ],
  ['an unknown kernel', 'kernel v3', 'kernel v9', /^x\.md:26:1: there is no kernel v9/],
  ['no place', 'at after r1', 'at r1', /^x\.md:23:1: r1 is no place in a run; expected boot/],
  ['no concept', '```predict zones', '```predict', /^x\.md:33:1: a prediction counts for a concept/],
  [
    'an unknown concept',
    '```predict zones',
    '```predict zone',
    /^x\.md:33:1: there is no concept zone; did you mean zones\?/,
  ],
  ['no question', '? Which zone?\n', '', /^x\.md:33:1: a prediction asks something/],
  [
    'one choice',
    '- Movable\n  if memory32 in Movable\n  why No [exact: online-each-way].\n',
    '',
    /a prediction has 2 to 5 choices, this one 1/,
  ],
  [
    'a choice without its condition',
    '  if memory32 in Normal\n',
    '',
    /^x\.md:37:1: this choice does not say when it would be right/,
  ],
  ['a choice without a reason', '  why No [exact: online-each-way].\n', '', /this choice explains nothing/],
  [
    'a reason without a mark',
    'to Normal [modelled].',
    'to Normal.',
    /^x\.md:39:3: this explanation does not say how true it is/,
  ],
  ['a line that belongs to nothing', '- Normal\n', 'Normal\n', /^x\.md:37:1: this line belongs to nothing/],
  [
    'one run and every order',
    'if memory32 in Normal',
    'if always memory32 in Normal',
    /the other choices are about every order/,
  ],
  ['two questions', QUESTION, `${QUESTION}\n\n${QUESTION}`, /a step asks one question/],
  ['too few predictions', QUESTION, '', /at least 3 predictions, this one 2/],
];

describe('a broken lesson is told with its line', () => {
  it.each(BROKEN)('%s', (_, from, to, said) => {
    expect(GOOD).toContain(from);
    const list = problems(GOOD.replace(from, to));
    expect(
      list.some((line) => said.test(line)),
      list.join('\n'),
    ).toBe(true);
  });

  it('a name that is none', () => {
    const lesson = parseLesson('good', GOOD, WORLD);
    expect(lesson).toMatchObject({ ok: false, error: [{ line: 1, what: 'good is no name for a lesson' }] });
  });
});
