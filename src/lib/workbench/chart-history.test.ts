/** Moves on charts: what the log says against what the charts allow, over recorded runs and scenarios. */
import { describe, expect, test } from 'vitest';
import { recordedNames, recordedRun } from '#lib/capture/fixtures/recorded-runs.ts';
import { blockChartLayout } from '#lib/machines/block-chart-layout.ts';
import { VIRTIO_MEM } from '#lib/machines/virtio-mem-events.ts';
import { GALLERY } from '#lib/scenario/gallery.ts';
import { seedStory } from '#lib/scenario/seed-story.ts';
import { virtioMemGrows } from '#lib/scenario/virtio-mem-grows.ts';
import { ChartHistory, edgesBetween, type ChartKind, type ChartSubject } from './chart-history.ts';
import { chartView, edgeName, pillIds } from './chart-view.ts';
import { playScenario, playTrace, type Playable } from './playable.ts';

const SMALL = GALLERY.filter(({ id }) => id !== '64tib' && id !== '32k');

function playedTrace(name: string): Playable {
  const played = playTrace(recordedRun(name));
  if (!played.ok) throw new Error(played.error.what);
  return played.value;
}

/** Moves that are not exactly one edge of their chart, in words. */
function strays({ machine }: Playable): string[] {
  const history = new ChartHistory(machine);
  const { blocks, dax, virtio } = machine.kernel;
  const subjects: ChartSubject[] = [
    ...Array.from({ length: blocks.chart.data.length }, (_, number) => ({ kind: 'block' as const, number })),
    ...Array.from({ length: dax.count.value }, (_, number) => ({ kind: 'kmem' as const, number })),
    ...Array.from({ length: virtio.count.value }, (_, number) => ({ kind: 'virtio-mem' as const, number })),
  ];
  return subjects.flatMap((subject) =>
    history
      .moves(subject)
      .filter(({ edges }) => edges.length !== 1)
      .map(({ position, before, after }) => `${JSON.stringify(subject)} ${position}: ${before} to ${after}`),
  );
}

describe('every move of a block, of a kmem device and of a virtio-mem device is one edge of its chart', () => {
  test.each(SMALL.map(({ id }) => id))('in the scenario %s', (id) => {
    expect(strays(playScenario(SMALL.find((scenario) => scenario.id === id)!))).toEqual([]);
  });

  test('in the recorded runs of devices', () => {
    const names = recordedNames().filter((name) => /virtio|kmem|dax/.test(name));
    expect(names.length).toBeGreaterThan(20);
    for (const name of names)
      expect({ name, strays: strays(playedTrace(name)) }).toEqual({ name, strays: [] });
  });
});

describe('the history of the seed story', () => {
  const playable = playScenario(seedStory);
  const history = new ChartHistory(playable.machine);
  const lock: ChartSubject = { kind: 'lock' };
  const at = (position: number) => chartView(playable, history, lock, position)!;

  test('has the lock held while a writer polls, and says when it is given back', () => {
    const polled = history.moves(lock).find(({ edges }) => edges.includes('polling-there'))!;
    expect(at(polled.position).configuration & 1).toBe(1);
    expect(at(polled.position).configuration & 4).toBe(4);
    expect(at(polled.position).lit).toEqual(['polling-there']);
    expect(history.moves(lock).some(({ edges }) => edges.includes('polling-back'))).toBe(true);
    expect(at(0).configuration).toBe(0);
    expect(at(playable.machine.run.length).configuration).toBe(0);
  });

  test('leaves the store where it stood', () => {
    playable.machine.run.history.seek(100);
    new ChartHistory(playable.machine);
    expect(playable.machine.run.history.position).toBe(100);
  });

  test('counts as seen what was passed, and nothing that comes later', () => {
    const block: ChartSubject = { kind: 'block', number: 34 };
    const seen = (position: number) => chartView(playable, history, block, position)!.seenEdges;
    expect(seen(0)).toEqual([]);
    const all = seen(playable.machine.run.length);
    expect(all).toEqual(expect.arrayContaining(['add', 'go-online', 'onlined', 'offline-failed', 'remove']));
    expect(all).not.toContain('boot');
    expect(seen(151)).not.toContain('offline-failed');
  });
});

test('a virtio-mem device goes from queued to working to idle, as its worker does', () => {
  const playable = playScenario(virtioMemGrows);
  const history = new ChartHistory(playable.machine);
  const moves = history.moves({ kind: 'virtio-mem', number: 0 });
  const [first, second] = moves;
  expect(first!.after).toBe(VIRTIO_MEM.QUEUED);
  expect(second!.edges).toEqual(['run']);
  expect(moves.some(({ edges }) => edges.includes('done'))).toBe(true);
});

test('a kernel without the kmem attribute has no chart of a kmem device', () => {
  const playable = playScenario(seedStory, 'base-6.12');
  const history = new ChartHistory(playable.machine);
  const kinds: ChartKind[] = ['block', 'lock', 'kmem', 'virtio-mem'];
  const views = kinds.map((kind) =>
    chartView(playable, history, kind === 'lock' ? { kind } : { kind, number: 0 }, 0),
  );
  expect(views.map((view) => view === null)).toEqual([false, false, true, false]);
});

test('edges and pills have names for lists', () => {
  expect(pillIds(blockChartLayout)).toEqual([
    'absent',
    'offline',
    'onlining',
    'kernel',
    'movable',
    'mixed',
    'going-offline',
  ]);
  expect(edgesBetween(blockChartLayout, 0, 1)).toHaveLength(1);
  expect(edgeName(blockChartLayout.edges[1]!)).toBe('absent to offline');
});
