/**
 * The picture of device_hotplug_lock's chart: its three regions as three rows that are all lit at once.
 */
import { type ChartEdge, type ChartLayout, type ChartNode, pill } from './chart-layout.ts';
import { type LockView, lockEvents } from './lock-view.ts';

const ROW_HEIGHT = 62;
const LEFT = { x: 92, width: 60 };
const RIGHT = { x: 226, width: 68 };

/**
 * Number of the lock's configuration, 0 to 7, in the way in which the nodes of `lockChartLayout` mean it: one bit
 * each for held, for sleepers and for pollers.
 */
export function lockConfiguration({ value }: LockView): number {
  return (
    (value.mutex === 'held' ? 1 : 0) +
    (value.sleeping === 'queued' ? 2 : 0) +
    (value.polling === 'retrying' ? 4 : 0)
  );
}

function configurations(bit: number, set: boolean): number[] {
  return [0, 1, 2, 3, 4, 5, 6, 7].filter((number) => ((number & bit) !== 0) === set);
}

function row(region: string, index: number, states: readonly [idle: string, busy: string]): ChartNode[] {
  const top = 4 + index * ROW_HEIGHT;
  const [idle, busy] = states;
  const inside = region;
  return [
    pill(region, [2, top, 396, 56], [0, 1, 2, 3, 4, 5, 6, 7], { labelX: 46, labelY: top + 32 }),
    pill(`${region}.${idle}`, [LEFT.x, top + 15, LEFT.width], configurations(1 << index, false), {
      label: idle,
      inside,
    }),
    pill(`${region}.${busy}`, [RIGHT.x, top + 15, RIGHT.width], configurations(1 << index, true), {
      label: busy,
      inside,
    }),
  ];
}

type EdgeText = Pick<ChartEdge, 'events' | 'label' | 'description' | 'kernelFunction'>;

/** The three edges of a row: to the busy state, back from it, and round it. */
function rowEdges(
  region: string,
  index: number,
  [idle, busy]: readonly [string, string],
  [there, back, round]: readonly [EdgeText, EdgeText, EdgeText],
): ChartEdge[] {
  const top = 4 + index * ROW_HEIGHT;
  const [x1, x2] = [LEFT.x + LEFT.width, RIGHT.x];
  const [from, to] = [`${region}.${idle}`, `${region}.${busy}`];
  const x3 = RIGHT.x + RIGHT.width;
  const labelX = (x1 + x2) / 2;
  const [upper, lower] = [top + 23, top + 33];
  return [
    {
      id: `${region}-there`,
      from,
      to,
      path: `M${x1} ${upper}C${x1 + 24} ${upper} ${x2 - 24} ${upper} ${x2} ${upper}`,
      labelX,
      labelY: top + 17,
      anchor: 'middle',
      ...there,
    },
    {
      id: `${region}-back`,
      from: to,
      to: from,
      path: `M${x2} ${lower}C${x2 - 24} ${lower} ${x1 + 24} ${lower} ${x1} ${lower}`,
      labelX,
      labelY: top + 47,
      anchor: 'middle',
      ...back,
    },
    {
      id: `${region}-round`,
      from: to,
      to,
      path: `M${x3} ${upper}C${x3 + 28} ${upper - 12} ${x3 + 28} ${lower + 12} ${x3} ${lower}`,
      labelX: x3 + 26,
      labelY: top + 32,
      anchor: 'start',
      ...round,
    },
  ];
}

const { LOCK, TRYLOCK, GIVE_UP, UNLOCK } = lockEvents;

export const lockChartLayout: ChartLayout = {
  nodes: [
    ...row('mutex', 0, ['free', 'held']),
    ...row('sleeping', 1, ['nobody', 'queued']),
    ...row('polling', 2, ['nobody', 'retrying']),
  ],
  edges: [
    ...rowEdges(
      'mutex',
      0,
      ['free', 'held'],
      [
        { ...LOCK, events: ['LOCK', 'TRYLOCK'], label: 'lock' },
        { ...UNLOCK, events: ['UNLOCK'], label: 'unlock' },
        { ...UNLOCK, events: ['UNLOCK'], label: 'hand over' },
      ],
    ),
    ...rowEdges(
      'sleeping',
      1,
      ['nobody', 'queued'],
      [
        { ...LOCK, events: ['LOCK'], label: 'lock' },
        { ...UNLOCK, events: ['UNLOCK'], label: 'last one up' },
        { ...LOCK, events: ['LOCK'], label: 'lock' },
      ],
    ),
    ...rowEdges(
      'polling',
      2,
      ['nobody', 'retrying'],
      [
        { ...TRYLOCK, events: ['TRYLOCK'], label: 'busy' },
        {
          ...TRYLOCK,
          events: ['TRYLOCK', 'GIVE_UP'],
          label: 'got or gone',
          description: `${TRYLOCK.description} ${GIVE_UP.description}`,
        },
        { ...TRYLOCK, events: ['TRYLOCK', 'GIVE_UP'], label: 'again, 5 ms' },
      ],
    ),
  ],
};
