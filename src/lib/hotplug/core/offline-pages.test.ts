/**
 * offline_pages() against spec 02 §11.1 and §11.2: the causes of a failure in the order in which they are tested,
 * what each cleans up, what success changes, and the endless loop that only a signal ends.
 */
import { describe, expect, test } from 'vitest';
import { zoneRow } from '../state/blocks.ts';
import type { MachineDescription } from '../state/machine.ts';
import {
  PAGE_HUGETLB_UNDISSOLVABLE,
  PAGE_OFFLINE_REFERENCED,
  PAGE_OFFLINE_SKIPPABLE,
  PAGE_PINNED,
  PAGE_UNMOVABLE,
  freePages,
} from '../state/pages.ts';
import { ZONE_DMA, ZONE_DMA32, ZONE_NORMAL } from '../state/units.ts';
import { DEVICE_HOTPLUG_LOCK, MEM_HOTPLUG_LOCK } from '../run/locks.ts';
import { Lab } from '../testing/lab.ts';
import { BLOCK_PAGES, bootBlocks, bootZone, pfn, range } from '../testing/lab-machine.ts';
import { add_memory } from './add-memory.ts';

/** Blocks 32 to 34 online in Normal of node 1. */
function lab(differences: Partial<MachineDescription> = {}): Lab {
  const made = new Lab({ defaultOnlineType: 2, ...differences });
  made.call(add_memory, 1, ...range(32, 3), 0);
  return made.listen();
}

/** Somebody releases the resource of the blocks, so that System RAM does not cover them any more. */
function releaseResource(made: Lab): void {
  const [startBytes, sizeBytes] = range(32, 3);
  made.begin({ kind: 'region_release', startBytes, sizeBytes, name: '' });
}

/** Begins to offline a block with a signal pending, which nobody handles before. */
function offlineWithSignal(made: Lab, block = 32): string {
  const job = made.machine.begin('root', {
    kind: 'sysfs_write',
    path: `/sys/devices/system/memory/memory${block}/state`,
    bytes: 'offline',
  });
  made.signal({ id: job.threadId });
  return made.answer(job);
}

describe('causes, in the order in which they are tested', () => {
  /** Each plants its cause; all planted at once, the first one decides, then the second … */
  const causes = [
    ['holes in System RAM', 'EINVAL', 'memory holes', releaseResource],
    ['isolation', 'EBUSY', 'failure to isolate range', (made: Lab) => void made.place(PAGE_UNMOVABLE, 32, 5)],
    ['a veto', 'ENOMEM', 'notifier failure', (made: Lab) => made.veto('GOING_OFFLINE', 32, 12)],
    ['a signal', 'EINTR', 'signal backoff', () => undefined],
    [
      'PageOffline',
      'EBUSY',
      'unmovable page',
      (made: Lab) => void made.place(PAGE_OFFLINE_REFERENCED, 32, 5),
    ],
    [
      'huge pages',
      'EBUSY',
      'failure to dissolve huge pages',
      (made: Lab) => void made.place(PAGE_HUGETLB_UNDISSOLVABLE, 32, 5),
    ],
  ] as const;

  test.each(causes.map(([name], i) => [name, i] as const))(
    '%s goes before everything below it',
    (_, first) => {
      const made = lab();
      for (const [, , , plant] of causes.slice(first)) plant(made);
      const hasSignal = causes.slice(first).some(([cause]) => cause === 'a signal');
      const [, errno, reason] = causes[first]!;
      expect(hasSignal ? offlineWithSignal(made) : made.offline(32)).toBe(errno);
      expect(made.logOf('failed due to')).toEqual([
        `memory offlining [mem 0x100000000-0x107ffffff] failed due to ${reason}`,
      ]);
    },
  );

  test.each(causes.map(([name], i) => [name, i] as const))('%s leaves the block as it was', (name, i) => {
    const made = lab();
    causes[i]![3](made);
    const before = [made.zone(1, 'Normal'), made.node(1), made.managed(1, 'Normal')];
    expect(name === 'a signal' ? offlineWithSignal(made) : made.offline(32)).toBe(causes[i]![1]);
    expect([made.zone(1, 'Normal'), made.node(1), made.managed(1, 'Normal')]).toEqual(before);
    expect([made.block(32), made.uevents()]).toEqual(['online Normal', []]);
    expect(made.k.zones.isolated.get(zoneRow(1, ZONE_NORMAL))).toBe(0);
    expect(made.k.locks.owner.get(DEVICE_HOTPLUG_LOCK) + made.k.locks.owner.get(MEM_HOTPLUG_LOCK)).toBe(0);
  });

  test('the line in the log comes after CANCEL_OFFLINE', () => {
    const made = lab();
    made.veto('GOING_OFFLINE', 32);
    made.offline(32);
    const all = made.k.journal.texts(made.k.names, 'dmesg');
    const cancelled = all.findIndex((line) => line.includes('CANCEL_OFFLINE'));
    expect(all[cancelled + 1]).toContain('failed due to notifier failure');
  });

  test('isolation and PageOffline dump the page', () => {
    for (const pageClass of [PAGE_UNMOVABLE, PAGE_OFFLINE_REFERENCED]) {
      const made = lab();
      made.place(pageClass, 32);
      made.offline(32);
      expect(made.logOf('page dumped')).toEqual(['page dumped because: unmovable page']);
    }
  });
});

describe('a boot block', () => {
  test('with a hole in System RAM cannot go offline', () => {
    const made = new Lab({
      resources: [
        { startBytes: 0, endBytes: range(5)[0] + 0xfffff, name: 'System RAM', depth: 0 },
        { startBytes: range(5)[0] + 0x101000, endBytes: range(32)[0] - 1, name: 'System RAM', depth: 0 },
      ],
    });
    expect([made.offline(5), made.block(5)]).toEqual(['EINVAL', 'online DMA32']);
    expect(made.offline(6)).toBe('ok');
  });

  test('covered by two entries that touch has no hole', () => {
    const made = new Lab({
      resources: [
        { startBytes: 0, endBytes: range(5)[0] + 0xfffff, name: 'System RAM', depth: 0 },
        { startBytes: range(5)[0] + 0x100000, endBytes: range(32)[0] - 1, name: 'System RAM', depth: 0 },
      ],
    });
    expect(made.offline(5)).toBe('ok');
  });

  test('in DMA, whose zone has number 0, goes offline and comes back like any other', () => {
    const made = new Lab({
      zones: [bootZone(0, ZONE_DMA, 0, pfn(2)), bootZone(0, ZONE_DMA32, pfn(2), pfn(32))],
      blocks: [...bootBlocks(0, 2, ZONE_DMA), ...bootBlocks(2, 32, ZONE_DMA32)],
    });
    expect([made.offline(1), made.zone(0, 'DMA')]).toEqual(['ok', [0, BLOCK_PAGES, BLOCK_PAGES]]);
    expect([made.offline(0), made.zone(0, 'DMA')]).toEqual(['ok', [0, 0, 0]]);
    expect([made.online(0, 'online_kernel'), made.block(0)]).toEqual(['ok', 'online Normal']);
  });

  test('comes back into DMA where the span of DMA still covers it', () => {
    const made = new Lab({
      zones: [bootZone(0, ZONE_DMA, 0, pfn(3)), bootZone(0, ZONE_DMA32, pfn(3), pfn(32))],
      blocks: [...bootBlocks(0, 3, ZONE_DMA), ...bootBlocks(3, 32, ZONE_DMA32)],
    });
    expect([made.offline(1), made.online(1), made.block(1)]).toEqual(['ok', 'ok', 'online DMA']);
    expect(made.zone(0, 'DMA')).toEqual([0, 3 * BLOCK_PAGES, 3 * BLOCK_PAGES]);
  });

  test('is refused for its very first page as for any other', () => {
    const made = new Lab({
      zones: [bootZone(0, ZONE_DMA32, 0, pfn(32))],
      blocks: bootBlocks(0, 32, ZONE_DMA32),
    });
    made.place(PAGE_UNMOVABLE, 0);
    expect([made.offline(0), made.block(0)]).toEqual(['EBUSY', 'online DMA32']);
  });

  test('of several zones is refused before System RAM is looked at', () => {
    const made = new Lab({ resources: [] });
    expect([made.offline(0), made.log()]).toEqual(['EINVAL', []]);
  });

  test('takes its early pages out of the zone and brings them back', () => {
    const made = new Lab();
    const early = (): number => made.k.zones.presentEarly.get(zoneRow(0, ZONE_DMA32));
    const before = early();
    made.offline(5);
    expect(early()).toBe(before - BLOCK_PAGES);
    made.online(5, 'online_kernel');
    expect([early(), made.block(5)]).toEqual([before, 'online DMA32']);
  });
});

describe('success', () => {
  test('takes the pages from present and managed, then shrinks the spans', () => {
    const made = lab();
    expect(made.offline(32)).toBe('ok');
    expect([made.zone(1, 'Normal'), made.managed(1, 'Normal'), made.node(1)]).toEqual([
      [pfn(33), 2 * BLOCK_PAGES, 2 * BLOCK_PAGES],
      2 * BLOCK_PAGES,
      [pfn(33), 2 * BLOCK_PAGES],
    ]);
    expect(made.logOf('Offlined')).toEqual(['Offlined Pages 32768']);
    expect(made.k.zones.isolated.get(zoneRow(1, ZONE_NORMAL))).toBe(0);
  });

  test('subtracts from managed every page that is not PageOffline; the log counts the whole range', () => {
    const made = lab({ defaultOnlineType: 0 });
    made.place(PAGE_OFFLINE_SKIPPABLE, 32, 512, 1024);
    made.online(32, 'online_kernel');
    expect(made.managed(1, 'Normal')).toBe(BLOCK_PAGES - 1024);
    made.offline(32);
    expect([made.managed(1, 'Normal'), made.logOf('Offlined')]).toEqual([0, ['Offlined Pages 32768']]);
  });

  test('a reserved page at boot makes managed smaller, not present', () => {
    const made = new Lab({
      zones: [bootZone(0, ZONE_NORMAL, 0, pfn(4), 700)],
      blocks: bootBlocks(0, 4, ZONE_NORMAL),
    });
    made.offline(3);
    expect([made.zone(0, 'Normal')[2], made.managed(0, 'Normal')]).toEqual([
      3 * BLOCK_PAGES,
      3 * BLOCK_PAGES - 700,
    ]);
  });

  test('of the last block of a zone rebuilds the zonelists before OFFLINE is sent', () => {
    const made = lab();
    made.offline(32);
    made.offline(33);
    expect(made.logOf('zonelists')).toEqual([]);
    made.listen();
    made.offline(34);
    const all = made.k.journal.texts(made.k.names, 'dmesg');
    const built = all.findLastIndex((line) => line.startsWith('Built'));
    const offline = all.findLastIndex((line) => line.includes('event OFFLINE'));
    expect([made.logOf('zonelists').length, built < offline]).toEqual([1, true]);
  });
});

describe('the loop that does not end', () => {
  function looping(): { made: Lab; pin: number; answer: () => string; threadId: number } {
    const made = lab();
    const pin = made.place(PAGE_PINNED, 32);
    const job = made.beginWrite('memory32/state', 'offline');
    return { made, pin, answer: () => made.answer(job), threadId: job.threadId };
  }

  test('holds all locks, and the file reads going-offline', () => {
    const { made, answer, threadId } = looping();
    expect([answer(), made.read('memory32/state')]).toEqual(['waits', 'going-offline\n']);
    const { owner } = made.k.locks;
    expect([owner.get(DEVICE_HOTPLUG_LOCK), owner.get(MEM_HOTPLUG_LOCK)]).toEqual([
      threadId + 1,
      threadId + 1,
    ]);
    expect(made.k.zones.isolated.get(zoneRow(1, ZONE_NORMAL))).toBe(BLOCK_PAGES / 512);
  });

  test('goes on to success when the page can move', () => {
    const { made, pin, answer } = looping();
    freePages(made.k, pin);
    made.machine.settle();
    expect([answer(), made.block(32)]).toEqual(['ok', 'offline Normal Movable']);
  });

  test('ends with -EINTR when a signal of any kind arrives', () => {
    const { made, answer, threadId } = looping();
    made.signal({ id: threadId });
    expect([answer(), made.block(32)]).toEqual(['EINTR', 'online Normal']);
  });

  test('a signal to somebody else does not end it', () => {
    const { made, answer, threadId } = looping();
    const other = made.beginWrite('memory33/state', 'offline');
    expect(other.threadId).not.toBe(threadId);
    made.signal({ id: other.threadId });
    expect(answer()).toBe('waits');
  });

  test('a signal that is pending at the start ends it although every page could leave', () => {
    expect(offlineWithSignal(lab())).toBe('EINTR');
  });

  test('the next write of the same actor is not interrupted by the old signal', () => {
    const { made, pin, threadId } = looping();
    made.signal({ id: threadId });
    freePages(made.k, pin);
    expect(made.offline(32)).toBe('ok');
  });
});
