/**
 * The state of the review corner: the reviews that this browser keeps, and the one on the desk. What changes is kept by
 * itself within half a second, what the explorer answers at once.
 */
import type { Result } from '#lib/capture/result.ts';
import type { LibraryText } from '#lib/scenario/library.ts';
import type { FileError } from '#lib/scenario/run-file.ts';
import { withAnswer, type Answer } from '#lib/workbench/review/answers.ts';
import { referenceOf } from '#lib/workbench/review/finding-texts.ts';
import {
  FIRST_KERNELS,
  isSameReview,
  type KeptReview,
  type KeptReviews,
} from '#lib/workbench/review/kept-reviews.ts';
import { mailReference, readMail, type MailView } from '#lib/workbench/review/mail.ts';
import { RecordShelf } from '../../shelf/record-shelf.svelte.ts';

/** Between a key and the disk. */
const PAUSE_MS = 500;

const BLANK = {
  ...{ title: '', savedMs: 0, revision: 0 },
  ...{ mail: '', text: '', kernels: FIRST_KERNELS, answers: [] },
} satisfies Omit<KeptReview, 'id'>;

/** What of a review the reader changes. */
export type ReviewChange = Partial<Pick<KeptReview, 'title' | 'mail' | 'text' | 'kernels' | 'answers'>>;

const isEqual = (a: KeptReview, b: KeptReview): boolean => isSameReview(a, b) && a.answers === b.answers;

export class Corner extends RecordShelf<KeptReview> {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #review: KeptReview = $state.raw({ id: '', ...BLANK });
  #sitting = $state(0);
  /** The worked example on the desk, as it comes: worth a record once something was made of it. */
  #example: KeptReview | null = null;
  readonly mail: MailView = $derived(readMail(this.#review.mail));
  /** What a card says of the mail. */
  readonly reference: readonly string[] = $derived(mailReference(this.mail));

  constructor(kept: KeptReviews, nowMs?: () => number) {
    super(kept, nowMs);
    this.#showNewest();
  }

  /** The review on the desk. */
  get review(): KeptReview {
    return this.#review;
  }

  /** Another number for each review that comes onto the desk; a copy of the same stays. */
  get sitting(): number {
    return this.#sitting;
  }

  /** What to call the review on the desk. */
  get name(): string {
    return this.nameOf(this.#review);
  }

  /** Is there nothing on the desk, and no record of it? */
  get isBlank(): boolean {
    const { mail, text, title } = this.#review;
    return this.onScreen === null && mail.trim() === '' && text.trim() === '' && title === '';
  }

  /** Changes the review on the desk; it is kept soon. */
  change(change: ReviewChange): void {
    this.#review = { ...this.#review, ...change };
    this.#timer ??= setTimeout(() => this.keep(), PAUSE_MS);
  }

  /** The explorer has answered. */
  answer(answer: Answer): void {
    this.change({ answers: withAnswer(this.#review.answers, answer) });
    this.keep();
  }

  /** Keeps the review on the desk now. Nothing, and an example that was only opened, is not worth a record. */
  keep(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { onScreen } = this;
    const isKept = onScreen !== null && isEqual(onScreen, this.#review) && !this.isUnkept(onScreen);
    const isExample = this.#example !== null && isEqual(this.#example, this.#review);
    if (isKept || isExample || this.isBlank) return;
    this.#review = this.write(this.#review);
    this.onScreen = this.#review;
  }

  /** A new desk with nothing on it. */
  begin(): void {
    this.keep();
    this.#show(null);
  }

  /** Puts one that is kept onto the desk, as it is kept now. */
  bring(review: KeptReview): void {
    this.keep();
    this.#show(this.get(review.id) ?? review);
  }

  /** A finding as a worked example: who raised it where stands for the mail. */
  openExample(finding: LibraryText): void {
    this.begin();
    const { title, about, source, kernels } = finding;
    const mail = `From: ${referenceOf(finding)}\nSubject: ${title}\n\n${about}\n`;
    this.#review = { ...this.#review, title, mail, text: source, kernels };
    this.#example = this.#review;
  }

  override rename(review: KeptReview, title: string): void {
    if (review.id !== this.#review.id) return super.rename(review, title);
    this.change({ title: title.trim() });
    this.keep();
  }

  override remove(review: KeptReview): void {
    this.keep();
    const isOnDesk = review.id === this.#review.id;
    super.remove(review);
    if (isOnDesk) this.#showNewest();
  }

  override putBack(): KeptReview | null {
    this.keep();
    const review = super.putBack();
    if (review !== null) this.#show(review);
    return review;
  }

  override bringBack(text: string): Result<readonly KeptReview[], FileError> {
    this.keep();
    const brought = super.bringBack(text);
    if (brought.ok && brought.value[0] !== undefined) this.#show(brought.value[0]);
    return brought;
  }

  /** The review on the desk as the text of a file. */
  fileOfOne(): string {
    return this.file([this.#review]);
  }

  protected override follows(there: KeptReview): boolean {
    if (super.follows(there)) return true;
    const { onScreen } = this;
    if (onScreen === null || !isEqual(onScreen, this.#review) || !isSameReview(there, onScreen)) return false;
    this.onScreen = there;
    this.#review = there;
    return true;
  }

  #showNewest(): void {
    this.#show(this.records[0] ?? null);
  }

  #show(review: KeptReview | null): void {
    this.#example = null;
    if (review === null) this.onScreen = null;
    else this.take(review);
    this.#review = review ?? { id: this.newId(), ...BLANK };
    this.#sitting++;
  }
}
