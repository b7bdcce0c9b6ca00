/** Texts that came by mail: quoted once or often, in part, wrapped, with other line ends, greetings and signatures. */
import { describe, expect, it } from 'vitest';
import { parseScenario } from './parse.ts';
import { printScenario } from './print.ts';
import { EVERYTHING, PINNED } from './testing/samples.ts';
import { textErrorLine } from './text-error.ts';

function printed(text: string): string {
  const result = parseScenario(text);
  if (!result.ok) throw new Error(result.error.map(textErrorLine).join('\n'));
  return printScenario(result.value);
}

const quote = (text: string, mark: string): string => text.replace(/^/gm, mark);

describe.each([
  ['the sketch', PINNED],
  ['every word', EVERYTHING],
])('%s reads the same', (_, text) => {
  it.each(['> ', '>', '> > ', '>> ', ' > ', '>\t'])('quoted with %j', (mark) => {
    expect(printed(quote(text, mark))).toBe(text);
  });

  it('quoted here and there', () => {
    const mixed = text.split('\n').map((line, i) => `${['', '> ', '> > '][i % 3]}${line}`);
    expect(printed(mixed.join('\n'))).toBe(text);
  });

  it.each(['\r\n', '\r'])('with the line end %j', (end) => {
    expect(printed(text.replaceAll('\n', end))).toBe(text);
  });

  it('with tabs, spaces at line ends and without indentation', () => {
    expect(printed(text.replace(/^ +/gm, '\t').replace(/$/gm, ' \t'))).toBe(text);
    expect(printed(text.replace(/^ +/gm, ''))).toBe(text);
  });

  it('with non-breaking spaces, typographic quotes and a byte order mark', () => {
    const changed = text.replaceAll(' ', '\u00A0').replace(/"([^"\n]*)"/g, '\u201C$1\u201D');
    expect(printed(`\uFEFF${changed}`)).toBe(text);
  });

  it('below a greeting, above a signature', () => {
    const mail = `On Friday somebody wrote:\nHi all, this one worries me:\n\n${text}-- \nregards\n`;
    expect(printed(mail).trimStart()).toBe(text);
  });

  it('with answers below and between its quoted lines', () => {
    const [head, ...rest] = quote(text, '> ').split(/^(?=> exists )/m);
    const mail = `On Friday somebody wrote:\n${head}\nCan this be, and when?\n\n${rest.join('')}\nIndeed.\n`;
    expect(printed(mail).replaceAll(/\n+/g, '\n')).toBe(text.replaceAll(/\n+/g, '\n'));
  });
});

it('an unquoted line that was mistyped is no answer', () => {
  const result = parseScenario('> scenario "a"\n> u:\necko online > memory33/state\n> cat memory33/state\n');
  expect(result).toMatchObject({ ok: false, error: [{ line: 3, column: 1 }] });
});

it('in a fence of Markdown too', () => {
  expect(printed(`\`\`\`text\n${PINNED}\`\`\`\n`)).toBe(PINNED);
});

describe('lines that a mail program wrapped', () => {
  it.each([
    ['u:\necho online >\nmemory33/state', 'u:\n  echo online > memory33/state\n'],
    ['u:\necho online\n> memory33/state', 'u:\n  echo online > memory33/state\n'],
    ['> u:\n> echo online\n>> memory33/state', 'u:\n  echo online > memory33/state\n'],
    ['u:\nr = remove_memory(4G,\n512M)', 'u:\n  r = remove_memory(4G, 512M)\n'],
    ['u:\nr = remove_memory\n(4G, 512M)', null],
    ['exists a = ok\nand b = ok', 'exists a = ok and b = ok\n'],
    ['exists (a = ok or\n> b = ok)', 'exists a = ok or b = ok\n'],
    ['exists a\n= ok', 'exists a = ok\n'],
    ['dax dax0.0 node=1\nranges=4G+512M', 'dax dax0.0 node=1 ranges=4G+512M\n'],
    ['machine x86_64\nprobe vm', 'machine x86_64 vm probe\n'],
    ['scenario "a long\ntitle"', 'scenario "a long title"\n'],
    ['u:\ncat \\\nmemory33/state', 'u:\n  cat memory33/state\n'],
    [
      'about The removal word meets a page that will never\nmove, and somebody gives up.',
      'about The removal word meets a page that will never move, and somebody\nabout gives up.\n',
    ],
  ])('%j', (wrapped, whole) => {
    if (whole === null) expect(parseScenario(wrapped).ok).toBe(false);
    else expect(printed(wrapped)).toBe(whole);
  });
});

it('an error in quoted text is placed where the text stands', () => {
  const result = parseScenario('> u:\n> > ecko online > memory33/state\n');
  expect(result).toMatchObject({ ok: false, error: [{ line: 2, column: 5, length: 4 }] });
});
