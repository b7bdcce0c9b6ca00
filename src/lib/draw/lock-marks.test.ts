/** Lock rows: owner, queue, pollers. */
import { describe, expect, it } from 'vitest';
import type { LockView } from '#lib/workbench/frame.ts';
import { lockMarks, lockRowsHeight, lockSentence } from './lock-marks.ts';
import { markOf, overlaps, rectsOf, textBoxes, textsOf } from './testing/scenes.ts';

const driver = { name: 'driver', letter: 'D' };
const acpi = { name: 'acpi', letter: 'A' };
const user = { name: 'user', letter: 'U' };
const lock = (rest: Partial<LockView> = {}): LockView => ({
  name: 'device_hotplug_lock',
  owner: driver,
  since: 72,
  sleepers: [],
  pollers: [],
  ...rest,
});
const busy = lock({ sleepers: [acpi], pollers: [user] });

describe('lockMarks', () => {
  it('puts the letter of the owner on a closed padlock', () => {
    const marks = lockMarks([lock()], 610);
    expect(textsOf(marks)).toEqual(['device_hotplug_lock', 'D', 'since 72']);
    expect(rectsOf(marks, 'ink-fill')).toHaveLength(1);
  });

  it('opens the padlock of a free lock', () => {
    const marks = lockMarks([lock({ owner: null, since: null })], 610);
    expect(textsOf(marks)).toEqual(['device_hotplug_lock', 'free']);
    expect(rectsOf(marks, 'free-lock')).toHaveLength(1);
  });

  it('stands sleepers on the rail and pollers beside it', () => {
    const marks = lockMarks([busy], 610);
    const railEnd = Number(
      /H([\d.]+)$/.exec((markOf(marks, 'device_hotplug_lock rail') as { d: string }).d)?.[1],
    );
    const [square] = rectsOf(marks, 'ink2-fill');
    const ring = markOf(marks, 'device_hotplug_lock poller 0 ring') as { x: number; r: number };
    expect(square!.x + square!.width).toBeLessThan(railEnd);
    expect(ring.x - ring.r).toBeGreaterThan(railEnd);
  });

  it('keeps the queue in its order, first next to the lock', () => {
    const marks = lockMarks([lock({ sleepers: [acpi, user] })], 610);
    const x = (i: number) => (markOf(marks, `device_hotplug_lock sleeper ${i} square`) as { x: number }).x;
    expect(x(0)).toBeLessThan(x(1));
    expect(textsOf(marks).indexOf('A')).toBeLessThan(textsOf(marks).indexOf('U'));
  });

  it('has no rail without sleepers', () => {
    expect(markOf(lockMarks([lock({ pollers: [user] })], 610), 'device_hotplug_lock rail')).toBeUndefined();
  });

  it('drops words before shapes as it gets narrower', () => {
    expect(textsOf(lockMarks([busy], 900))).toContain('user polls, 5 ms, not in the queue');
    expect(textsOf(lockMarks([busy], 560))).toContain('user polls, 5 ms');
    expect(textsOf(lockMarks([busy], 440))).toContain('user polls');
    expect(textsOf(lockMarks([busy], 358))).toEqual(['device_hotplug_lock', 'D', 'A', 'U']);
  });

  it('prints no word over another and none outside', () => {
    const locks = [lock({ name: 'virtio1 hotplug_mutex' }), busy, lock({ name: 'memory4242 device lock' })];
    for (const widthPx of [358, 480, 560, 610, 900]) {
      const boxes = textBoxes(lockMarks(locks, widthPx));
      expect(overlaps(boxes)).toEqual([]);
      expect(Math.max(...boxes.map(({ x1 }) => x1))).toBeLessThanOrEqual(widthPx);
      expect(Math.max(...boxes.map(({ y1 }) => y1))).toBeLessThan(lockRowsHeight(locks));
    }
  });
});

describe('lockSentence', () => {
  it('says who holds, who sleeps in which order and who polls', () => {
    expect(lockSentence(lock({ sleepers: [acpi, driver], pollers: [user] }))).toBe(
      'device_hotplug_lock: held by driver since step 72; asleep in the queue: acpi, then driver; user polls every 5 ms, not in the queue',
    );
    expect(lockSentence(lock({ owner: null, since: null }))).toBe('device_hotplug_lock: free');
  });
});
