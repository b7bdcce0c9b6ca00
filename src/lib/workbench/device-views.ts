/**
 * The devices of the machine that bring memory: DIMMs, dax devices, virtio-mem devices, as plain data.
 */
import { KMEM_EVENT, KMEM_FAMILIES } from '#lib/machines/kmem-device.table.ts';
import { kmemAttributeWord } from '#lib/hotplug/drivers/dax-kmem.ts';
import { rangeRow, rangesSize, regionStart } from '#lib/hotplug/drivers/dax-bus.ts';
import { DIMM_EMPTY, DIMM_ENABLED } from '#lib/hotplug/drivers/acpi-dimm-slots.ts';
import type { Kernel } from '#lib/hotplug/state/kernel.ts';
import type { DeviceView } from './frame.ts';

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
    };
  });
}

/** All of them, by kind, then in the order of their numbers. */
export function deviceViews(k: Kernel): DeviceView[] {
  return [...daxDevices(k), ...virtioDevices(k), ...dimms(k)];
}
