/**
 * Boots a kernel: turns a machine's description into columns.
 */
import { BLOCK_EVENT } from '#lib/machines/memory-block.table.ts';
import { zoneRow } from './blocks.ts';
import { bootMemory } from './boot-memory.ts';
import { memory_group_register_dynamic } from './groups.ts';
import { Kernel, type KernelConstants } from './kernel.ts';
import type { MachineDescription, ResourceDescription } from './machine.ts';
import { NameTable } from './names.ts';
import {
  IORESOURCE_BUSY,
  IORESOURCE_SYSRAM,
  IORESOURCE_SYSRAM_DRIVER_MANAGED,
  RES_USED,
} from './resources.ts';
import { DAX_DEVICES, DAX_RANGES } from './tables.ts';
import { PAGE_SIZE_BYTES, ZONE_MOVABLE } from './units.ts';
import { updateNodeSpan } from './zones.ts';

const ONE_MIB = 0x100000;

/**
 * A kernel in the state that the description says; dax devices remember the default online type of this moment, for
 * the variants in which they do.
 */
export function bootKernel(
  machine: MachineDescription,
  kmemFamily: KernelConstants['kmemFamily'] = 'none',
  names = new NameTable(),
): Kernel {
  const k = new Kernel(
    {
      blockSizeBytes: machine.blockSizeBytes,
      nodeCount: machine.possibleNodes,
      distances: machine.distances ?? [],
      maxAddressBytes: machine.maxAddressBytes,
      hasProbeFile: machine.hasProbeFile,
      hasTestModule: machine.hasTestModule,
      firmwareRanges: firmwareRanges(machine),
      bootMemory: bootMemory(machine),
      kmemFamily,
      blockCapacity: 64,
    },
    names,
  );
  bootNodes(k, machine);
  bootBlocks(k, machine);
  bootPolicy(k, machine);
  bootResources(k, machine.resources, machine.lastPhysicalBytes);
  bootDax(k, machine);
  bootVirtioMem(k, machine);
  return k;
}

/** RAM that the firmware described, block by block joined where node and address touch. */
function firmwareRanges(machine: MachineDescription): { startPfn: number; endPfn: number; nid: number }[] {
  const blockPages = machine.blockSizeBytes / PAGE_SIZE_BYTES;
  const ranges: { startPfn: number; endPfn: number; nid: number }[] = [];
  for (const block of [...machine.blocks].sort((a, b) => a.id - b.id)) {
    const { id, nids } = block;
    const nid = nids?.[0] ?? block.nid;
    const last = ranges.at(-1);
    if (last !== undefined && last.nid === nid && last.endPfn === id * blockPages) last.endPfn += blockPages;
    else ranges.push({ startPfn: id * blockPages, endPfn: (id + 1) * blockPages, nid });
  }
  return ranges;
}

function bootNodes(k: Kernel, machine: MachineDescription): void {
  for (const node of machine.nodes) {
    k.nodes.possible.set(node.nid, 1);
    k.nodes.online.set(node.nid, node.online ? 1 : 0);
    k.nodes.hasMemory.set(node.nid, node.hasMemory ? 1 : 0);
    k.nodes.hasNormalMemory.set(node.nid, node.hasNormalMemory ? 1 : 0);
    k.nodes.hasCpu.set(node.nid, node.hasCpu ? 1 : 0);
  }
  for (const zone of machine.zones) {
    const row = zoneRow(zone.nid, zone.type);
    k.zones.startPfn.set(row, zone.startPfn);
    k.zones.spanned.set(row, zone.spannedPages);
    k.zones.present.set(row, zone.presentPages);
    k.zones.presentEarly.set(row, zone.presentPages);
    k.zones.managed.set(row, zone.managedPages);
    k.zones.bootStartPfn.set(row, zone.startPfn);
    k.zones.bootEndPfn.set(row, zone.startPfn + zone.spannedPages);
    if (zone.presentPages > 0 && zone.type < ZONE_MOVABLE) {
      k.policy.policyZone.value = Math.max(k.policy.policyZone.value, zone.type + 1);
    }
  }
  for (const node of machine.nodes) updateNodeSpan(k, node.nid);
}

function bootBlocks(k: Kernel, machine: MachineDescription): void {
  for (const { id, nid, zone } of machine.blocks) {
    const event =
      zone === null
        ? BLOCK_EVENT.BOOT_MIXED
        : zone === ZONE_MOVABLE
          ? BLOCK_EVENT.BOOT_MOVABLE
          : BLOCK_EVENT.BOOT_KERNEL;
    k.moveBlock(id, event, 'memory_dev_init');
    k.blocks.nid.set(id, nid);
    k.blocks.zone.set(id, zone === null ? 0 : zone + 1);
    k.blocks.pagesZone.set(id, zone === null ? 0 : zone + 1);
    k.blocks.sectionsPresent.set(id, 1);
    k.blocks.sectionsOnline.set(id, 1);
    k.blocks.early.set(id, 1);
    k.blocks.deviceOnline.set(id, 1);
    k.blocks.generation.set(id, 1);
    k.nodes.blocks.add(nid, 1);
  }
}

function bootPolicy(k: Kernel, machine: MachineDescription): void {
  k.policy.defaultOnlineType.value = machine.defaultOnlineType;
  k.policy.onlinePolicy.value = machine.onlinePolicy;
  k.policy.autoMovableRatio.value = machine.autoMovableRatio;
  k.policy.autoMovableNumaAware.value = machine.autoMovableNumaAware ? 1 : 0;
  k.policy.memmapOnMemory.value = machine.memmapOnMemory;
  k.policy.movableNode.value = machine.movableNode ? 1 : 0;
}

/**
 * Which boot entries are BUSY on x86 (spec 01 §6): System RAM and what lies in it, everything of the firmware map
 * below 1 MiB, ACPI tables, ECAM windows, regions of drivers; not `Reserved` above 1 MiB, soft reserved and
 * persistent memory, pnp, bus windows and unclaimed BARs.
 */
export function isBusyAtBoot(entry: ResourceDescription, parentIsSystemRam: boolean): boolean {
  const { name, startBytes } = entry;
  if (name.startsWith('System RAM') || parentIsSystemRam) return true;
  if (/^PCI Bus /.test(name)) return false;
  if (startBytes < ONE_MIB) return true;
  if (/^(Reserved|Soft Reserved|Persistent Memory|pnp |virtio\d|CXL Window|dax\d)/.test(name)) return false;
  return !/^[0-9a-f]{4}:[0-9a-f]{2}:/.test(name);
}

function bootResources(k: Kernel, entries: readonly ResourceDescription[], lastPhysicalBytes: number): void {
  const r = k.resources;
  const open: number[] = [0];
  const lastChild = new Map<number, number>();
  r.flags.set(0, RES_USED);
  r.endBytes.set(0, lastPhysicalBytes);
  entries.forEach((entry, i) => {
    const row = i + 1;
    const parent = open[entry.depth] ?? 0;
    const parentIsSystemRam = parent !== 0 && (r.flags.get(parent) & IORESOURCE_SYSRAM) !== 0;
    const isSystemRam = entry.name.startsWith('System RAM');
    const isDriverManaged = isSystemRam && entry.name !== 'System RAM';
    let flags = RES_USED;
    if (isBusyAtBoot(entry, parentIsSystemRam)) flags |= IORESOURCE_BUSY;
    if (isSystemRam) flags |= IORESOURCE_SYSRAM;
    if (isDriverManaged) flags |= IORESOURCE_SYSRAM_DRIVER_MANAGED;
    r.flags.set(row, flags);
    r.startBytes.set(row, entry.startBytes);
    r.endBytes.set(row, entry.endBytes);
    r.name.set(row, k.names.id(entry.name));
    r.parent.set(row, parent);
    const previous = lastChild.get(parent);
    if (previous === undefined) r.child.set(parent, row);
    else r.sibling.set(previous, row);
    lastChild.set(parent, row);
    open[entry.depth + 1] = row;
  });
}

function bootDax(k: Kernel, machine: MachineDescription): void {
  if (machine.daxDevices.length > DAX_DEVICES) {
    throw new RangeError(
      `the model has room for ${DAX_DEVICES} dax devices, not ${machine.daxDevices.length}`,
    );
  }
  machine.daxDevices.forEach((device, i) => {
    k.dax.name.set(i, k.names.id(device.name));
    k.dax.targetNode.set(i, device.targetNode);
    k.dax.alignBytes.set(i, device.alignBytes);
    k.dax.regionStartBytes.set(i, device.regionStartBytes);
    k.dax.regionEndBytes.set(i, device.regionEndBytes);
    k.dax.memmapOnMemory.set(i, device.memmapOnMemory ? 1 : 0);
    const sizeBytes = device.regionEndBytes - device.regionStartBytes;
    const ranges = device.ranges ?? [{ startBytes: device.regionStartBytes, sizeBytes }];
    k.dax.rangeCount.set(i, ranges.length);
    for (const [j, range] of ranges.entries()) {
      k.dax.rangeStartBytes.set(i * DAX_RANGES + j, range.startBytes);
      k.dax.rangeEndBytes.set(i * DAX_RANGES + j, range.startBytes + range.sizeBytes - 1);
    }
    k.dax.capturedType.set(i, machine.defaultOnlineType + 1);
  });
  if (machine.hasKmemModule === true) k.dax.loaded.value = 1;
  k.dax.count.value = machine.daxDevices.length;
}

function bootVirtioMem(k: Kernel, machine: MachineDescription): void {
  machine.virtioMemDevices.forEach((device, i) => {
    const unitBytes = Math.max(device.deviceBlockBytes, machine.blockSizeBytes);
    const region = machine.resources.find(
      ({ startBytes, name }) => startBytes === device.startBytes && /^virtio\d+$/.test(name),
    );
    k.virtio.name.set(i, k.names.id(device.id));
    k.virtio.deviceName.set(i, k.names.id(region?.name ?? `virtio${i}`));
    k.virtio.startBytes.set(i, device.startBytes);
    k.virtio.regionBytes.set(i, device.regionBytes);
    k.virtio.deviceBlockBytes.set(i, device.deviceBlockBytes);
    k.virtio.nid.set(i, device.nid);
    k.virtio.group.set(i, memory_group_register_dynamic(k, device.nid, unitBytes / PAGE_SIZE_BYTES) + 1);
  });
  k.virtio.unplugOnline.value = 1;
  k.virtio.count.value = machine.virtioMemDevices.length;
}
