/** The timeline: marks where things happen, whole words only, presses that find what was meant. */
import { describe, expect, it } from 'vitest';
import { positionForKey } from './timeline.ts';
import { positionAt, timelineMarks, timelineScene } from './timeline-marks.ts';
import { labTimeline } from './testing/frames.ts';
import { markOf, overlaps, rectsOf, textBoxes, textsOf } from './testing/scenes.ts';

const wide = { widthPx: 1064, isCompact: false };
const marks = (position: number, timeline = labTimeline(), size = wide) =>
  timelineMarks(timelineScene(timeline, position, size));

describe('timelineMarks', () => {
  it('has a cross for each refusal, a diamond for each zone change and a bar for each span of the lock', () => {
    const all = marks(118);
    expect(all.filter(({ key }) => key.startsWith('errno ') && !key.includes('words'))).toHaveLength(3);
    expect(all.filter(({ key, kind }) => kind === 'path' && key.startsWith('zone '))).toHaveLength(5);
    expect(rectsOf(all, 'ink3-fill')).toHaveLength(2);
  });

  it('prints a command whole, or its function without arguments, or nothing', () => {
    const texts = textsOf(marks(0));
    expect(texts).toContain('modprobe kmem');
    expect(texts).toContain('offline_memory()');
    expect(texts).toContain('offline_memory(5G, 512M)');
    expect(texts).toContain('echo online');
    expect(textsOf(marks(0, labTimeline(), { widthPx: 500, isCompact: false }))).not.toContain('echo online');
  });

  it('prints errnos of the past in red and those to come in grey', () => {
    expect(markOf(marks(100), 'errno words 99')?.className).toContain('refused');
    expect(markOf(marks(100), 'errno words 118')?.className).not.toContain('refused');
  });

  it('prefers the errno at the playhead where not all have room', () => {
    const crowded = labTimeline({
      errnos: [100, 101, 102].map((position) => ({ position, errno: '-EBUSY' })),
    });
    expect(
      marks(102, crowded)
        .filter(({ key }) => key.startsWith('errno words'))
        .map(({ key }) => key),
    ).toEqual(['errno words 102']);
  });

  it('says what bars and diamonds mean where there is room', () => {
    expect(textsOf(marks(0))).toContain('device_hotplug_lock held');
    expect(textsOf(marks(0))).toContain('◇ zone changes');
  });

  it('prints no word over another at any width', () => {
    for (const widthPx of [480, 700, 1064, 1400]) {
      for (const position of [0, 60, 118, 146]) {
        const boxes = textBoxes(marks(position, labTimeline(), { widthPx, isCompact: false }));
        expect(overlaps(boxes)).toEqual([]);
      }
    }
  });

  it('lets the playhead pass below words without crossing them out', () => {
    const top = (position: number) =>
      Number(/M[\d.]+ ([\d.]+)V/.exec((markOf(marks(position), 'playhead') as { d: string }).d)?.[1]);
    const words = markOf(marks(118), 'command 3 words') as { y: number };
    expect(top(74)).toBeGreaterThan(words.y);
    expect(top(118)).toBeLessThan(words.y);
  });

  it('is one line without words on a narrow screen', () => {
    expect(textsOf(marks(118, labTimeline(), { widthPx: 370, isCompact: true }))).toEqual([]);
  });

  it('draws an empty run', () => {
    const empty = { length: 0, errnos: [], lockSpans: [], zoneChanges: [], marks: [] };
    expect(textsOf(marks(0, empty))).toContain('0');
  });

  it('costs no more than its width for a long run', () => {
    const errnos = Array.from({ length: 5000 }, (_, i) => ({ position: i + 1, errno: '-EBUSY' }));
    const long = labTimeline({ length: 5000, errnos, zoneChanges: errnos.map(({ position }) => position) });
    expect(marks(2500, long).length).toBeLessThan(1064);
  });
});

describe('positionAt', () => {
  const scene = timelineScene(labTimeline(), 50, wide);

  it('is the nearest step, inside the run', () => {
    expect(positionAt(scene, scene.scale(70.4), false)).toBe(70);
    expect([positionAt(scene, -50, false), positionAt(scene, 5000, false)]).toEqual([0, 146]);
  });

  it('means a refusal when pressed next to it, where steps are too narrow to hit', () => {
    const long = timelineScene({ ...labTimeline(), length: 2000 }, 0, wide);
    expect(positionAt(long, long.scale(103), true)).toBe(99);
    expect(positionAt(long, long.scale(103), false)).toBe(103);
    expect(positionAt(long, long.scale(300), true)).toBe(300);
  });
});

describe('positionForKey', () => {
  it('goes by steps, by pages and to the ends', () => {
    const keys = ['ArrowRight', 'ArrowUp', 'ArrowLeft', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End'];
    expect(keys.map((key) => positionForKey(key, 50, 100))).toEqual([51, 51, 49, 49, 55, 45, 0, 100]);
  });

  it('stays inside the run and leaves other keys alone', () => {
    expect(positionForKey('ArrowLeft', 0, 100)).toBe(0);
    expect(positionForKey('PageUp', 99, 100)).toBe(100);
    expect(positionForKey(' ', 50, 100)).toBeNull();
  });
});
