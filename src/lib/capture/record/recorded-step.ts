/**
 * One step of a recording, made of what was done, what came of it, and the files before and after.
 */
import type { BlockFiles } from '../trace-format.ts';
import { changedFiles, type SnapshotFiles } from './condense.ts';
import { unmovableBlocks } from './kernel-log.ts';
import type { Outcome } from './outcome.ts';
import type { RecordedStep } from './recording.ts';

/** The step with what it changed. */
export function stepOf(
  n: number,
  outcome: Outcome,
  before: SnapshotFiles,
  after: SnapshotFiles,
  dmesg: readonly string[],
  blockSizeBytes: number,
): RecordedStep {
  const { actor, op, shell, rc, errno, stdout, more } = outcome;
  const changed = changedFiles(before, after);
  const unmovable = unmovableBlocks(dmesg, blockSizeBytes);
  return {
    n,
    actor,
    op: op['kind'] === 'device_add' ? { ...op, ...guestNode(changed) } : op,
    shell,
    rc,
    errno,
    stdout,
    dmesg,
    after: { files: changed },
    ...(unmovable.length === 0 ? {} : { env: { unmovable } }),
    ...more,
  };
}

/** The node that the kernel gave the blocks of a new device: proximity domains have numbers of their own. */
function guestNode(changed: ReadonlyMap<string, string | BlockFiles | null>): { guestNode?: string } {
  for (const files of changed.values()) {
    if (files !== null && typeof files === 'object' && files.nodes !== undefined && files.nodes !== '')
      return { guestNode: files.nodes };
  }
  return {};
}
