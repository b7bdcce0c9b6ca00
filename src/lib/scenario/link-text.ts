/**
 * Finds a link in what a person pasted: a whole address, in quotes, brackets or Markdown, quoted in a mail and broken
 * into lines by it, escaped by a form. A link has only letters and digits, so everything else can be told from it.
 */

export interface FoundText {
  /** The letters and digits from the start of the link on, without the breaks among them. */
  readonly characters: string;
  /** Lengths of `characters` at which a link may end: where a break or another character stood. */
  readonly ends: readonly number[];
  /** Another character that stopped the reading in the middle of letters and digits; null if none did. */
  readonly foreign: string | null;
}

const CHARACTERS = /[0-9A-Za-z]+/y;
/**
 * What programs put into a link: white space, the marks of quoting (without the line end before them, once the text
 * was pasted into a single line), soft line ends of quoted-printable.
 */
const BREAK = /(?:=\r?\n|[\s>\u00ad\u200b\u2060])+/y;
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', amp: '&', '#35': '#' };

/** Escapes of addresses and of HTML; a link that went through two forms is escaped twice. */
function unescape(text: string): string {
  const once = (escaped: string) =>
    escaped.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return once(once(text)).replace(/&(lt|gt|quot|amp|#35);/g, (_, name: string) => ENTITIES[name]!);
}

/** Index of the link's first character; -1 if there is none. */
function startOf(text: string): number {
  const likely = text.search(/#\s*[A-Za-z][0-9A-Za-z]{8}/);
  const hash = likely >= 0 ? likely : text.indexOf('#');
  if (hash < 0 && text.includes('://')) return -1;
  const start = text.slice(hash + 1).search(/[0-9A-Za-z]/);
  return start < 0 ? -1 : hash + 1 + start;
}

/** What `pattern`, which is sticky, matches at `at`. */
function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}

/** The characters of the first link in `text`, or null if there is no place at which one could begin. */
export function findLinkText(text: string): FoundText | null {
  const plain = unescape(text);
  let at = startOf(plain);
  if (at < 0) return null;
  let characters = '';
  const ends: number[] = [];
  for (;;) {
    const run = matchAt(CHARACTERS, plain, at);
    characters += run;
    at += run.length;
    if (run !== '') ends.push(characters.length);
    const between = matchAt(BREAK, plain, at);
    at += between.length;
    if (between === '') break;
  }
  const isInside = matchAt(CHARACTERS, plain, at + 1) !== '';
  return { characters, ends, foreign: isInside ? plain.charAt(at) : null };
}
