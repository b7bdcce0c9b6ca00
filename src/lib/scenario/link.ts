/**
 * Links: a moment of a run as a short text for the fragment of an address, and back. docs/links.md has the format and
 * the promise: what was published once is read for ever, and damage never opens another moment.
 */
import { failure, type Result } from '#lib/capture/result.ts';
import { readLength, toBase62, writeLength } from './base62.ts';
import { CHECK_LENGTH, checkDigits, findSingleChange, isWhole } from './checksum.ts';
import { encodeActs } from './link-acts.ts';
import { linkError, type LinkError } from './link-error.ts';
import { encodeName } from './link-name.ts';
import { readMoment, type Refusal } from './link-moment.ts';
import { describeParts, takeApart, type LinkPieces } from './link-parts.ts';
import { FIELD_TAGS, LINK_VERSION, VARIANT_NUMBERS } from './link-registry.ts';
import { encodeScenarioText, encodeSchedule } from './link-scenario.ts';
import { findLinkText, type FoundText } from './link-text.ts';
import { MAX_BLOCK, MAX_FINGERPRINT, MAX_POSITION, type Moment, type RunSource } from './moment.ts';

/** Characters of a text in which a link is looked for; longer ones are refused unread. */
export const MAX_TEXT_LENGTH = 8192;
/** Leaves room for the rest of an address. */
const MAX_LINK_LENGTH = 7800;

function field(tag: string, content: string): string {
  return tag + writeLength(content.length) + content;
}

/** A number field; nothing for null. */
function numberField(tag: string, value: number | null | undefined, limit: number): string {
  if (value === null || value === undefined) return '';
  if (value > limit) throw new RangeError(`${value} is beyond ${limit} and does not fit into a link`);
  return field(tag, toBase62(value));
}

function sourceFields(source: RunSource): string {
  if (source.kind === 'scenario') return field(FIELD_TAGS.scenario, encodeName(source.id));
  if (source.kind === 'trace') return field(FIELD_TAGS.recording, encodeName(source.name));
  const { text, schedule } = source;
  const order = schedule.length === 0 ? '' : field(FIELD_TAGS.order, encodeSchedule(schedule));
  return field(FIELD_TAGS.text, encodeScenarioText(text)) + order;
}

/**
 * The link of a moment, without `#`: letters and digits only. One moment has one link.
 * @throws {RangeError} for a number or a name outside the limits in moment.ts, and for a longer link than is read
 */
export function encodeLink(moment: Moment): string {
  const { source, variant, position, block, fingerprint, cutAt, acts = [] } = moment;
  const body = [
    toBase62(VARIANT_NUMBERS[variant]),
    sourceFields(source),
    numberField(FIELD_TAGS.position, position === 0 ? null : position, MAX_POSITION),
    numberField(FIELD_TAGS.block, block, MAX_BLOCK),
    numberField(FIELD_TAGS.fingerprint, fingerprint, MAX_FINGERPRINT),
    numberField(FIELD_TAGS.cut, cutAt, MAX_POSITION),
    acts.length === 0 ? '' : field(FIELD_TAGS.acts, encodeActs(acts)),
  ].join('');
  const rest = LINK_VERSION.length + body.length + CHECK_LENGTH;
  const shortLength = rest + 1;
  const digits = writeLength(shortLength).length;
  if (rest + digits > MAX_LINK_LENGTH)
    throw new RangeError(`a link of ${rest + digits} characters is too long`);
  const link = LINK_VERSION + writeLength(rest + digits) + body;
  return link + checkDigits(link);
}

/** A link that could not be told from the text round it, or is not one. */
function refuseUnread(kind: 'empty' | 'not-a-link' | 'too-long', message: string): Result<never, LinkError> {
  return failure(linkError(kind, { link: '', at: null, parts: [] }, message));
}

/** A link that ends too early, or is stopped by a character that no link has. */
function refuseShort({ characters, foreign }: FoundText, promised: number): Result<never, LinkError> {
  const at = characters.length;
  const parts = describeParts(takeApart(characters, promised), false, null);
  const shape = { link: characters, at, parts };
  if (foreign !== null) {
    const message = `The character "${foreign}" stands within this link, which has only letters and digits.`;
    return failure(linkError('changed', shape, message));
  }
  const message =
    promised > 0
      ? `This link is cut: it says that it has ${promised} characters, ${at} of them are here.`
      : 'This link is cut after its first characters.';
  return failure(linkError('cut', shape, message));
}

/** A link with more characters than it says it has. */
function refuseLonger({ characters, ends }: FoundText, promised: number): Result<never, LinkError> {
  const link = characters.slice(
    0,
    ends.find((end) => end > promised),
  );
  const parts = describeParts(takeApart(link, promised), false, null);
  const message = `This link says that it has ${promised} characters, but has ${link.length}.`;
  return failure(linkError('longer', { link, at: null, parts }, message));
}

/** A link of the right length whose checksum does not match. */
function refuseChanged(link: string): Result<never, LinkError> {
  const change = findSingleChange(link);
  const at = change?.index ?? null;
  const parts = describeParts(takeApart(link, link.length), false, at);
  const place =
    change === null
      ? 'More than one character of it was changed on its way.'
      : `If only one character was changed, it is number ${change.index + 1}: "${link.charAt(change.index)}" stands in the place of "${change.instead}".`;
  const message = `The checksum of this link does not match. ${place}`;
  return failure(linkError('changed', { link, at, parts }, message));
}

/** What a link with a matching checksum means to this edition of the page. */
function readWhole(pieces: LinkPieces): Result<Moment, Refusal> {
  const version = pieces.link.charAt(0);
  if (version === LINK_VERSION) return readMoment(pieces);
  const message = `This link is written in format ${version}; this page reads format ${LINK_VERSION}.`;
  return failure({ kind: 'newer', at: 0, message });
}

/** Opens a link whose checksum matches. */
function openWhole(link: string): Result<Moment, LinkError> {
  const pieces = takeApart(link, link.length);
  const moment = readWhole(pieces);
  if (moment.ok) return moment;
  const { kind, at, message } = moment.error;
  return failure(linkError(kind, { link, at, parts: describeParts(pieces, true, at) }, message));
}

/**
 * The moment that a link means. The text may be a fragment with or without `#`, a whole address, and whatever stands
 * round a link in quotes, brackets, Markdown and mail. Damage anywhere gives an error or the same moment.
 */
export function decodeLink(text: string): Result<Moment, LinkError> {
  if (text.length > MAX_TEXT_LENGTH) {
    return refuseUnread(
      'too-long',
      `This text has ${text.length} characters; no link has more than ${MAX_TEXT_LENGTH}.`,
    );
  }
  if (/^[\s#]*$/.test(text)) return refuseUnread('empty', 'There is no link.');
  const found = findLinkText(text);
  if (found === null) return refuseUnread('not-a-link', 'There is no link in this text.');
  const { characters, ends } = found;
  const promised = readLength(characters, 1)?.length ?? 0;
  const link = characters.slice(0, promised);
  const isComplete = promised > 0 && ends.includes(promised);
  if (isComplete && isWhole(link)) return openWhole(link);
  if (!characters.startsWith(LINK_VERSION) && !(isComplete && findSingleChange(link)?.index === 0)) {
    return refuseUnread('not-a-link', `This is no link of this page: those begin with "${LINK_VERSION}".`);
  }
  if (isComplete) return refuseChanged(link);
  return promised > characters.length || promised === 0
    ? refuseShort(found, promised)
    : refuseLonger(found, promised);
}
