/**
 * The state of the review corner: the reviews that this browser keeps, and the one on the desk. What changes is kept by
 * itself, a moment after the last key.
 */
import type { VariantId } from '#lib/hotplug/variants/variant.ts';
import type { LibraryText } from '#lib/scenario/library.ts';
import { KeptReviews, NOT_KEPT, type KeptReview } from '#lib/workbench/review/kept-reviews.ts';
import { referenceOf } from '#lib/workbench/review/finding-texts.ts';
import { mailReference, readMail, type MailView } from '#lib/workbench/review/mail.ts';
import type { RunStore } from '#lib/workbench/kept-runs.ts';

/** Between the last key and the disk. */
const PAUSE_MS = 500;

const EMPTY = { name: '', mail: '', text: '' } as const;
const FIRST_KERNELS: readonly VariantId[] = ['v6', 'merged'];

/** What of a review the reader changes. */
export type ReviewChange = Partial<Pick<KeptReview, 'name' | 'mail' | 'text' | 'kernels'>>;

export class Corner {
  readonly #kept: KeptReviews;
  readonly #nowMs: () => number;
  readonly #newId: () => string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #list: readonly KeptReview[] = $state.raw([]);
  #review: KeptReview = $state.raw({ id: '', ...EMPTY, kernels: FIRST_KERNELS, savedMs: 0 });
  #deleted: KeptReview | null = $state.raw(null);
  #trouble = $state('');
  readonly mail: MailView = $derived(readMail(this.#review.mail));
  /** What a card says of the mail. */
  readonly reference: readonly string[] = $derived(mailReference(this.mail));

  constructor(
    store: RunStore | null,
    nowMs: () => number = () => Date.now(),
    newId: () => string = () => crypto.randomUUID(),
  ) {
    this.#kept = new KeptReviews(store);
    this.#nowMs = nowMs;
    this.#newId = newId;
    this.#list = this.#kept.list();
    this.#review = this.#list[0] ?? this.#blank();
  }

  #blank(): KeptReview {
    return { id: this.#newId(), ...EMPTY, kernels: FIRST_KERNELS, savedMs: 0 };
  }

  /** All that are kept, the newest first. */
  get list(): readonly KeptReview[] {
    return this.#list;
  }

  get review(): KeptReview {
    return this.#review;
  }

  /** What was deleted last and can be put back. */
  get deleted(): KeptReview | null {
    return this.#deleted;
  }

  /** Why the last change is not kept; empty when it is. */
  get trouble(): string {
    return this.#trouble;
  }

  /** What to call the review on screen. */
  get name(): string {
    return nameOf(this.#review, this.mail);
  }

  /** Changes the review on the desk; it is kept soon. */
  change(change: ReviewChange): void {
    this.#review = { ...this.#review, ...change };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.keep(), PAUSE_MS);
  }

  /** Keeps the review on the desk now. An empty one is not worth a record. */
  keep(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { id, mail, text, name } = this.#review;
    const known = this.#list.find((other) => other.id === id);
    if (mail.trim() === '' && text.trim() === '' && name === '' && known === undefined) return;
    if (known !== undefined && isSame(known, this.#review)) return;
    this.#review = { ...this.#review, savedMs: this.#nowMs() };
    this.#trouble = this.#kept.save(this.#review) ? '' : NOT_KEPT;
    this.#list = [this.#review, ...this.#list.filter((other) => other.id !== id)];
  }

  /** A new, empty desk. */
  begin(): void {
    this.keep();
    this.#review = this.#blank();
  }

  open(id: string): void {
    this.keep();
    this.#review = this.#list.find((other) => other.id === id) ?? this.#review;
  }

  /** A finding as a worked example: who raised it where stands for the mail. */
  openExample(finding: LibraryText): void {
    this.keep();
    const { title, about, source, kernels } = finding;
    const mail = `From: ${referenceOf(finding)}\nSubject: ${title}\n\n${about}\n`;
    this.#review = { ...this.#blank(), name: title, mail, text: source, kernels };
  }

  remove(): void {
    clearTimeout(this.#timer);
    const { id } = this.#review;
    this.#kept.remove(id);
    this.#deleted = this.#review;
    this.#list = this.#list.filter((other) => other.id !== id);
    this.#review = this.#list[0] ?? this.#blank();
  }

  putBack(): void {
    const deleted = this.#deleted;
    if (deleted === null) return;
    this.keep();
    this.#deleted = null;
    this.#review = deleted;
    this.keep();
  }
}

const isSame = (a: KeptReview, b: KeptReview): boolean =>
  a.name === b.name && a.mail === b.mail && a.text === b.text && a.kernels.join() === b.kernels.join();

/** The name that the reader gave, else the subject of the mail. */
export function nameOf({ name }: Pick<KeptReview, 'name'>, { subject }: Pick<MailView, 'subject'>): string {
  return name !== '' ? name : (subject ?? 'A review without a name');
}
