/** The map in words has the lanes of the drawing in their order. */
import { describe, expect, it } from 'vitest';
import { mapText } from './map-text.ts';
import { blocks, frame, labFrame } from './testing/frames.ts';

const lane = (heading: string, one = labFrame()): readonly string[] =>
  mapText(one).find((part) => part.heading === heading)!.rows;

describe('mapText', () => {
  it('has the lanes in the order of the picture', () => {
    expect(mapText(labFrame()).map(({ heading }) => heading)).toEqual([
      'Whole machine',
      'iomem',
      'Nodes',
      'Zones',
      'Blocks',
      'Pages',
      'Movable to kernel memory',
    ]);
  });

  it('says equal neighbours once and every other block by itself', () => {
    expect(lane('Blocks')).toEqual([
      'memory0: online, several zones, node 0',
      'memory1 to memory23: online, DMA32, node 0',
      'memory32 to memory35: offline, node 1',
      'memory40: offline, node 1, refused with -EPERM',
      'memory41: onlining to Movable, node 1, refused with -EPERM, changed in this step',
      'memory42: online, Movable, node 1, has pages that cannot leave, refused with -EBUSY',
      'memory43: online, Movable, node 1',
      'memory48 to memory71: online, Normal, node 0',
    ]);
  });

  it('does not join equal blocks over a hole', () => {
    const rows = lane('Blocks', frame({ blocks: [...blocks(0, 1), ...blocks(4, 5)] }));
    expect(rows).toHaveLength(2);
  });

  it('names the holes', () => {
    expect(lane('Whole machine')).toContain('no blocks from 3 GiB to 4 GiB, 1 GiB');
  });

  it('names the blocks that a lesson asks about, also those that are not there', () => {
    const lanes = mapText(labFrame(), [32, 33, 36]);
    expect(lanes.find(({ heading }) => heading.startsWith('You are asked'))?.rows).toEqual([
      'memory32 to memory33',
      'memory36',
    ]);
  });

  it('has the counters of every zone', () => {
    expect(lane('Zones')[2]).toBe(
      'n1 Movable: start_pfn 1343488, spanned 98304, present 65536, managed 65536; present at 5.25 GiB to 5.5 GiB, changed in this step',
    );
  });

  it('says which iomem entries are busy and how deep they lie', () => {
    expect(lane('iomem')).toContain('0x100000000-0x11fffffff: System RAM (kmem), busy, inside level 2');
    expect(lane('iomem')).toContain('0x100000000-0x17fffffff: Soft Reserved');
  });

  it('says what the limit applies to', () => {
    expect(lane('Movable to kernel memory')).toEqual([
      '8.7 %',
      'limit 301 %',
      'limit idle: online_policy=contig-zones',
    ]);
  });
});
