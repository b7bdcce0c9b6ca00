/**
 * Remedies that the page can do itself. For a refusal because of pages that are held, letting go of them, with what
 * the same offlining would come to afterwards, found out on a copy of the machine; for one by the rule of a notifier,
 * removing the rules.
 */
import { REMOVE_RULE } from '#lib/hotplug/core/notifier.ts';
import type { Deed } from '#lib/scenario/deed.ts';
import { choice, type DeedChoice } from './deed-choice.ts';
import type { Frame, RefusalView } from './frame.ts';
import type { Trial } from './what-if.ts';

const PAGE_BYTES = 4096;
/** Letters of page classes that a user of the machine can let go of: pinned pages and the test module's own. */
const RELEASABLE = 'PKO';

export interface Remedy {
  readonly choice: DeedChoice;
  /** What the reader wanted and could try once the remedy is done; null where that cannot be told. */
  readonly then: { readonly text: string; readonly deed: Deed } | null;
}

function ofRules(refusals: readonly RefusalView[]): Remedy[] {
  if (refusals.every(({ remedy }) => remedy !== REMOVE_RULE)) return [];
  const remove = choice('remedy.rules', 'remove the rules here', { kind: 'notifier_clear' });
  return [{ choice: remove, then: null }];
}

/** Remedies for the refusals shown, each once. */
export function remediesOf(frame: Frame, refusals: readonly RefusalView[]): Remedy[] {
  return [...ofPages(frame, refusals), ...ofRules(refusals)];
}

function ofPages({ pageRuns, blockSizeBytes }: Frame, refusals: readonly RefusalView[]): Remedy[] {
  const blocks = new Set(refusals.map(({ block }) => block).filter((block) => block !== null));
  return [...blocks].flatMap((block) => {
    const [start, end] = [block * blockSizeBytes, (block + 1) * blockSizeBytes];
    return pageRuns
      .filter(({ letter }) => RELEASABLE.includes(letter))
      .map(({ startPfn }) => startPfn * PAGE_BYTES)
      .filter((bytes) => start <= bytes && bytes < end)
      .map((startBytes): Remedy => {
        const path = `/sys/devices/system/memory/memory${block}/state`;
        const deed: Deed = { kind: 'sysfs_write', path, bytes: 'offline\n' };
        return {
          choice: choice(`remedy.${startBytes}`, 'release it here', { kind: 'unpin', startBytes }),
          then: { text: `echo offline > memory${block}/state`, deed },
        };
      });
  });
}

/** What came of what was wanted, in a few words. */
export function outcomeText(trial: Trial | null): string {
  if (trial === null) return '';
  if (trial.kind === 'waits') return 'would wait';
  return `returns ${trial.result ?? ''}`;
}
