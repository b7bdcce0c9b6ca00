/** Free places for devices: never where something stands, nearest to where one lets go. */
import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { GALLERY } from '#lib/scenario/gallery.ts';
import { seedStory } from '#lib/scenario/seed-story.ts';
import { frameAt } from './frame-at.ts';
import { freeStretches, nearestFreePlace, nextFreePlace, nodeNear } from './free-place.ts';
import { playScenario } from './playable.ts';

const GIB = 2 ** 30;
const playable = playScenario(seedStory);
const frame = frameAt(playable, 151);
const SIZE = 4 * frame.blockSizeBytes;

const isFree = (place: number): boolean =>
  freeStretches(frame, SIZE).some(
    ({ startBytes, endBytes }) => startBytes <= place && place + SIZE <= endBytes,
  );

describe('a free place', () => {
  test('is block aligned, above 4 GiB and free, wherever one lets go', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 20 * GIB, noNaN: true }), (wish) => {
        const place = nearestFreePlace(frame, wish, SIZE);
        expect(place % frame.blockSizeBytes).toBe(0);
        expect(place).toBeGreaterThanOrEqual(4 * GIB);
        expect(isFree(place)).toBe(true);
      }),
    );
  });

  test('is the very place where there is room', () => {
    expect(nearestFreePlace(frame, 12 * GIB + 5, SIZE)).toBe(12 * GIB);
  });

  test('is walked by keys in both directions and back', () => {
    const start = nearestFreePlace(frame, 12 * GIB, SIZE);
    const up = nextFreePlace(frame, start, SIZE, 1);
    expect(up).toBe(start + frame.blockSizeBytes);
    expect(nextFreePlace(frame, up, SIZE, -1)).toBe(start);
    let place = start;
    for (let i = 0; i < 200; i++) {
      place = nextFreePlace(frame, place, SIZE, -1);
      expect(isFree(place)).toBe(true);
    }
  });

  test('is where the kernel takes a DIMM, on every machine of the gallery', () => {
    for (const scenario of GALLERY.filter(({ id }) => !['64tib', '32k'].includes(id))) {
      const run = playScenario(scenario);
      const end = frameAt(run, run.machine.run.length);
      const startBytes = nearestFreePlace(end, 0, 4 * end.blockSizeBytes);
      const job = run.machine.fork(run.machine.run.length);
      const begun = job.begin('machine', {
        kind: 'device_add',
        id: 'dimm9',
        startBytes,
        sizeBytes: 4 * end.blockSizeBytes,
        nid: nodeNear(end, startBytes),
      });
      job.settle();
      expect({ id: scenario.id, errno: job.outcome(begun)?.errno ?? null }).toEqual({
        id: scenario.id,
        errno: null,
      });
    }
  });
});

test('the node of a place is the one that spans it or is nearest', () => {
  expect(nodeNear(frame, 4.4 * GIB)).toBe(0);
  expect(nodeNear({ ...frame, nodes: frame.nodes.filter(({ nid }) => nid === 1) }, 0)).toBe(1);
  expect(nodeNear({ ...frame, nodes: [] }, 0)).toBe(0);
});
