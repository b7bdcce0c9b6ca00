/** What the page says about leaving is what the kernel then does. */
import { describe, expect, it } from 'vitest';
import type { Deed } from '#lib/scenario/deed.ts';
import { leavingBlocks, leavingDevices } from './leaving.ts';
import { LiveRun } from './live-run.ts';
import { playScenario } from './playable.ts';
import { scenarioById } from '#lib/scenario/gallery.ts';

function live(id: string): LiveRun {
  const playable = playScenario(scenarioById(id)!);
  const { source, variant, machine } = playable;
  return new LiveRun(playable, { source, variant, cutAt: null, acts: [] }, machine.run.length);
}

describe('will it come back out', () => {
  it('is answered for each block as offlining it then answers', () => {
    for (const id of ['movable', 'dimm', 'ratio', 'cxl', 'first']) {
      const run = live(id);
      for (const position of run.timeline.marks.map(({ endStep }) => endStep ?? 0)) {
        for (const { firstId, lastId, leaves } of leavingBlocks(run.frame(position))) {
          for (const block of new Set([firstId, lastId])) {
            const path = `/sys/devices/system/memory/memory${block}/state`;
            const deed: Deed = { kind: 'sysfs_write', path, bytes: 'offline\n' };
            const trial = run.whatIf(position, deed, 'somebody');
            if (trial.refusals.some(({ functionName }) => functionName.includes('notifier'))) continue;
            if (trial.refusals.some(({ reason }) => reason.includes('System RAM'))) continue;
            expect({ id, position, block, leaves: trial.kind === 'done' }).toEqual({
              id,
              position,
              block,
              leaves,
            });
          }
        }
      }
    }
  });

  it('names the block that stops a device first', () => {
    const run = live('dimm');
    const pinned = run.timeline.marks[1]!.endStep!;
    expect(leavingDevices(run.frame(pinned))).toEqual([{ name: 'dimm0', onlineBlocks: 4, stoppedBy: 34 }]);
    expect(leavingDevices(run.frame(pinned - 1))).toEqual([
      { name: 'dimm0', onlineBlocks: 4, stoppedBy: null },
    ]);
  });
});
