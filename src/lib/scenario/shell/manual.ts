/**
 * man and help: pages of one screen.
 */
import { FILE_PAGES } from './pages/files.ts';
import { MEMORY_TOOLS } from './pages/memory-tools.ts';
import type { ManualPage } from './pages/page.ts';
import { SHELL_PAGES } from './pages/shell-commands.ts';
import { complain, print, type Call } from './program.ts';

/** All pages. */
export const PAGES: readonly ManualPage[] = [...MEMORY_TOOLS, ...FILE_PAGES, ...SHELL_PAGES];

const INDENT = 4;
const WIDEST = 80;
const NARROWEST = 24;
const NO_ENTRY = 16;

/** The page of a name, or of another name for the same; null when there is none. */
export function pageNamed(name: string): ManualPage | null {
  const own = PAGES.find((page) => page.name === name);
  return own ?? PAGES.find(({ also }) => also?.includes(name) === true) ?? null;
}

function wrapped(text: string, columns: number, indent: number, first = indent): string {
  const rows: string[] = [];
  let row = ' '.repeat(first);
  let isEmpty = true;
  for (const word of text.split(' ')) {
    if (!isEmpty && row.length + 1 + word.length > columns) {
      rows.push(row);
      row = ' '.repeat(indent);
      isEmpty = true;
    }
    row += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  rows.push(row);
  return `${rows.map((line) => line.trimEnd()).join('\n')}\n`;
}

function listText(list: NonNullable<ManualPage['list']>, columns: number): string {
  const width = Math.max(...list.map(([name]) => name.length));
  const hasRoom = columns - INDENT - width - 2 >= NARROWEST;
  return list
    .map(([name, meaning]) => {
      if (!hasRoom) return `${' '.repeat(INDENT)}${name}\n${wrapped(meaning, columns, 2 * INDENT)}`;
      const indent = INDENT + width + 2;
      const text = wrapped(meaning, columns, indent);
      return `${' '.repeat(INDENT)}${name.padEnd(width)}  ${text.slice(indent)}`;
    })
    .join('');
}

/** A page as it is shown in a terminal of so many columns. */
export function pageText(page: ManualPage, terminalColumns: number, isBold: boolean): string {
  const columns = Math.min(WIDEST, Math.max(NARROWEST + INDENT, terminalColumns));
  const plain = (lines: readonly string[]): string =>
    lines.map((line) => `${' '.repeat(INDENT)}${line}\n`).join('');
  const names = [page.name, ...(page.also ?? [])].join(', ');
  const parts = [
    ['NAME', wrapped(`${names} - ${page.title}`, columns, INDENT)],
    [
      page.section === 5 ? 'WHERE' : 'SYNOPSIS',
      page.synopsis.map((line) => wrapped(line, columns, 2 * INDENT, INDENT)).join(''),
    ],
    ['DESCRIPTION', page.about.map((text) => wrapped(text, columns, INDENT)).join('')],
    ...(page.list === undefined
      ? []
      : [[page.section === 5 ? 'CONTENTS' : 'OPTIONS', listText(page.list, columns)]]),
    ...(page.status === undefined ? [] : [['EXIT STATUS', wrapped(page.status, columns, INDENT)]]),
    ...(page.examples === undefined ? [] : [['EXAMPLES', plain(page.examples)]]),
    ...(page.see === undefined ? [] : [['SEE ALSO', wrapped(page.see.join(', '), columns, INDENT)]]),
  ];
  const [begin, end] = isBold ? ['\x1b[1m', '\x1b[0m'] : ['', ''];
  return parts.map(([heading, text]) => `${begin}${heading}${end}\n${text}`).join('');
}

/** man NAME…, man -k WORD */
export async function man(call: Call): Promise<number> {
  const [option, ...rest] = call.words;
  if (option === undefined) {
    return complain(
      call,
      "What manual page do you want?\nFor example, try 'man man'; man -k . lists them all.",
    );
  }
  if (option === '-k') {
    const word = (rest[0] ?? '').toLowerCase();
    if (word === '') return complain(call, 'apropos what?');
    const found = PAGES.filter(({ name, also = [], title }) =>
      word === '.' ? true : [name, ...also, title].some((text) => text.toLowerCase().includes(word)),
    );
    if (found.length === 0) return complain(call, `${word}: nothing appropriate.`, NO_ENTRY);
    const rows = [...found].sort((a, b) => (a.name < b.name ? -1 : 1));
    return print(
      call,
      rows.map(({ name, section, title }) => `${`${name} (${section})`.padEnd(23)} - ${title}\n`).join(''),
    );
  }
  let status = 0;
  for (const name of call.words.filter((word) => !/^[157]$/.test(word))) {
    const page = pageNamed(name);
    if (page === null) {
      status = await complain(call, `No manual entry for ${name}`, NO_ENTRY);
      continue;
    }
    await print(call, pageText(page, call.host.columns(), call.isShown));
  }
  return status;
}

/** help: the commands with what they do. */
export function help(call: Call): Promise<number> {
  const pages = PAGES.filter(({ section }) => section === 1);
  const rows = pages.map(({ name, also = [], title }) => ({ names: [name, ...also].join(' '), title }));
  const width = Math.max(...rows.map(({ names }) => names.length));
  const text = rows
    .sort((a, b) => (a.names < b.names ? -1 : 1))
    .map(({ names, title }) => `${names.padEnd(width)}  ${title}\n`)
    .join('');
  return print(
    call,
    `${text}man NAME tells more, man -k . lists pages on files too; man bash tells of the keys.\n`,
  );
}
