/**
 * A mail with a patch, or a commit description, taken apart for reading. Nothing of it is executed or fetched: lines
 * get a kind, and of the headers those that say what a review is about.
 */

export type MailLineKind = 'header' | 'quote' | 'file' | 'hunk' | 'added' | 'removed' | 'text';

export interface MailLine {
  readonly kind: MailLineKind;
  readonly text: string;
}

export interface MailView {
  readonly subject: string | null;
  readonly from: string | null;
  readonly date: string | null;
  /** With its angle brackets. */
  readonly messageId: string | null;
  /** Files that the patch touches, each once, in their order. */
  readonly files: readonly string[];
  readonly lines: readonly MailLine[];
}

/** Longest text that is taken, in characters: ten long patches. */
export const MAX_MAIL = 500_000;

const HEADER = /^([A-Za-z][A-Za-z-]*):[ \t]?(.*)$/;
const COMMIT = /^commit [0-9a-f]{7,64}\b/;
const QUOTE = /^(?:>[ \t]?)+/;
const ENCODED = /=\?([\w-]+)\?([QqBb])\?([^?]*)\?=(?:\s+(?==\?))?/g;

/** `=?UTF-8?q?J=C3=BCrgen?=` as people write it; left alone where it cannot be read. */
function decoded(text: string): string {
  return text.replaceAll(ENCODED, (whole, charset: string, how: string, content: string) => {
    try {
      const bytes =
        how.toLowerCase() === 'b'
          ? atob(content)
          : content
              .replaceAll('_', ' ')
              .replaceAll(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
      return new TextDecoder(charset).decode(Uint8Array.from(bytes, (char) => char.charCodeAt(0)));
    } catch {
      return whole;
    }
  });
}

interface Head {
  readonly fields: ReadonlyMap<string, string>;
  /** Lines that belong to it. */
  readonly length: number;
}

/** The headers of a mail, or what git writes above a commit's description. */
function headOf(lines: readonly string[]): Head {
  const fields = new Map<string, string>();
  let last: string | null = null;
  let at = 0;
  for (; at < lines.length; at++) {
    const line = lines[at]!;
    const match = HEADER.exec(line);
    if (match !== null) {
      last = match[1]!.toLowerCase();
      if (!fields.has(last)) fields.set(last, match[2]!.trim());
    } else if (last !== null && /^[ \t]\S/.test(line)) {
      fields.set(last, `${fields.get(last)!} ${line.trim()}`);
    } else if (!(at === 0 && (COMMIT.test(line) || line.startsWith('From ')))) break;
  }
  return fields.size === 0 ? { fields, length: 0 } : { fields, length: at };
}

const FILE_LINES = [/^diff --git a\/\S+ b\/(\S+)/, /^\+\+\+ b\/(\S+)/, /^--- a\/(\S+)/];
const STAT_LINE = /^ (\S+)\s+\|\s+\d+ ?[+-]*$/;

function filesOf(lines: readonly string[]): string[] {
  const plain = lines.map((line) => line.replace(QUOTE, ''));
  const find = (patterns: readonly RegExp[]): string[] =>
    plain.flatMap((line) => patterns.flatMap((pattern) => pattern.exec(line)?.[1] ?? []));
  const inDiff = find(FILE_LINES);
  return [...new Set(inDiff.length > 0 ? inDiff : find([STAT_LINE]))];
}

/** Lines of a diff that do not begin with a sign of their own. */
const DIFF_HEAD =
  /^(?:diff --git |index [0-9a-f]+\.\.|(?:new|deleted) file mode |(?:old|new) mode |similarity |rename |--- (?:a\/|\/dev\/null)|\+\+\+ (?:b\/|\/dev\/null))/;

function kindsOf(lines: readonly string[]): MailLine[] {
  let inHunk = false;
  return lines.map((text): MailLine => {
    if (DIFF_HEAD.test(text)) {
      inHunk = false;
      return { kind: 'file', text };
    }
    if (/^@@ -\d/.test(text)) {
      inHunk = true;
      return { kind: 'hunk', text };
    }
    // `-- ` ends the patch of a mail; any other line without a sign ends the hunk.
    if (inHunk && (text === '-- ' || (text !== '' && !/^[ +\-\\]/.test(text)))) inHunk = false;
    if (inHunk && text.startsWith('+')) return { kind: 'added', text };
    if (inHunk && text.startsWith('-')) return { kind: 'removed', text };
    return { kind: QUOTE.test(text) && !inHunk ? 'quote' : 'text', text };
  });
}

/** Takes a text apart; whatever it is, every line of it comes back. */
export function readMail(text: string): MailView {
  const lines = text.replaceAll(/\r\n?/g, '\n').replace(/\n+$/, '').split('\n');
  const head = headOf(lines);
  const body = lines.slice(head.length);
  const field = (...names: readonly string[]): string | null => {
    const value = names.map((name) => head.fields.get(name)).find((found) => found !== undefined);
    return value === undefined || value === '' ? null : decoded(value);
  };
  const ofCommit = head.fields.has('author')
    ? (body.find((line) => /^ {4}\S/.test(line))?.trim() ?? null)
    : null;
  return {
    subject: field('subject') ?? ofCommit,
    from: field('from', 'author'),
    date: field('date', 'authordate'),
    messageId: /<[^<>\s]+>/.exec(field('message-id') ?? '')?.[0] ?? null,
    files: filesOf(body),
    lines: [
      ...lines.slice(0, head.length).map((line) => ({ kind: 'header' as const, text: line })),
      ...kindsOf(body),
    ],
  };
}

/** What a card says of the mail that it is about; nothing where the text is no mail. */
export function mailReference({ subject, from, date, messageId }: MailView): string[] {
  if (subject === null && messageId === null) return [];
  return [
    `On: ${subject ?? 'a mail'}`,
    ...(from === null ? [] : [`    ${[from, date].filter((part) => part !== null).join(', ')}`]),
    ...(messageId === null ? [] : [`    ${messageId}`]),
  ];
}
