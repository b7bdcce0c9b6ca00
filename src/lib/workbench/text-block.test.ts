/**
 * The text for mailing lists: 72 columns, everything that a reader needs, and a way back into the page.
 */
import { describe, expect, it } from 'vitest';
import { decodeLink } from '#lib/scenario/link.ts';
import { seedStory } from '#lib/scenario/seed-story.ts';
import { openingOf, playOrder } from './model.ts';
import { labLibrary } from './testing/lab-workbench.ts';
import { textBlock } from './text-block.ts';
import { wrap } from '#lib/scenario/wrap-text.ts';
import { parseScenario } from '#lib/scenario/text/parse.ts';
import { printScenario } from '#lib/scenario/text/print.ts';

const source = { kind: 'scenario', id: 'seed' } as const;
const played = await playOrder({ source, variant: 'v1p3', cutAt: null, acts: [] }, labLibrary());
if (!played.ok) throw new Error('the first story is not there');
const run = played.value;

function blockAt(position: number, block: number | null): { text: string; link: string } {
  const link = run.link(position, block)!;
  const text = textBlock(run.frame(position), {
    title: run.facts.title,
    about: run.facts.about,
    kernel: 'v1p3',
    fidelity: run.facts.fidelity.text,
    address: `https://playground.example/some/folder/#${link}`,
    scenario: null,
  });
  return { text, link };
}

const WRITTEN = `scenario "node 1 gets memory"
about never is a word of the language, and so is zone.
kernel merged
node 0 ram=0-2G
node 1

user:
  r1 = add_memory(1, 4G, 128M, 0)
  echo online_movable > memory32/state

exists r1 = ok and memory32 in Movable
`;

/** The block of a text run at its end, and the link in it. */
async function writtenBlock(source: string): Promise<{ text: string; link: string }> {
  const order = { source: { kind: 'text', text: source, schedule: [] }, variant: 'merged' } as const;
  const shown = await playOrder({ ...order, cutAt: null, acts: [] }, labLibrary());
  if (!shown.ok) throw new Error('the text does not run');
  const { facts, timeline } = shown.value;
  const link = shown.value.link(timeline.length, null)!;
  const text = textBlock(shown.value.frame(timeline.length), {
    title: facts.title,
    about: facts.about,
    kernel: 'merged',
    fidelity: facts.fidelity.text,
    address: `https://playground.example/#${link}`,
    scenario: source,
  });
  return { text, link };
}

describe('the text block', () => {
  const { position, block } = openingOf(run);
  const { text, link } = blockAt(position, block);

  it('says what was run, how far, on which kernel, and what came of it', () => {
    expect(text).toContain(seedStory.title);
    expect(text).toContain(`kernel v1p3, step ${position} of ${run.timeline.length}`);
    expect(text).toContain('gup:    pin one page of memory34 = 0');
    expect(text).toContain('offline_memory(4G, 512M) (under way)');
    expect(text).toContain('-EBUSY memory34, offline_pages():');
    expect(text).toContain('Helps:');
  });

  it('does not tell what comes later', () => {
    expect(text).not.toContain('remove_memory(4G, 512M)');
    expect(blockAt(0, null).text).not.toContain('= 0');
  });

  it('has no line of more than 72 columns but that of the link, which stands alone in angle brackets', () => {
    for (let at = 0; at <= run.timeline.length; at++) {
      const { text: any } = blockAt(at, 34);
      const long = any.split('\n').filter((line) => line.length > 72);
      expect(long.every((line) => /^<https:\S+>$/.test(line) && line.length < 998)).toBe(true);
    }
  });

  it('opens the moment again when it is pasted whole, also quoted in an answer', () => {
    const wanted = decodeLink(link);
    expect(wanted.ok).toBe(true);
    const quoted = text.replaceAll(/^/gm, '> ');
    const answer = `On Monday somebody wrote:\n${quoted}\nI think so too.\n-- \nme #1`;
    for (const pasted of [text, quoted, quoted.replaceAll(/^/gm, '> '), answer]) {
      expect(decodeLink(pasted)).toEqual(wanted);
    }
  });
});

describe('the text block of a run that is a text', () => {
  it('has the text below, within 72 columns, and the link alone on its line', async () => {
    const { text, link } = await writtenBlock(WRITTEN);
    expect(text.endsWith(`\n<https://playground.example/#${link}>\n\n${WRITTEN}`)).toBe(true);
    const long = text.split('\n').filter((line) => line.length > 72);
    expect(long.every((line) => line.startsWith('<https:'))).toBe(true);
  });

  it('is read as that text when it is pasted back, whatever its prose begins with', async () => {
    const { text } = await writtenBlock(WRITTEN);
    const quoted = text.replaceAll(/^/gm, '> ');
    const parsed = parseScenario(quoted);
    if (!parsed.ok) throw new Error(parsed.error[0]!.what);
    const alone = parseScenario(WRITTEN);
    if (!alone.ok) throw new Error(alone.error[0]!.what);
    expect(printScenario(parsed.value)).toBe(printScenario(alone.value));
  });

  it('opens the moment by its link all the same', async () => {
    const { text, link } = await writtenBlock(WRITTEN);
    expect(decodeLink(text)).toEqual(decodeLink(link));
  });

  it('goes without the text when a mail program would break its lines', async () => {
    const { text } = await writtenBlock(WRITTEN.replace('r1 = add', `# ${'x'.repeat(80)}\n  r1 = add`));
    expect(text).not.toContain('scenario "');
    expect(text.trimEnd().endsWith('>')).toBe(true);
  });
});

it('a word that is longer than a line stays whole', () => {
  const path = `/sys/${'x'.repeat(90)}`;
  expect(wrap(`  user: echo 1 > ${path} = 0`, '    ')).toEqual([
    '  user: echo 1 >',
    `    ${path}`,
    '    = 0',
  ]);
});
