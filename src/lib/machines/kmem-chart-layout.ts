/**
 * The pictures of the kmem device's charts, one per family.
 *
 * A frame stands for moves that all states inside it have: UNBIND leaves every bound state, SET_UNPLUGGED
 * every state with memory. A pill is labelled with the word that the attribute reads.
 */
import { type ChartEdge, type ChartLayout, type ChartNode, pill } from './chart-layout.ts';
import { KMEM, KMEM_FAMILIES, type KmemFamilyName } from './kmem-device.table.ts';
import { type KmemEventName, kmemEvents, kmemFamilies } from './kmem-families.ts';

const BIND = 'echo daxX.Y > /sys/bus/dax/drivers/kmem/bind';
const UNBIND = 'echo daxX.Y > /sys/bus/dax/drivers/kmem/unbind';

/** Places of the states inside the frame "added". Only v1 has moves there, and needs room for their edges. */
type Place = readonly [state: number, x: number, y: number, width: number];
const wholeDevice: readonly Place[] = [
  [KMEM.OFFLINE, 150, 118, 58],
  [KMEM.ONLINE, 278, 80, 104],
  [KMEM.ONLINE_KERNEL, 278, 114, 104],
  [KMEM.ONLINE_MOVABLE, 278, 148, 104],
];
const places: Readonly<Record<KmemFamilyName, readonly Place[]>> = {
  v1: [
    [KMEM.OFFLINE, 142, 142, 58],
    [KMEM.ONLINE, 278, 100, 104],
    [KMEM.ONLINE_KERNEL, 142, 92, 58],
    [KMEM.ONLINE_MOVABLE, 278, 138, 104],
  ],
  v3: [
    [KMEM.ONLINE, 211, 96, 104],
    [KMEM.ONLINE_MOVABLE, 211, 134, 104],
  ],
  v4: wholeDevice,
  merged: wholeDevice,
};

/** The picture of the chart of `family`; configurations are the state numbers `KMEM`. */
export function kmemChartLayout(family: KmemFamilyName): ChartLayout {
  return {
    nodes: kmemNodes(family),
    edges: [...commonEdges(family), ...(family === 'v1' ? innerEdgesOfV1(family) : [])],
  };
}

function kmemNodes(family: KmemFamilyName): ChartNode[] {
  const { reads } = KMEM_FAMILIES[family];
  const added = places[family];
  const states = added.map(([state]) => state);
  const named: readonly number[] = [KMEM.ONLINE, KMEM.ONLINE_MOVABLE];
  return [
    pill('unbound', [10, 4, 62, 24], [KMEM.UNBOUND], { dashed: true }),
    pill('bound', [2, 52, 396, 136], [KMEM.UNPLUGGED, ...states], { labelX: 375, labelY: 66 }),
    pill('unplugged', [10, 112, 70], [KMEM.UNPLUGGED], { inside: 'bound' }),
    pill('added', [134, 72, 258, 110], states, { labelX: 158, labelY: 85, inside: 'bound' }),
    ...(family === 'v1' ? [pill('named', [270, 90, 118, 86], named, { label: '', inside: 'added' })] : []),
    ...added.map(([state, ...place]) => {
      const word = reads[state] ?? '';
      const inside = family === 'v1' && named.includes(state) ? 'named' : 'added';
      return pill(`added.${word}`, place, [state], { label: word, inside });
    }),
  ];
}

function commonEdges(family: KmemFamilyName): ChartEdge[] {
  const { attribute, moves, words } = kmemFamilies[family];
  const file = `/sys/bus/dax/devices/daxX.Y/${attribute}`;
  const unplugWord = Object.keys(words).find((word) => words[word] === 'SET_UNPLUGGED') ?? '';
  return [
    {
      ...taken(
        moves.unbound ?? [],
        'dev_dax_kmem_probe() adds the ranges and stores the default online type.',
      ),
      id: 'bind',
      from: 'unbound',
      to: 'bound',
      path: 'M30 28C30 36 30 44 30 52',
      label: 'bind',
      labelX: 26,
      labelY: 44,
      anchor: 'end',
      sysfsWrite: BIND,
    },
    {
      ...taken(['UNBIND']),
      id: 'unbind',
      from: 'bound',
      to: 'unbound',
      path: 'M52 52C52 44 52 36 52 28',
      label: 'unbind',
      labelX: 57,
      labelY: 44,
      anchor: 'start',
      sysfsWrite: UNBIND,
    },
    {
      ...taken(
        (moves.unplugged ?? []).filter((event) => event !== 'UNBIND'),
        'The store function adds the ranges with the written type in dax_kmem_do_hotplug().',
      ),
      id: 'plug',
      from: 'unplugged',
      to: 'added',
      path: 'M80 120C98 120 116 120 134 120',
      label: 'online*',
      labelX: 107,
      labelY: 115,
      anchor: 'middle',
      sysfsWrite: `echo online > ${file}`,
    },
    {
      ...taken(['SET_UNPLUGGED']),
      id: 'unplug',
      from: 'added',
      to: 'unplugged',
      path: 'M134 131C116 131 98 131 80 131',
      label: 'unplug',
      labelX: 107,
      labelY: 145,
      anchor: 'middle',
      sysfsWrite: `echo ${unplugWord} > ${file}`,
    },
  ];
}

function innerEdgesOfV1(family: KmemFamilyName): ChartEdge[] {
  const { attribute } = kmemFamilies[family];
  const file = `/sys/bus/dax/devices/daxX.Y/${attribute}`;
  const onlining: readonly KmemEventName[] = ['SET_ONLINE', 'SET_ONLINE_MOVABLE'];
  return [
    {
      ...taken(
        onlining,
        'dax_kmem_do_hotplug() adds the ranges without a reservation and the store function keeps the written type.',
      ),
      id: 'rename',
      from: 'added.unknown',
      to: 'named',
      path: 'M200 105C223 105 247 105 270 105',
      label: 'online*',
      labelX: 235,
      labelY: 100,
      anchor: 'middle',
      sysfsWrite: `echo online > ${file}`,
    },
    {
      ...taken(
        onlining,
        'dax_kmem_do_online() onlines every range and the store function keeps the written type.',
      ),
      id: 'online',
      from: 'added.offline',
      to: 'named',
      path: 'M200 150C223 150 247 150 270 150',
      label: 'online*',
      labelX: 235,
      labelY: 145,
      anchor: 'middle',
      sysfsWrite: `echo online > ${file}`,
    },
    {
      ...taken(['SET_OFFLINE']),
      id: 'offline',
      from: 'named',
      to: 'added.offline',
      path: 'M270 161C247 161 223 161 200 161',
      label: 'offline',
      labelX: 235,
      labelY: 175,
      anchor: 'middle',
      sysfsWrite: `echo offline > ${file}`,
    },
  ];
}

/** Events, sentence and kernel function of an edge; the first event speaks for all unless `description` does. */
function taken(
  events: readonly KmemEventName[],
  description?: string,
): Pick<ChartEdge, 'events' | 'description' | 'kernelFunction'> {
  const [first] = events;
  if (first === undefined) throw new RangeError('an edge without an event');
  return {
    events,
    description: description ?? kmemEvents[first].description,
    kernelFunction: kmemEvents[first].kernelFunction,
  };
}
