/**
 * Reads the operation of a step. Unknown kinds and calls are refused: skipping what we do not know would replay
 * something else than what was recorded.
 */
import type { JsonPlace } from './json-place.ts';
import { MEMORY_EVENTS } from '#lib/hotplug/state/messages.ts';
import type { ApiOperation, Operation, StepOperation } from './trace-format.ts';

type Member = Exclude<keyof ApiOperation, 'kind' | 'call'>;

/** Arguments of the recorded calls; those with a question mark depend on the kernel. */
const API_ARGUMENTS: Readonly<Record<string, readonly (Member | `${Member}?`)[]>> = {
  add_memory: ['nid', 'start', 'size', 'flags'],
  add_memory_driver_managed: ['nid', 'start', 'size', 'resourceName', 'flags', 'onlineType?'],
  __add_memory_driver_managed: ['nid', 'start', 'size', 'resourceName', 'flags', 'onlineType'],
  online_memory_range: ['start', 'size', 'onlineType'],
  offline_memory: ['start', 'size'],
  remove_memory: ['start', 'size'],
  offline_and_remove_memory: ['start', 'size'],
  offline_and_remove_memory_ranges: ['ranges'],
  memory_group_register_static: ['nid', 'maxPages'],
};

const MEMBERS: { readonly [M in Member]: (place: JsonPlace) => Exclude<ApiOperation[M], undefined> } = {
  nid: (place) => place.int(),
  start: (place) => place.amount(),
  size: (place) => place.amount(),
  resourceName: (place) => place.textOrNull(),
  flags: (place) => place.int(),
  onlineType: (place) => place.int(),
  maxPages: (place) => place.amount(),
  ranges: (place) =>
    place.list().map((range) => ({ start: range.at('start').amount(), size: range.at('size').amount() })),
};

function apiCall(place: JsonPlace): ApiOperation {
  const call = place.at('call').text();
  const names = Object.hasOwn(API_ARGUMENTS, call) ? API_ARGUMENTS[call] : undefined;
  if (names === undefined) {
    return place
      .at('call')
      .refuse(`one of ${Object.keys(API_ARGUMENTS).join(', ')}`, 'use a call that the format knows');
  }
  const members = names.flatMap((name) => {
    const member = name.replace('?', '') as Member;
    return name.endsWith('?') && !place.has(member)
      ? []
      : [[member, MEMBERS[member](place.at(member))] as const];
  });
  return { kind: 'api', call, ...Object.fromEntries(members) };
}

const path = (place: JsonPlace): string => place.at('path').text();
const range = (place: JsonPlace) => ({ start: place.at('start').amount(), size: place.at('size').amount() });
const event = (place: JsonPlace): string => place.at('event').oneOf(MEMORY_EVENTS);

function guestNode(place: JsonPlace): number | null {
  if (!place.has('guestNode')) return null;
  const match = /^node(\d{1,4})$/.exec(place.at('guestNode').text());
  return match === null ? place.at('guestNode').refuse('a node directory such as "node0"') : Number(match[1]);
}

/** How each operation is read; the keys are all kinds that there are. */
const READERS: { readonly [K in Operation['kind']]: (place: JsonPlace) => Operation } = {
  sysfs_write: (place) => ({ kind: 'sysfs_write', path: path(place), value: place.at('value').text() }),
  sysfs_read: (place) => ({ kind: 'sysfs_read', path: path(place) }),
  device_add: (place) => ({
    kind: 'device_add',
    device: place.at('device').oneOf(['pc-dimm']),
    id: place.at('id').text(),
    size: place.at('size').amount(),
    addr: place.has('addr') ? place.at('addr').amount() : null,
    node: place.has('node') ? place.at('node').integer(0, 1023) : null,
    guestNode: guestNode(place),
  }),
  device_del: (place) => ({ kind: 'device_del', id: place.at('id').text() }),
  virtio_mem_request: (place) => ({
    kind: 'virtio_mem_request',
    id: place.at('id').text(),
    requested: place.at('requested').amount(),
  }),
  modprobe: (place) => ({ kind: 'modprobe', module: place.at('module').text() }),
  rmmod: (place) => ({ kind: 'rmmod', module: place.at('module').text() }),
  bind: (place) => ({ kind: 'bind', device: place.at('device').text(), driver: place.at('driver').text() }),
  unbind: (place) => ({
    kind: 'unbind',
    device: place.at('device').text(),
    driver: place.at('driver').text(),
  }),
  api: apiCall,
  region_request: (place) => ({ kind: 'region_request', ...range(place), name: place.at('name').text() }),
  region_release: (place) => ({
    kind: 'region_release',
    ...range(place),
    name: place.has('name') ? place.at('name').text() : '',
  }),
  notifier_veto: (place) => ({
    kind: 'notifier_veto',
    event: event(place),
    ...range(place),
    errno: place.at('errno').integer(-4095, 0),
    count: place.at('count').integer(-1, 2 ** 31 - 1),
  }),
  notifier_hold: (place) => ({ kind: 'notifier_hold', event: event(place), ...range(place) }),
  notifier_release: () => ({ kind: 'notifier_release' }),
  notifier_clear: () => ({ kind: 'notifier_clear' }),
  pin: (place) =>
    place.has('mib')
      ? { kind: 'pin', mib: place.at('mib').amount() }
      : {
          kind: 'pin',
          start: place.at('start').amount(),
          pages: place.at('pages').amount(),
          how: place.at('how').oneOf(['offline', 'kernel']),
        },
  unpin: (place) => ({ kind: 'unpin', start: place.at('start').amount() }),
  tool: (place) => {
    const argv = place.at('argv').list();
    if (argv.length === 0) return place.at('argv').refuse('a program and its words');
    return { kind: 'tool', argv: argv.map((word) => word.text()) };
  },
};

const KINDS = Object.keys(READERS) as Operation['kind'][];
const STEP_KINDS = [...KINDS, 'begin', 'end', 'interrupt'] as const;

function operation(place: JsonPlace): Operation {
  return READERS[place.at('kind').oneOf(KINDS)](place);
}

/** Reads the `op` of a step. */
export function stepOperation(place: JsonPlace): StepOperation {
  const kind = place.at('kind').oneOf(STEP_KINDS);
  if (kind === 'begin') return { kind, job: place.at('job').amount(), op: operation(place.at('op')) };
  if (kind === 'end' || kind === 'interrupt') return { kind, job: place.at('job').amount() };
  return READERS[kind](place);
}
