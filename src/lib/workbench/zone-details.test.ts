/** What the next online would choose, group books, and the ratio over time. */
import { describe, expect, test } from 'vitest';
import { autoMovable } from '#lib/scenario/auto-movable.ts';
import { firstMinute } from '#lib/scenario/first-minute.ts';
import { playScenario } from './playable.ts';
import { ratioHistory, zoneDetails } from './zone-details.ts';

describe('the first machine', () => {
  const playable = playScenario(firstMinute);
  const details = zoneDetails(playable, playable.machine.run.length, ratioHistory(playable));

  test('would online its offline blocks to Normal, since no zone spans them', () => {
    expect(details.choices).toEqual([
      {
        firstId: 32,
        lastId: 39,
        nid: 0,
        zone: 'Normal',
        reason: 'no zone of its node spans it, and contig-zones then takes a kernel zone',
        validZones: 'Normal Movable',
      },
    ]);
  });

  test('names the zone first in valid_zones that it says online would choose', () => {
    for (const { zone, validZones } of details.choices) expect(validZones.split(' ')[0]).toBe(zone);
  });

  test('has one static group with the pages of its DIMM', () => {
    expect(details.groups).toEqual([
      {
        id: 0,
        kind: 'static',
        nid: 0,
        pages: 262_144,
        presentKernelPages: 0,
        presentMovablePages: 0,
        blocks: 8,
      },
    ]);
  });
});

describe('the ratio over time', () => {
  const playable = playScenario(autoMovable);
  const points = ratioHistory(playable);

  test('has a point for each change and leaves the store where it stood', () => {
    playable.machine.run.history.seek(10);
    expect(ratioHistory(playable)).toEqual(points);
    expect(playable.machine.run.history.position).toBe(10);
    expect(points[0]!.position).toBe(0);
    const changes = points.map(({ percent, limitPercent }) => `${percent} ${limitPercent}`);
    expect(changes.every((text, i) => i === 0 || text !== changes[i - 1])).toBe(true);
  });

  test('rises as Movable memory comes and never goes over the limit under auto-movable', () => {
    const percents = points.map(({ percent }) => percent ?? 0);
    expect(Math.max(...percents)).toBeGreaterThan(0);
    for (const { percent, limitPercent } of points) expect(percent ?? 0).toBeLessThanOrEqual(limitPercent);
  });
});
