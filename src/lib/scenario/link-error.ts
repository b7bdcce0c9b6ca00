/**
 * Why a link could not be opened, and what could be read of it: the page draws the link part by part from this.
 */

export type LinkErrorKind =
  /** There is nothing, or nothing that looks like a link of this page. */
  | 'empty'
  | 'not-a-link'
  /** More text than any link has; not looked at. */
  | 'too-long'
  /** The end is missing. */
  | 'cut'
  /** There are more characters than the link says that it has. */
  | 'longer'
  /** The checksum does not match. */
  | 'changed'
  /** Whole, but written by a newer edition of this page. */
  | 'newer'
  /** Whole, but says something that no edition of this page writes. */
  | 'nonsense';

export type LinkPartName =
  | 'version'
  | 'length'
  | 'kernel'
  | 'scenario'
  | 'recording'
  | 'position'
  | 'block'
  | 'fingerprint'
  | 'cut'
  | 'acts'
  | 'text'
  | 'order'
  | 'checksum'
  | 'unknown';

/**
 * `read`: the checksum vouches for it. `doubtful`: it can be read, but nothing says that it is what was sent.
 * `bad`: the damage is here, or it cannot be read. `missing`: it should stand here and does not.
 */
export type LinkPartState = 'read' | 'doubtful' | 'bad' | 'missing';

export interface LinkPart {
  readonly name: LinkPartName;
  readonly state: LinkPartState;
  /** Its characters; empty when missing. */
  readonly text: string;
  /** Index of its first character in the link. */
  readonly start: number;
  /** What it says: `v1p8`, `step 94`, `memory34` …; empty when it cannot be read. */
  readonly words: string;
}

export interface LinkError {
  readonly kind: LinkErrorKind;
  /** The characters of the link that were found, without what stood round it. */
  readonly link: string;
  /** Index in `link` of the character at which the trouble is; null when it cannot be told. */
  readonly at: number | null;
  /** All parts of the link in their order, missing ones included. */
  readonly parts: readonly LinkPart[];
  /** What is wrong, one or two sentences. */
  readonly message: string;
  /** What to do about it, one sentence. */
  readonly advice: string;
}

const COPY_AGAIN = 'Copy the link again from where it was written, and all of it.';
const RAW_MESSAGE =
  'Copy the link again; if it came by mail, take it from the raw message, as mail programs break long lines.';

const ADVICE: Readonly<Record<LinkErrorKind, string>> = {
  empty: 'Paste a link, or choose a scenario or a recorded run.',
  'not-a-link': 'Paste a link of this page, or choose a scenario or a recorded run.',
  'too-long': 'Paste only the line with the link.',
  cut: RAW_MESSAGE,
  longer: COPY_AGAIN,
  changed: RAW_MESSAGE,
  newer: 'Load this page anew to get its newest edition, then open the link again.',
  nonsense: 'Ask whoever wrote the link for another one.',
};

/** An error with the advice that belongs to its kind. */
export function linkError(
  kind: LinkErrorKind,
  shape: Pick<LinkError, 'link' | 'at' | 'parts'>,
  message: string,
): LinkError {
  return { kind, ...shape, message, advice: ADVICE[kind] };
}
