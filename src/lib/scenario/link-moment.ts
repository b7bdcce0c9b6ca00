/**
 * From the parts of a whole link to the moment that it means. What is refused here was sent like that: by a newer
 * edition of the page, or by hand.
 */
import { failure, success, type Result } from '#lib/capture/result.ts';
import {
  fieldOf,
  readActs,
  readBlock,
  readCut,
  readFingerprint,
  readKernel,
  readOrder,
  readPosition,
  readRecording,
  readScenario,
  readText,
  type Reading,
} from './link-fields.ts';
import type { LinkField, LinkPieces } from './link-parts.ts';
import { FIELD_TAGS } from './link-registry.ts';
import type { Moment, RunSource } from './moment.ts';

export interface Refusal {
  readonly kind: 'newer' | 'nonsense';
  /** Index in the link. */
  readonly at: number;
  readonly message: string;
}

function refuse(kind: Refusal['kind'], at: number, message: string): Result<never, Refusal> {
  return failure({ kind, at, message });
}

/** A field by which the link says what nobody here understands. */
function isDemanding(field: LinkField): boolean {
  return fieldOf(field.tag) === null && !/[a-z]/.test(field.tag);
}

/** The first thing that keeps the fields from being read one by one. */
function firstTrouble({ link, fields, fieldsEnd, checkAt }: LinkPieces): Result<never, Refusal> | null {
  const seen = new Set<string>();
  for (const field of fields) {
    const { tag, start, content } = field;
    if (isDemanding(field)) {
      return refuse('newer', start, `This link says something that this page does not know (field ${tag}).`);
    }
    const known = fieldOf(tag);
    if (known === null) continue;
    const reading = known.read(content);
    if (!reading.ok) return refuse('nonsense', start, `The ${known.name} in this link ${reading.problem}.`);
    if (seen.has(tag)) return refuse('nonsense', start, `This link says its ${known.name} twice.`);
    seen.add(tag);
  }
  return fieldsEnd < checkAt
    ? refuse('nonsense', fieldsEnd, `A part of this link (${link.slice(fieldsEnd, checkAt)}) has no end.`)
    : null;
}

/** The value of the field with that letter; null if it is not there. */
function valueOf<T>(pieces: LinkPieces, tag: string, read: (text: string) => Reading<T>): T | null {
  const field = pieces.fields.find((candidate) => candidate.tag === tag);
  const reading = field === undefined ? null : read(field.content);
  return reading?.ok === true ? reading.value : null;
}

/** What the link begins with; null unless it names exactly one thing. */
function sourceOf(pieces: LinkPieces): RunSource | null {
  const id = valueOf(pieces, FIELD_TAGS.scenario, readScenario);
  const name = valueOf(pieces, FIELD_TAGS.recording, readRecording);
  const text = valueOf(pieces, FIELD_TAGS.text, readText);
  const schedule = valueOf(pieces, FIELD_TAGS.order, readOrder);
  const sources: RunSource[] = [];
  if (id !== null) sources.push({ kind: 'scenario', id });
  if (name !== null) sources.push({ kind: 'trace', name });
  if (text !== null) sources.push({ kind: 'text', text, schedule: schedule ?? [] });
  return sources.length === 1 && (text !== null || schedule === null) ? sources[0]! : null;
}

/** The moment that a whole link means. */
export function readMoment(pieces: LinkPieces): Result<Moment, Refusal> {
  const { link, kernelAt } = pieces;
  const variant = readKernel(link.charAt(kernelAt));
  if (!variant.ok) {
    return refuse(
      'newer',
      kernelAt,
      `The kernel in this link ${variant.problem}, which this page does not know.`,
    );
  }
  const trouble = firstTrouble(pieces);
  if (trouble !== null) return trouble;
  const source = sourceOf(pieces);
  if (source === null) {
    return refuse(
      'nonsense',
      kernelAt + 1,
      'This link has to name one scenario, one recording or one text; only a text has an order.',
    );
  }
  const cutAt = valueOf(pieces, FIELD_TAGS.cut, readCut);
  const acts = valueOf(pieces, FIELD_TAGS.acts, readActs);
  return success({
    source,
    variant: variant.value,
    position: valueOf(pieces, FIELD_TAGS.position, readPosition) ?? 0,
    block: valueOf(pieces, FIELD_TAGS.block, readBlock),
    fingerprint: valueOf(pieces, FIELD_TAGS.fingerprint, readFingerprint),
    ...(cutAt === null ? {} : { cutAt }),
    ...(acts === null ? {} : { acts }),
  });
}
