/**
 * Reviews under way, as the browser keeps them: the pasted mail, the scenario beside it, the kernels, and what the
 * explorer has answered. Nothing leaves the device.
 */
import type { JsonPlace } from '#lib/capture/json-place.ts';
import { VARIANT_IDS, type VariantId } from '#lib/hotplug/variants/index.ts';
import { REVIEWS_FORMAT } from '#lib/scenario/run-file.ts';
import { headAt, KeptRecords, type KeptRecord, type RecordKind, type RecordStore } from '../kept/records.ts';
import { joinAnswers, type Answer } from './answers.ts';
import { readMail } from './mail.ts';
import { answersAt, plainAnswer } from './read-answer.ts';

export interface KeptReview extends KeptRecord {
  /** As pasted. */
  readonly mail: string;
  /** Scenario text. */
  readonly text: string;
  readonly kernels: readonly VariantId[];
  /** At most one for each kernel. */
  readonly answers: readonly Answer[];
}

export type KeptReviews = KeptRecords<KeptReview>;

/** Kernels of a review that names none. */
export const FIRST_KERNELS: readonly VariantId[] = ['v6', 'merged'];

/** The name that the reader gave, else the subject of the mail. */
export function nameOfReview({ title, mail }: Pick<KeptReview, 'title' | 'mail'>): string {
  return title !== '' ? title : (readMail(mail).subject ?? 'A review without a name');
}

/** Kernels of a newer edition of the page are passed over. */
function kernelsAt(place: JsonPlace): readonly VariantId[] {
  const names = new Set(place.list().map((name) => name.text()));
  const known = [...names].flatMap((name) => VARIANT_IDS.find((variant) => variant === name) ?? []);
  return known.length > 0 ? known : FIRST_KERNELS;
}

/** Reviews of the first edition have a `name`, no revision and no answers. */
function reviewAt(place: JsonPlace): KeptReview {
  const isOld = !place.has('revision');
  const { id, title, savedMs, revision } = isOld ? oldHeadAt(place) : headAt(place);
  return {
    id,
    title,
    savedMs,
    revision,
    mail: place.at('mail').text(),
    text: place.at('text').text(),
    kernels: kernelsAt(place.at('kernels')),
    answers: isOld ? [] : answersAt(place.at('answers')),
  };
}

function oldHeadAt(place: JsonPlace): KeptRecord {
  return {
    id: place.at('id').text(),
    title: place.at('name').text(),
    savedMs: place.at('savedMs').amount(),
    revision: 0,
  };
}

/** Has the reader made the same of both? Answers are worked out anew whenever somebody asks. */
export function isSameReview(a: KeptReview, b: KeptReview): boolean {
  return (
    a.title === b.title && a.mail === b.mail && a.text === b.text && a.kernels.join() === b.kernels.join()
  );
}

const REVIEWS: RecordKind<KeptReview> = {
  noun: 'review',
  prefix: 'memory-hotplug-playground.review.',
  format: REVIEWS_FORMAT,
  list: 'reviews',
  advice: 'Save it as a file, or delete reviews from the list; the page goes on.',
  plain: ({ answers, ...rest }) => ({ ...rest, answers: answers.map(plainAnswer) }),
  read: reviewAt,
  nameOf: nameOfReview,
  join: (there, own) =>
    isSameReview(there, own) ? { ...there, answers: joinAnswers(there.answers, own) } : null,
  brought: (review) => ({
    ...review,
    answers: review.answers.map((answer) => ({ ...answer, isFromFile: true })),
  }),
};

/** The reviews of a store; without one every write fails with a reason. */
export function keptReviews(store: RecordStore | null, newId?: () => string): KeptReviews {
  return new KeptRecords(REVIEWS, store, newId);
}
