/**
 * The pictures against the charts: every move has one edge, and nothing that is read is covered by anything.
 */
import { describe, expect, test } from 'vitest';
import { initialTransition } from 'xstate';
import { blockChartLayout } from './block-chart-layout.ts';
import { type Box, boxesOverlap, edgeLabelBox, nodeLabelBoxes, pathPoints } from './chart-boxes.ts';
import {
  CHART_HEIGHT,
  CHART_WIDTH,
  type ChartEdge,
  type ChartLayout,
  type ChartNode,
} from './chart-layout.ts';
import { deviceHotplugLockMachine } from './device-hotplug-lock.ts';
import { kmemChartLayout } from './kmem-chart-layout.ts';
import { KMEM, KMEM_EVENT_NAMES, KMEM_FAMILIES, type KmemFamilyName } from './kmem-device.table.ts';
import { lockChartLayout, lockConfiguration } from './lock-chart-layout.ts';
import { lockView } from './lock-view.ts';
import { BLOCK, BLOCK_EVENT_NAMES, BLOCK_NEXT } from './memory-block.table.ts';
import { REFUSED } from './refused.ts';
import { virtioMemChartLayout } from './virtio-mem-chart-layout.ts';
import { virtioMemDeviceMachine } from './virtio-mem-device.ts';
import { VIRTIO_MEM, type VirtioMemState, virtioMemStates } from './virtio-mem-events.ts';

const families = Object.keys(KMEM_FAMILIES) as KmemFamilyName[];
const layouts: { name: string; layout: ChartLayout }[] = [
  { name: 'memory block', layout: blockChartLayout },
  { name: 'device_hotplug_lock', layout: lockChartLayout },
  { name: 'virtio-mem device', layout: virtioMemChartLayout },
  ...families.map((family) => ({ name: `kmem device ${family}`, layout: kmemChartLayout(family) })),
];

function node({ nodes }: ChartLayout, id: string): ChartNode {
  const found = nodes.find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(`no node ${id}`);
  return found;
}

/** Frames around the node with `id`, and itself. */
function around(layout: ChartLayout, id: string): string[] {
  const { inside } = node(layout, id);
  return inside === null ? [id] : [id, ...around(layout, inside)];
}

interface Move {
  from: number;
  event: string;
  to: number;
}

function movesOf(next: Uint8Array, events: readonly string[]): Move[] {
  return [...next].flatMap((to, i) =>
    to === REFUSED ? [] : [{ from: Math.floor(i / events.length), event: events[i % events.length]!, to }],
  );
}

function edgesFor(layout: ChartLayout, { from, event, to }: Move): ChartEdge[] {
  return layout.edges.filter(
    (edge) =>
      edge.events.includes(event) &&
      node(layout, edge.from).configurations.includes(from) &&
      node(layout, edge.to).configurations.includes(to),
  );
}

/** Moves with none or several edges, and edges' events without a move. */
function mismatches(layout: ChartLayout, moves: readonly Move[]): unknown {
  const taken = moves.map((move) => ({ move, edges: edgesFor(layout, move).map(({ id }) => id) }));
  const drawn = layout.edges.flatMap(({ id, events }) => events.map((event) => `${id} ${event}`));
  const used = new Set(taken.flatMap(({ move, edges }) => edges.map((id) => `${id} ${move.event}`)));
  return {
    moves: taken.filter(({ edges }) => edges.length !== 1),
    edges: drawn.filter((name) => !used.has(name)),
  };
}

describe('a picture shows each move of its chart by exactly one edge and has no other edges', () => {
  test('memory block', () => {
    expect(mismatches(blockChartLayout, movesOf(BLOCK_NEXT, BLOCK_EVENT_NAMES))).toEqual({
      moves: [],
      edges: [],
    });
  });

  test.each(families)('kmem device %s', (family) => {
    const moves = movesOf(KMEM_FAMILIES[family].next, KMEM_EVENT_NAMES);
    expect(mismatches(kmemChartLayout(family), moves)).toEqual({ moves: [], edges: [] });
  });

  test('virtio-mem device', () => {
    const number = (state: string): number => virtioMemStates.indexOf(state as VirtioMemState);
    const moves = Object.values(virtioMemDeviceMachine.root.states).flatMap((state) =>
      [...state.transitions.values()].flat().map((transition) => ({
        from: number(state.key),
        event: transition.eventType,
        to: number(transition.target?.[0]?.key ?? ''),
      })),
    );
    expect(mismatches(virtioMemChartLayout, moves)).toEqual({ moves: [], edges: [] });
  });

  test('device_hotplug_lock, for each transition of each region', () => {
    const inChart = Object.values(deviceHotplugLockMachine.root.states)
      .flatMap((region) => Object.values(region.states))
      .flatMap((state) =>
        [...state.transitions.values()].flat().map((transition) => ({
          from: state.path.join('.'),
          event: transition.eventType,
          to: transition.target?.[0]?.path.join('.'),
        })),
      );
    const drawn = lockChartLayout.edges.flatMap(({ from, to, events }) =>
      events.map((event) => ({ from, event, to })),
    );
    const unique = (moves: readonly object[]) =>
      [...new Set(moves.map((move) => JSON.stringify(move)))].toSorted();
    expect(drawn).toHaveLength(unique(drawn).length);
    expect(unique(drawn)).toEqual(unique(inChart));
  });
});

describe('a picture lights', () => {
  /** Nodes without a frame's role: those that no other node stands in. */
  function litPills(layout: ChartLayout, configuration: number): string[] {
    return layout.nodes
      .filter(({ id }) => !layout.nodes.some(({ inside }) => inside === id))
      .filter(({ configurations }) => configurations.includes(configuration))
      .map(({ id }) => id);
  }

  test('one pill for each configuration of the memory block', () => {
    const lit = Object.fromEntries(
      Object.entries(BLOCK).map(([name, number]) => [name, litPills(blockChartLayout, number).join()]),
    );
    expect(lit).toEqual({
      ABSENT: 'absent',
      OFFLINE: 'offline',
      ONLINE_KERNEL: 'kernel',
      ONLINE_MOVABLE: 'movable',
      ONLINE_MIXED: 'mixed',
      GOING_ONLINE_KERNEL: 'onlining',
      GOING_ONLINE_MOVABLE: 'onlining',
      GOING_OFFLINE_KERNEL: 'going-offline',
      GOING_OFFLINE_MOVABLE: 'going-offline',
      GOING_OFFLINE_MIXED: 'going-offline',
    });
  });

  test.each(families)('one pill for each state that occurs in kmem family %s', (family) => {
    const counts = Object.values(KMEM).map((state) => litPills(kmemChartLayout(family), state).length);
    const { reads } = KMEM_FAMILIES[family];
    expect(counts).toEqual(reads.map((word, state) => (word !== null || state === KMEM.UNBOUND ? 1 : 0)));
  });

  test('one pill for each state of a virtio-mem device', () => {
    const lit = Object.values(VIRTIO_MEM).map((state) => litPills(virtioMemChartLayout, state).join());
    expect(lit).toEqual(['idle', 'waiting', 'queued', 'working', 'queued again', 'broken']);
  });

  test('one pill in each region of device_hotplug_lock', () => {
    const busy = lockConfiguration(lockView('driver', ['acpi'], ['user']));
    expect(litPills(lockChartLayout, busy)).toEqual(['mutex.held', 'sleeping.queued', 'polling.retrying']);
    expect(litPills(lockChartLayout, lockConfiguration(lockView(null, [], [])))).toEqual([
      'mutex.free',
      'sleeping.nobody',
      'polling.nobody',
    ]);
    expect(litPills(lockChartLayout, lockConfiguration(lockView(null, [], ['user'])))).toContain(
      'polling.retrying',
    );
    const { value, context } = initialTransition(deviceHotplugLockMachine)[0];
    expect(lockConfiguration({ value, context })).toBe(0);
  });

  test('a frame whenever it lights something in it', () => {
    for (const { layout } of layouts) {
      for (const { inside, configurations } of layout.nodes) {
        if (inside === null) continue;
        expect(node(layout, inside).configurations).toEqual(expect.arrayContaining([...configurations]));
      }
    }
  });
});

describe.each(layouts)('the picture of the $name', ({ layout }) => {
  const labels = [
    ...layout.nodes.flatMap((each) => nodeLabelBoxes(each)),
    ...layout.edges.map((edge) => edgeLabelBox(edge)),
  ];

  test('stays inside its viewBox', () => {
    const paths = layout.edges.flatMap(({ path }) => pathPoints(path).map(({ x, y }) => point(x, y)));
    const outside = [...layout.nodes, ...labels, ...paths].filter(
      ({ x, y, width, height }) => x < 0 || y < 0 || x + width > CHART_WIDTH || y + height > CHART_HEIGHT,
    );
    expect(outside).toEqual([]);
  });

  test('has nodes that do not overlap unless one is the frame of the other, which then holds all of it', () => {
    for (const a of layout.nodes) {
      for (const b of layout.nodes) {
        if (a === b || !boxesOverlap(a, b)) continue;
        const nested = around(layout, a.id).includes(b.id) || around(layout, b.id).includes(a.id);
        expect({ a: a.id, b: b.id, nested }).toEqual({ a: a.id, b: b.id, nested: true });
      }
      if (a.inside !== null) expect(holds(node(layout, a.inside), a)).toBe(true);
    }
  });

  test('has labels that overlap no other label', () => {
    const clashes = labels.flatMap((a, i) =>
      labels
        .slice(i + 1)
        .filter((b) => boxesOverlap(a, b))
        .map((b) => [a, b]),
    );
    expect(clashes).toEqual([]);
  });

  test('has labels that lie on no border of a node: wholly inside or wholly outside', () => {
    const cut = labels.flatMap((label) =>
      layout.nodes
        .filter((each) => boxesOverlap(label, each) && !holds(each, label))
        .map(({ id }) => [label.text, id]),
    );
    expect(cut).toEqual([]);
  });

  test('has no edge label inside a pill', () => {
    const pills = layout.nodes.filter(({ id }) => !layout.nodes.some(({ inside }) => inside === id));
    const covered = layout.edges.flatMap((edge) =>
      pills.filter((pill) => boxesOverlap(edgeLabelBox(edge), pill)).map((pill) => [edge.id, pill.id]),
    );
    expect(covered).toEqual([]);
  });

  test('has edges that touch no label and run from border to border, through no node on the way', () => {
    for (const edge of layout.edges) {
      const points = pathPoints(edge.path);
      const [first, last] = [points[0]!, points.at(-1)!];
      expect({ edge: edge.id, border: onBorder(first, node(layout, edge.from)) }).toEqual({
        edge: edge.id,
        border: true,
      });
      expect({ edge: edge.id, border: onBorder(last, node(layout, edge.to)) }).toEqual({
        edge: edge.id,
        border: true,
      });
      const struck = points.flatMap(({ x, y }) => labels.filter((label) => boxesOverlap(label, point(x, y))));
      expect({ edge: edge.id, struck: struck.map(({ text }) => text) }).toEqual({
        edge: edge.id,
        struck: [],
      });
      const frames = [...around(layout, edge.from), ...around(layout, edge.to)];
      const crossed = layout.nodes
        .filter(({ id }) => id === edge.from || id === edge.to || !frames.includes(id))
        .filter((each) => points.some(({ x, y }) => boxesOverlap(shrunk(each), point(x, y))));
      expect({ edge: edge.id, crossed: crossed.map(({ id }) => id) }).toEqual({ edge: edge.id, crossed: [] });
    }
  });

  test('gives each node and edge its own id, and each edge a sentence and a kernel function', () => {
    const ids = [...layout.nodes, ...layout.edges].map(({ id }) => id);
    const nodeIds = layout.nodes.map(({ id }) => id);
    const edgeIds = layout.edges.map(({ id }) => id);
    expect(new Set(nodeIds).size + new Set(edgeIds).size).toBe(ids.length);
    for (const { description, kernelFunction } of layout.edges) {
      expect(description).toMatch(/\.$/);
      expect(kernelFunction).toMatch(/^[a-z_]+$/);
    }
  });
});

test('the picture of the memory block has room for an errno after the labels of its two failures', () => {
  const { nodes, edges } = blockChartLayout;
  for (const failed of edges.filter(({ id }) => id === 'online-failed' || id === 'offline-failed')) {
    const box = edgeLabelBox({ ...failed, label: `${failed.label} -EINVAL` });
    const others = edges.filter((edge) => edge !== failed).map((edge) => edgeLabelBox(edge));
    const points = edges.flatMap(({ path }) => pathPoints(path).map(({ x, y }) => point(x, y)));
    const struck = [...nodes, ...others, ...points].filter((each) => boxesOverlap(box, each));
    expect({ id: failed.id, struck }).toEqual({ id: failed.id, struck: [] });
  }
});

function point(x: number, y: number): Box {
  return { x, y, width: 0, height: 0 };
}

function shrunk({ x, y, width, height }: Box): Box {
  return { x: x + 1, y: y + 1, width: width - 2, height: height - 2 };
}

function holds(outer: Box, inner: Box): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}

/** Whether a point lies on the outline of a box, to half a unit. */
function onBorder({ x, y }: { x: number; y: number }, box: Box): boolean {
  const near = (a: number, b: number) => Math.abs(a - b) <= 0.5;
  const right = box.x + box.width;
  const bottom = box.y + box.height;
  const within = x >= box.x - 0.5 && x <= right + 0.5 && y >= box.y - 0.5 && y <= bottom + 0.5;
  return within && (near(x, box.x) || near(x, right) || near(y, box.y) || near(y, bottom));
}
