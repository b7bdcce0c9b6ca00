/** The review card: what stands in it and in which order, its columns, and that it can be read back. */
import { describe, expect, it } from 'vitest';
import type { VariantId } from '#lib/hotplug/variants/variant.ts';
import { parseScenario } from '#lib/scenario/text/parse.ts';
import { printScenario } from '#lib/scenario/text/print.ts';
import { programOf } from '#lib/scenario/text/testing/play.ts';
import { Exploration } from './explore.ts';
import { reviewCard, shownWitness, tellingKernel, type CardKernel } from './review-card.ts';

const TEXT = `scenario "zone 1 or not: a refused request and the next online"
about never mind who asked last: the block keeps what was asked for.
kernel merged
node 0 ram=0-2G
node 1

init:
  add_memory(1, 4G, 128M, 0)
  echo online_kernel > memory32/state
toggler:
  r1 = echo 0 > memory32/online
  r2 = echo 1 > memory32/online
other:
  r3 = echo online_movable > memory32/state

exists r3 = -EINVAL and memory32 in Movable
always memory32 online
never r1 < 0 or r2 < 0
`;

const QUIET = `scenario "nothing can go wrong"
kernel merged
node 0 ram=0-2G
user:
  r1 = cat memory1/state
never r1 = offline
`;

function kernel(text: string, variant: VariantId): CardKernel {
  const program = programOf(text, variant);
  const made = Exploration.of(program);
  if (!made.ok) throw new Error(made.error.what);
  made.value.run();
  return { program, report: made.value.report() };
}

const KERNELS = [kernel(TEXT, 'base-6.12'), kernel(TEXT, 'merged')];
const LINK = `https://playground.example/#${'a'.repeat(90)}`;
const card = reviewCard(KERNELS, { text: TEXT, link: LINK });
const lines = card.split('\n');

function at(line: string | RegExp): number {
  const found = lines.findIndex((other) => (typeof line === 'string' ? other === line : line.test(other)));
  expect(found, String(line)).toBeGreaterThanOrEqual(0);
  return found;
}

describe('the review card', () => {
  it('has title, questions with a verdict for each kernel, figures, the way, the link, the text: in this order', () => {
    const places = [
      at(/^Scenario: zone 1 or not/),
      at('Q: exists r3 = -EINVAL and memory32 in Movable'),
      at('Q: always memory32 online'),
      at('Q: never r1 < 0 or r2 < 0'),
      at('Searched:'),
      at('Kernels:'),
      at(/^On base-6.12, the shortest way to$/),
      at('The same as a schedule:'),
      at(`<${LINK}>`),
      at(/^scenario "zone 1 or not/),
    ];
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it('names the mail that it answers above all, and is still read as the same text', () => {
    const reference = ['On: node 1: online what was asked for', `    <${'1'.repeat(40)}@example.org>`];
    const answer = reviewCard(KERNELS, { text: TEXT, link: LINK, reference });
    expect(answer.startsWith(`${reference.join('\n')}\n\nScenario: `)).toBe(true);
    expect(answer.endsWith(card.slice(card.indexOf('Scenario: ')))).toBe(true);
    const [before, after] = [parseScenario(TEXT), parseScenario(answer)];
    if (!before.ok || !after.ok) throw new Error('the texts do not parse');
    expect(printScenario(after.value)).toBe(printScenario(before.value));
  });

  it('puts the verdicts of the kernels below each other, in one column', () => {
    const first = at('Q: exists r3 = -EINVAL and memory32 in Movable');
    expect(lines.slice(first + 1, first + 3)).toEqual([
      '   base-6.12  Ok Sometimes 1/3',
      '   merged     Ok Sometimes 1/3',
    ]);
    const second = at('Q: always memory32 online');
    expect(lines[second + 1]).toBe('   base-6.12  Ok Always 3/3');
  });

  it('keeps to 72 columns; only the link may be longer and stands alone', () => {
    expect(lines.filter((line) => line.length > 72)).toEqual([`<${LINK}>`]);
  });

  it('is read back as the text, also when it is quoted and its prose begins with words of the language', () => {
    const parsed = parseScenario(card.replaceAll(/^/gm, '> '));
    const alone = parseScenario(TEXT);
    if (!parsed.ok || !alone.ok) throw new Error('not read back');
    expect(printScenario(parsed.value)).toBe(printScenario(alone.value));
  });

  it('shows the way to the first question that has one, and the schedule that the link opens', () => {
    const shown = shownWitness(KERNELS[0]!.report)!;
    expect(shown.why).toBe('r3 = -EINVAL and memory32 in Movable');
    expect(shown.witness).toEqual(KERNELS[0]!.report.conditions[0]!.witness);
    const told = lines.slice(at(/^On base-6.12/), at('The same as a schedule:'));
    expect(told.some((line) => line.includes('r3: -EINVAL'))).toBe(true);
  });

  it('has neither way nor link when there is nothing to show', () => {
    const quiet = [kernel(QUIET, 'merged')];
    expect(tellingKernel(quiet)).toBeNull();
    const text = reviewCard(quiet, { text: QUIET, link: null });
    expect(text).not.toMatch(/shortest way|as a schedule|Step through/);
    expect(text).toContain('   merged  Ok Never 0/1');
  });

  it('names what is broken without being asked', () => {
    const broken = `scenario "two ranges, one stays"
kernel v1p7
node 0 ram=0-2G
node 1
dax dax0.0 node=1 ranges=4G+128M,5G+128M
set auto_online_blocks=online_movable
init:
  echo dax0.0 > kmem/bind
  pin memory40 offline
driver:
  r1 = echo unplug > dax0.0/hotplug
exists r1 = ok
`;
    const text = reviewCard([kernel(broken, 'v1p7')], { text: broken, link: null });
    expect(text).toContain(
      'Broken without being asked:\n   v1p7: attribute and blocks agree; success means done\n',
    );
  });
});
