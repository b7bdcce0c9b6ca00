/**
 * A deed that can be chosen, with the name under which the page offers it.
 */
import { describeDeed, type Deed } from '#lib/scenario/deed.ts';

/** One thing to do. */
export interface DeedChoice {
  /** The same at every moment, e.g. `block.online_movable`. */
  readonly id: string;
  /** As an imperative. */
  readonly title: string;
  readonly deed: Deed;
  /** The shell line or call that it stands for. */
  readonly text: string;
}

export interface DeedGroup {
  readonly id: string;
  readonly title: string;
  readonly choices: readonly DeedChoice[];
}

export function choice(id: string, title: string, deed: Deed): DeedChoice {
  return { id, title, deed, text: describeDeed(deed) };
}
