/**
 * The devices of the machine that bring memory: DIMMs, dax devices, virtio-mem devices, as plain data.
 */
import { KMEM_EVENT, KMEM_FAMILIES } from '#lib/machines/kmem-device.table.ts';
import { kmemAttributeWord } from '#lib/hotplug/drivers/dax-kmem.ts';
import { rangeRow, rangesSize, regionStart } from '#lib/hotplug/drivers/dax-bus.ts';
import { DIMM_EMPTY, DIMM_ENABLED } from '#lib/hotplug/drivers/acpi-dimm-slots.ts';
import { geometryOf, stateOf } from '#lib/hotplug/drivers/virtio-mem-books.ts';
import type { Kernel } from '#lib/hotplug/state/kernel.ts';
import type { DeviceView } from './frame.ts';
import { sizeText } from '#lib/scenario/describe-command.ts';

function dimms(k: Kernel): DeviceView[] {
  const list: DeviceView[] = [];
  for (let slot = 0; slot < k.dimms.state.data.length; slot++) {
    const state = k.dimms.state.get(slot);
    if (state === DIMM_EMPTY) continue;
    const startBytes = k.dimms.startBytes.get(slot);
    const sizeBytes = k.dimms.sizeBytes.get(slot);
    list.push({
      kind: 'dimm',
      name: k.names.text(k.dimms.name.get(slot)),
      nid: k.dimms.nid.get(slot),
      ranges: [{ startBytes, endBytes: startBytes + sizeBytes }],
      sizeBytes,
      state: state === DIMM_ENABLED ? 'enabled' : 'refused by the guest',
      attribute: null,
      stepBytes: 0,
      chart: null,
      facts: [{ name: 'size', text: sizeText(sizeBytes) }, ...groupFact(k.dimms.group.get(slot))],
    });
  }
  return list;
}

function daxRanges(k: Kernel, device: number): DeviceView['ranges'] {
  return Array.from({ length: k.dax.rangeCount.get(device) }, (_, i) => ({
    startBytes: k.dax.rangeStartBytes.get(rangeRow(device, i)),
    endBytes: k.dax.rangeEndBytes.get(rangeRow(device, i)) + 1,
  }));
}

function daxAttribute(k: Kernel, device: number, name: string): DeviceView['attribute'] {
  const family = k.constants.kmemFamily;
  if (family === 'none' || k.dax.attribute.get(device) === 0) return null;
  const { attribute, words } = KMEM_FAMILIES[family];
  const removal = [...words].find(([, event]) => event === KMEM_EVENT.SET_UNPLUGGED)?.[0] ?? null;
  return {
    path: `/sys/bus/dax/devices/${name}/${attribute}`,
    words: [...words.keys()],
    removalWord: removal,
    reads: kmemAttributeWord(k, device).trimEnd(),
  };
}

function daxDevices(k: Kernel): DeviceView[] {
  const family = k.constants.kmemFamily;
  return Array.from({ length: k.dax.count.value }, (_, device) => {
    const name = k.names.text(k.dax.name.get(device));
    const attribute = daxAttribute(k, device, name);
    const bound = k.dax.driver.get(device) === 1;
    const ranges = daxRanges(k, device);
    const start = regionStart(k, device);
    return {
      kind: 'dax',
      name,
      nid: k.dax.targetNode.get(device),
      ranges: ranges.length > 0 ? ranges : [{ startBytes: start, endBytes: start }],
      sizeBytes: rangesSize(k, device),
      state: bound ? 'bound to kmem' : 'not bound',
      attribute,
      stepBytes: k.dax.alignBytes.get(device),
      chart: family === 'none' ? null : { kind: 'kmem', number: device },
      facts: [
        { name: 'size', text: sizeText(rangesSize(k, device)) },
        { name: 'align', text: sizeText(k.dax.alignBytes.get(device)) },
        { name: 'memmap_on_memory', text: String(k.dax.memmapOnMemory.get(device)) },
        ...(attribute === null ? [] : [{ name: attribute.path.split('/').at(-1)!, text: attribute.reads }]),
        ...groupFact(k.dax.group.get(device)),
      ],
    };
  });
}

function virtioDevices(k: Kernel): DeviceView[] {
  const { virtio } = k;
  return Array.from({ length: virtio.count.value }, (_, i) => {
    const startBytes = virtio.startBytes.get(i);
    return {
      kind: 'virtio-mem',
      name: k.names.text(virtio.name.get(i)),
      nid: virtio.nid.get(i),
      ranges: [{ startBytes, endBytes: startBytes + virtio.regionBytes.get(i) }],
      sizeBytes: virtio.pluggedBytes.get(i),
      state: virtio.broken.get(i) !== 0 ? 'broken' : 'in use',
      attribute: null,
      stepBytes: Math.max(virtio.deviceBlockBytes.get(i), k.constants.blockSizeBytes),
      chart: { kind: 'virtio-mem', number: i },
      facts: [
        { name: 'requested_size', text: sizeText(virtio.requestedBytes.get(i)) },
        { name: 'plugged_size', text: sizeText(virtio.pluggedBytes.get(i)) },
        { name: 'region_size', text: sizeText(virtio.regionBytes.get(i)) },
        { name: 'device_block_size', text: sizeText(virtio.deviceBlockBytes.get(i)) },
        { name: 'offline_size', text: sizeText(virtio.offlineBytes.get(i)) },
        ...virtioUnits(k, i),
        ...groupFact(virtio.group.get(i)),
      ],
    };
  });
}

const UNIT_WORDS = [
  'unused',
  'plugged, not added',
  'offline',
  'offline, in part',
  'online in a kernel zone',
  'online in a kernel zone, in part',
  'online in Movable',
  'online in Movable, in part',
] as const;
const BIG_UNIT_WORDS = ['unused', 'plugged, not added', 'added', 'held by the driver'] as const;

/** How many blocks of a device the driver has in which state. */
function virtioUnits(k: Kernel, device: number): DeviceView['facts'] {
  const g = geometryOf(k, device);
  const words: readonly string[] = g.hasSubBlocks ? UNIT_WORDS : BIG_UNIT_WORDS;
  const counts = new Map<string, number>();
  for (let unit = g.firstUnit; unit < g.endUnit; unit++) {
    const word = words[stateOf(k, g, unit)] ?? 'unknown';
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [
    {
      name: g.hasSubBlocks ? 'memory blocks' : 'big blocks',
      text: [...counts].map(([word, count]) => `${count} ${word}`).join('; '),
    },
  ];
}

/** @param mgid mgid + 1, 0 for none */
function groupFact(mgid: number): DeviceView['facts'] {
  return mgid === 0 ? [] : [{ name: 'memory group', text: String(mgid - 1) }];
}

/** All of them, by kind, then in the order of their numbers. */
export function deviceViews(k: Kernel): DeviceView[] {
  return [...daxDevices(k), ...virtioDevices(k), ...dimms(k)];
}
