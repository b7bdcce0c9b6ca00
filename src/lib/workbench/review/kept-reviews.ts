/**
 * Reviews under way, as the browser keeps them: the pasted mail, the scenario beside it, the kernels. One record for
 * each; nothing leaves the device. Every record is read with the same distrust as a file from elsewhere.
 */
import type { JsonPlace } from '#lib/capture/json-place.ts';
import type { VariantId } from '#lib/hotplug/variants/variant.ts';
import { readJsonFile, variantAt } from '#lib/scenario/run-file.ts';
import type { RunStore } from '../kept-runs.ts';

export interface KeptReview {
  readonly id: string;
  readonly name: string;
  /** As pasted. */
  readonly mail: string;
  /** Scenario text. */
  readonly text: string;
  readonly kernels: readonly VariantId[];
  readonly savedMs: number;
}

const PREFIX = 'memory-hotplug-playground.review.';
const MOST_NAME = 200;

/** Said when the browser does not keep something. */
export const NOT_KEPT =
  'The browser refuses to keep this review: storage is full or not allowed. Copy what you need before you leave.';

function reviewAt(place: JsonPlace): KeptReview {
  return {
    id: place.at('id').text(),
    name: place.at('name').text().slice(0, MOST_NAME),
    mail: place.at('mail').text(),
    text: place.at('text').text(),
    kernels: place.at('kernels').list().map(variantAt),
    savedMs: place.at('savedMs').integer(0, Number.MAX_SAFE_INTEGER),
  };
}

export class KeptReviews {
  readonly #store: RunStore | null;

  /** Without a store nothing is kept. */
  constructor(store: RunStore | null) {
    this.#store = store;
  }

  /** All of them, the newest first. A damaged record is passed over. */
  list(): KeptReview[] {
    return this.#texts()
      .flatMap((text) => {
        const read = readJsonFile(text, reviewAt);
        return read.ok ? [read.value] : [];
      })
      .sort((a, b) => b.savedMs - a.savedMs);
  }

  /** Writes a review; says whether the browser allowed it. */
  save(review: KeptReview): boolean {
    try {
      if (this.#store === null) return false;
      this.#store.setItem(PREFIX + review.id, JSON.stringify(review));
      return true;
    } catch {
      return false;
    }
  }

  remove(id: string): void {
    try {
      this.#store?.removeItem(PREFIX + id);
    } catch {
      return;
    }
  }

  #texts(): string[] {
    try {
      const store = this.#store;
      const keys = Array.from({ length: store?.length ?? 0 }, (_, i) => store?.key(i) ?? '');
      return keys.filter((key) => key.startsWith(PREFIX)).flatMap((key) => store?.getItem(key) ?? []);
    } catch {
      return [];
    }
  }
}
