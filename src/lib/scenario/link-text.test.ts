// A link opens out of everything that people and programs put round it.
import { describe, expect, it } from 'vitest';
import { decodeLink, encodeLink } from './link.ts';
import type { Moment } from './moment.ts';

const moment: Moment = {
  source: { kind: 'trace', name: 'kmem-memmap-on-memory-patched' },
  variant: 'v1p8',
  position: 1234,
  block: 34,
  fingerprint: 4503599627370497,
};
const link = encodeLink(moment);
const url = `https://playground.example/hotplug/?theme=dark#${link}`;
const half = link.length / 2;
const wrapped = (lineBreak: string) => `${link.slice(0, half)}${lineBreak}${link.slice(half)}`;

describe('a link opens the same moment', () => {
  it.each([
    ['alone', link],
    ['as a fragment', `#${link}`],
    ['as a whole address', url],
    ['as an address of a file', `file:///home/me/playground/index.html#${link}`],
    ['in double quotes', `"${url}"`],
    ['in single quotes', `'#${link}'`],
    ['in typographic quotes', `“${url}”`],
    ['in angle brackets', `<${url}>`],
    ['as a Markdown link', `[see [1] here](${url})`],
    ['as a Markdown link with a title', `[#12](${url} "the moment")`],
    ['in backquotes', `\`#${link}\``],
    ['in bold and italics', `**_#${link}_**`],
    ['with a full stop', `${url}.`],
    ['with punctuation', `(${url}), …`],
    ['as an HTML link', `<a href="${url}">#1</a>`],
    ['as escaped HTML', `&lt;a href=&quot;${url.replace('#', '&#35;')}&quot;&gt;`],
    ['in a sentence', `Look at ${url} and step back twice, see #2.`],
    ['before an issue number', `${url} fixes #34567890123`],
    ['twice', `${url} ${url}`],
    ['twice without a space', `#${link}#${link}`],
    ['quoted in a mail', `> ${url}`],
    ['quoted three times', `> > >> ${url}\n> > >> \n`],
    ['broken by a mail', wrapped('\n')],
    ['broken by a mail with CRLF', wrapped('\r\n')],
    ['broken and quoted', `> #${wrapped('\n> ')}\n`],
    ['broken and quoted twice', `> > <https://playground.example/#${wrapped('\n> > ')}>`],
    ['broken and quoted, pasted into a single line', `> <https://playground.example/#${wrapped('> > ')}>.`],
    ['broken after #', `https://playground.example/#\n${link}`],
    ['broken by quoted-printable', wrapped('=\r\n')],
    ['with spaces inside', wrapped(' \t ')],
    ['with a soft hyphen and a zero-width space inside', wrapped('\u00ad\u200b')],
    ['with a space after each character', `#${[...link].join(' ')}`],
    ['escaped once', encodeURIComponent(url)],
    ['escaped twice', encodeURIComponent(encodeURIComponent(url))],
    ['with every character escaped', [...link].map((c) => `%${c.charCodeAt(0).toString(16)}`).join('')],
    [
      'inside the address of a mail filter',
      `https://filter.example/?url=${encodeURIComponent(url)}&data=05%7C01`,
    ],
    ['followed by an answer', `> ${url}\n>\nThis is not the whole story.`],
  ])('%s', (_, text) => {
    expect(decodeLink(text)).toEqual({ ok: true, value: moment });
  });
});

describe('what stands round a link does not hide damage', () => {
  it('a letter at its end makes it longer than it says', () => {
    expect(decodeLink(`${url}s`)).toMatchObject({ ok: false, error: { kind: 'longer' } });
  });

  it('a link that is cut and followed by words is refused', () => {
    const text = `${url.slice(0, -3)} and so on, for a long while`;
    expect(decodeLink(text)).toMatchObject({ ok: false, error: { kind: 'changed' } });
  });

  it('a link in brackets that is cut is cut', () => {
    expect(decodeLink(`<${url.slice(0, -3)}>`)).toMatchObject({ ok: false, error: { kind: 'cut' } });
  });
});
