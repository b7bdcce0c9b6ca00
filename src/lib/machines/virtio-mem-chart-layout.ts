/**
 * The picture of the virtio-mem device's chart. A frame holds the two states in which the worker runs: it can break in
 * either.
 */
import { type ChartEdge, type ChartLayout, pill } from './chart-layout.ts';
import { VIRTIO_MEM, type VirtioMemEventName, virtioMemEvents } from './virtio-mem-events.ts';

const { IDLE, WAITING, QUEUED, WORKING, WORKING_QUEUED, BROKEN } = VIRTIO_MEM;

function taken(
  events: readonly VirtioMemEventName[],
): Pick<ChartEdge, 'events' | 'description' | 'kernelFunction'> {
  const sentences = events.map((event) => virtioMemEvents[event]);
  return {
    events,
    description: sentences.map(({ description }) => description).join(' '),
    kernelFunction: sentences[0]!.kernelFunction,
  };
}

const WAKES = ['REQUEST', 'NOTIFIED'] as const;
const QMP = 'virtio-mem ID requested-size=SIZE';

export const virtioMemChartLayout: ChartLayout = {
  nodes: [
    pill('idle', [8, 30, 56], [IDLE]),
    pill('waiting', [8, 112, 64], [WAITING]),
    pill('queued', [150, 66, 66], [QUEUED]),
    pill('at work', [292, 10, 106, 132], [WORKING, WORKING_QUEUED], { labelX: 365, labelY: 23 }),
    pill('working', [305, 32, 80], [WORKING], { inside: 'at work' }),
    pill('queued again', [299, 106, 92], [WORKING_QUEUED], { inside: 'at work' }),
    pill('broken', [150, 158, 66], [BROKEN]),
  ],
  edges: [
    {
      ...taken(WAKES),
      id: 'asked',
      from: 'idle',
      to: 'queued',
      path: 'M64 45C104 45 140 50 160 66',
      label: 'request',
      labelX: 100,
      labelY: 40,
      anchor: 'middle',
      sysfsWrite: QMP,
    },
    {
      ...taken(WAKES),
      id: 'woken',
      from: 'waiting',
      to: 'queued',
      path: 'M72 119C108 117 140 108 160 92',
      label: 'event',
      labelX: 98,
      labelY: 111,
      anchor: 'middle',
      sysfsWrite: 'echo online > /sys/devices/system/memory/memoryN/state',
    },
    {
      ...taken(['RUN']),
      id: 'run',
      from: 'queued',
      to: 'working',
      path: 'M205 66C226 50 266 45 305 45',
      label: 'run',
      labelX: 246,
      labelY: 42,
      anchor: 'middle',
    },
    {
      ...taken(['DONE']),
      id: 'done',
      from: 'working',
      to: 'idle',
      path: 'M318 32C290 2 90 2 38 30',
      label: 'done',
      labelX: 186,
      labelY: 24,
      anchor: 'middle',
    },
    {
      ...taken(['WAIT']),
      id: 'wait',
      from: 'working',
      to: 'waiting',
      path: 'M316 58C296 128 180 146 72 129',
      label: 'wait',
      labelX: 160,
      labelY: 149,
      anchor: 'middle',
    },
    {
      ...taken(WAKES),
      id: 'asked-again',
      from: 'working',
      to: 'queued again',
      path: 'M345 58C345 74 345 90 345 106',
      label: 'again',
      labelX: 351,
      labelY: 85,
      anchor: 'start',
      sysfsWrite: QMP,
    },
    {
      ...taken(['AGAIN']),
      id: 'again',
      from: 'queued again',
      to: 'queued',
      path: 'M299 112C270 94 246 84 216 80',
      label: 'end',
      labelX: 250,
      labelY: 78,
      anchor: 'middle',
    },
    {
      ...taken(['BREAK']),
      id: 'break',
      from: 'at work',
      to: 'broken',
      path: 'M340 142C336 164 280 171 216 171',
      label: 'break',
      labelX: 326,
      labelY: 174,
      anchor: 'start',
    },
  ],
};
