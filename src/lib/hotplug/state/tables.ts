/**
 * Declares the columns of a kernel: which facts the model keeps, in which unit.
 *
 * References to rows are stored plus one, so that 0 reads "none" (a block's zone, group or lock owner).
 */
import type { ColumnStore } from './columns.ts';
import { ZONE_COUNT } from './units.ts';

/** Most dax devices of a machine: each has locks of its own. */
export const DAX_DEVICES = 8;
/** Longest list of ranges of one dax device. */
export const DAX_RANGES = 16;

/** For counts that go up and down while a thread polls: it must not wake itself and others by that. */
const QUIET = true;

/** One row per memory block id; struct memory_block and the summary of its pages. */
export function blockColumns(store: ColumnStore, blocks: number) {
  return {
    /** Configuration of the block's statechart, see machines/memory-block.table.ts. */
    chart: store.column('block.chart', 'u8', blocks),
    nid: store.column('block.nid', 'u16', blocks),
    /** mem->zone as zone type + 1; 0 is NULL. */
    zone: store.column('block.zone', 'u8', blocks),
    /** Zone type + 1 that the struct pages name (page_zone); stale while the block is offline. */
    pagesZone: store.column('block.pagesZone', 'u8', blocks),
    /** Sections of the block have a memory map (arch_add_memory); can outlive a failed add. */
    sectionsPresent: store.column('block.sectionsPresent', 'u8', blocks),
    /** Sections of the block marked online (online_mem_sections): 1, or 2 when they are on their way and empty. */
    sectionsOnline: store.column('block.sectionsOnline', 'u8', blocks),
    /** mgid + 1. */
    group: store.column('block.group', 'i32', blocks),
    /** mem->online_type: the sticky request, not a status. */
    onlineType: store.column('block.online_type', 'i32', blocks),
    /** Existed at boot: early sections. */
    early: store.column('block.early', 'u8', blocks),
    /** !dev.offline of the device core. */
    deviceOnline: store.column('block.deviceOnline', 'u8', blocks),
    /** Pages at the start that hold the block's own memory map (altmap); 0 without altmap. */
    vmemmapPages: store.column('block.vmemmapPages', 'i32', blocks),
    /** nr_hwpoison. */
    poisoned: store.column('block.nr_hwpoison', 'i32', blocks),
    /** How often the id was created: tells a new memoryN from the one that a writer opened. */
    generation: store.column('block.generation', 'i32', blocks),
    /** Thread + 1 that holds the device lock. */
    deviceLock: store.column('block.deviceLock', 'u8', blocks),
    /** Readers and writers inside a file of the block: kernfs active references. */
    active: store.column('block.kernfs.active', 'u8', blocks, QUIET),
    /** The files of the block are being removed: nobody may enter them. */
    draining: store.column('block.kernfs.draining', 'u8', blocks),
    /** Linked to an ACPI memory device: its slot + 1. */
    acpiSlot: store.column('block.acpiSlot', 'u8', blocks),
  };
}

/** Row = nid * ZONE_COUNT + zone type. All in pages. */
export function zoneColumns(store: ColumnStore, nodes: number) {
  const rows = nodes * ZONE_COUNT;
  return {
    startPfn: store.column('zone.zone_start_pfn', 'f64', rows),
    spanned: store.column('zone.spanned_pages', 'f64', rows),
    present: store.column('zone.present_pages', 'f64', rows),
    presentEarly: store.column('zone.present_early_pages', 'f64', rows),
    managed: store.column('zone.managed_pages', 'f64', rows),
    isolated: store.column('zone.nr_isolate_pageblock', 'i32', rows),
    /** Span at boot: decides who owns the single pages of a boot block that lies in several zones. */
    bootStartPfn: store.column('zone.bootStartPfn', 'f64', rows),
    bootEndPfn: store.column('zone.bootEndPfn', 'f64', rows),
  };
}

/** One row per node id; struct pglist_data and the node masks. */
export function nodeColumns(store: ColumnStore, nodes: number) {
  return {
    possible: store.column('node.possible', 'u8', nodes),
    online: store.column('node.online', 'u8', nodes),
    hasMemory: store.column('node.N_MEMORY', 'u8', nodes),
    hasNormalMemory: store.column('node.N_NORMAL_MEMORY', 'u8', nodes),
    hasCpu: store.column('node.N_CPU', 'u8', nodes),
    startPfn: store.column('node.node_start_pfn', 'f64', nodes),
    spanned: store.column('node.node_spanned_pages', 'f64', nodes),
    blocks: store.column('node.blocks', 'i32', nodes),
  };
}

/** One row per mgid; struct memory_group. */
export function groupColumns(store: ColumnStore) {
  return {
    /** 0 free id, 1 static, 2 dynamic. */
    kind: store.column('group.kind', 'u8', 8),
    nid: store.column('group.nid', 'u16', 8),
    /** max_pages of a static group, unit_pages of a dynamic one. */
    pages: store.column('group.pages', 'f64', 8),
    presentKernel: store.column('group.present_kernel_pages', 'f64', 8),
    presentMovable: store.column('group.present_movable_pages', 'f64', 8),
    blocks: store.column('group.blocks', 'i32', 8),
  };
}

/** One row per struct resource; row 0 is iomem_resource. Links are row numbers, 0 for none. */
export function resourceColumns(store: ColumnStore) {
  return {
    flags: store.column('resource.flags', 'u8', 64),
    startBytes: store.column('resource.start', 'f64', 64),
    /** Inclusive, as the kernel keeps it. */
    endBytes: store.column('resource.end', 'f64', 64),
    name: store.column('resource.name', 'i32', 64),
    parent: store.column('resource.parent', 'i32', 64),
    child: store.column('resource.child', 'i32', 64),
    sibling: store.column('resource.sibling', 'i32', 64),
  };
}

/** Pages with a class of their own, as runs; everything else in an online block counts as free or movable. */
export function pageColumns(store: ColumnStore) {
  return {
    /** Page class + 1 (see pages.ts); 0 is a free row. */
    class: store.column('page.class', 'u8', 8),
    startPfn: store.column('page.startPfn', 'f64', 8),
    pages: store.column('page.pages', 'f64', 8),
  };
}

/** Settings that the administrator reads and writes; cell 0 of each. */
export function policyColumns(store: ColumnStore) {
  return {
    defaultOnlineType: store.column('policy.mhp_default_online_type', 'u8'),
    onlinePolicy: store.column('policy.online_policy', 'u8'),
    autoMovableRatio: store.column('policy.auto_movable_ratio', 'f64'),
    autoMovableNumaAware: store.column('policy.auto_movable_numa_aware', 'u8'),
    memmapOnMemory: store.column('policy.memmap_mode', 'u8'),
    movableNode: store.column('policy.movable_node', 'u8'),
    /** Zone type + 1 that the line "Policy zone" names. */
    policyZone: store.column('policy.policy_zone', 'u8'),
    /** Once-per-boot warnings already used up, one bit each. */
    warned: store.column('warned', 'i32'),
  };
}

/** Locks and who waits. Row of `owner` = lock number (run/locks.ts). */
export function lockColumns(store: ColumnStore) {
  return {
    /** Thread + 1. */
    owner: store.column('lock.owner', 'u8', 19),
    /** Sleepers in the order in which they went to sleep: thread + 1 and lock + 1. */
    sleeper: store.column('lock.sleeper', 'u8', 16),
    sleepsOn: store.column('lock.sleepsOn', 'u8', 16),
    /** Row = thread: block whose device lock it holds, + 1. */
    heldBlock: store.column('lock.heldBlock', 'i32', 16),
    /** Row = thread: polls device_hotplug_lock. */
    polling: store.column('lock.polling', 'u8', 16),
    /** Row = thread: a signal is pending. */
    signal: store.column('thread.signal', 'u8', 16),
  };
}

/** Rules of the test module's memory notifier, in the order in which they were made. */
export function ruleColumns(store: ColumnStore) {
  return {
    count: store.column('rule.count', 'i32'),
    /** 1 veto, 2 hold. */
    kind: store.column('rule.kind', 'u8', 8),
    event: store.column('rule.event', 'u8', 8),
    startBytes: store.column('rule.start', 'f64', 8),
    /** Exclusive. */
    endBytes: store.column('rule.end', 'f64', 8),
    errno: store.column('rule.errno', 'i32', 8),
    /** Uses left; -1 is without end. */
    uses: store.column('rule.uses', 'i32', 8),
    /** Thread + 1 that sleeps in the notifier. */
    held: store.column('rule.held', 'u8'),
  };
}

/** One row per dax device, its driver's data included; ranges in rows device * DAX_RANGES + i. */
export function daxColumns(store: ColumnStore) {
  return {
    name: store.column('dax.name', 'i32', 4),
    targetNode: store.column('dax.target_node', 'i32', 4),
    alignBytes: store.column('dax.align', 'f64', 4),
    regionStartBytes: store.column('dax.region.start', 'f64', 4),
    regionEndBytes: store.column('dax.region.end', 'f64', 4),
    memmapOnMemory: store.column('dax.memmap_on_memory', 'u8', 4),
    /** 0 unbound, 1 kmem, 2 kmem lets it go (the link is gone, dev->driver is still set), 3 device_dax. */
    driver: store.column('dax.driver', 'u8', 4),
    /** Place among the devices that kmem has, in the order in which they were bound; 0 for others. */
    bindOrder: store.column('dax.bind_order', 'u8', 4),
    rangeCount: store.column('dax.nr_range', 'i32', 4),
    rangeStartBytes: store.column('dax.range.start', 'f64', 4 * DAX_RANGES),
    /** Inclusive. */
    rangeEndBytes: store.column('dax.range.end', 'f64', 4 * DAX_RANGES),
    /** Resource row of the driver's reservation; 0 for none. */
    reservation: store.column('kmem.res', 'i32', 4 * DAX_RANGES),
    /** Driver data allocated (dev_get_drvdata). */
    data: store.column('kmem.data', 'u8', 4),
    /** mgid + 1. */
    group: store.column('kmem.mgid', 'i32', 4),
    /** Configuration of the device's statechart, see machines/kmem-device.table.ts. */
    state: store.column('kmem.state', 'u8', 4),
    /** The attribute file is there. */
    attribute: store.column('kmem.attribute', 'u8', 4),
    /** Writers inside the attribute: kernfs active references. */
    writers: store.column('kmem.attribute.active', 'u8', 4, QUIET),
    /** How often the attribute was created: tells it from the one that a writer opened. */
    attributeGeneration: store.column('kmem.attribute.generation', 'i32', 4),
    /** Online type captured when the device was created, plus one (V3). */
    capturedType: store.column('dax.online_type', 'u8', 4),
    inTransition: store.column('kmem.in_transition', 'u8', 4),
    targetState: store.column('kmem.target_state', 'i32', 4),
    notifier: store.column('kmem.memory_notifier', 'u8', 4),
    /** Notifiers that a failed unbind left behind: of which device, and a bit for each range that was still reserved. */
    staleCount: store.column('kmem.stale.count', 'u8'),
    staleDevice: store.column('kmem.stale.device', 'u8', 4),
    staleRanges: store.column('kmem.stale.ranges', 'u16', 4),
    anyHotremoveFailed: store.column('kmem.any_hotremove_failed', 'u8'),
    /** 0: the module is not there; 1: it is; 2: it comes or goes, and has no files on the bus. */
    loaded: store.column('kmem.module', 'u8'),
    count: store.column('dax.count', 'u8'),
  };
}

/** One row per slot of the machine's memory devices (pc-dimm). */
export function dimmColumns(store: ColumnStore) {
  return {
    /** 0 empty slot, 1 plugged but refused by the guest, 2 enabled. */
    state: store.column('dimm.state', 'u8', 8),
    name: store.column('dimm.id', 'i32', 8),
    startBytes: store.column('dimm.addr', 'f64', 8),
    sizeBytes: store.column('dimm.size', 'f64', 8),
    nid: store.column('dimm.nid', 'u16', 8),
    /** mgid + 1. */
    group: store.column('dimm.mgid', 'i32', 8),
  };
}

/**
 * What lives longer than its owner, or shorter than who points to it. Nothing in here changes what the kernel does
 * next; it is kept so that one can ask for it. All 0 until a driver lets go without freeing, or frees too early.
 */
export function lifetimeColumns(store: ColumnStore) {
  return {
    /** Row = mgid: dax device + 1 whose driver left the group behind. */
    leakedGroup: store.column('leaked.group', 'u8', 8),
    /** Row = resource: dax device + 1 whose driver left the reservation behind. */
    leakedReservation: store.column('leaked.reservation', 'u8', 64),
    /** Row = resource: the string that its name points to was freed. */
    freedName: store.column('freed.resource_name', 'u8', 64),
    /** Row = dax device: driver data, its copy of the device's name, its memory notifier that nobody will free. */
    leakedData: store.column('leaked.data', 'u8', 4),
    leakedName: store.column('leaked.res_name', 'u8', 4),
    leakedNotifier: store.column('leaked.memory_notifier', 'u8', 4),
    /** The module kmem went and left its string "System RAM (kmem)" behind. */
    leakedModuleName: store.column('leaked.kmem_name', 'u8'),
    /** Row = dax device: uses of freed memory, one bit each (drivers/kmem-lifetime.ts). */
    usedAfterFree: store.column('used_after_free', 'u8', 4),
  };
}

/** One row per virtio-mem device: the machine's side and the driver's books (drivers/virtio-mem-books.ts). */
export function virtioColumns(store: ColumnStore) {
  return {
    /** Identification in the machine. */
    name: store.column('virtio.id', 'i32', 2),
    /** Name on the virtio bus, e.g. `virtio0`. */
    deviceName: store.column('virtio.dev', 'i32', 2),
    startBytes: store.column('virtio.addr', 'f64', 2),
    regionBytes: store.column('virtio.region_size', 'f64', 2),
    deviceBlockBytes: store.column('virtio.device_block_size', 'f64', 2),
    nid: store.column('virtio.nid', 'u16', 2),
    /** What the machine asks for: requested_size of the configuration space. */
    requestedBytes: store.column('virtio.config.requested_size', 'f64', 2),
    /** Part of the region that the machine lets the guest use: usable_region_size of the configuration space. */
    usableBytes: store.column('virtio.config.usable_region_size', 'f64', 2),
    /** The same as the driver read it last. */
    knownUsableBytes: store.column('virtio.usable_region_size', 'f64', 2),
    /** What the driver works towards: requested_size as it read it last. */
    targetBytes: store.column('virtio.requested_size', 'f64', 2),
    pluggedBytes: store.column('virtio.plugged_size', 'f64', 2),
    offlineBytes: store.column('virtio.offline_size', 'f64', 2),
    /** mgid + 1. */
    group: store.column('virtio.mgid', 'i32', 2),
    configChanged: store.column('virtio.config_changed', 'u8', 2),
    /** The worker is queued. */
    workPending: store.column('virtio.wq.pending', 'u8', 2),
    /** The worker runs. */
    workActive: store.column('virtio.wq_active', 'u8', 2),
    /** hotplug_mutex is held by the notifier, between GOING_* and the final event. */
    hotplugActive: store.column('virtio.hotplug_active', 'u8', 2),
    broken: store.column('virtio.broken', 'u8', 2),
    haveUnpluggedBlock: store.column('virtio.sbm.have_unplugged_mb', 'u8', 2),
    /** Bitmap of plugged sub-blocks, 32 in a word, rows of all devices one after the other. */
    subBlocks: store.column('virtio.sbm.sb_states', 'i32', 16),
    /** State of each block or big block of the region, rows of all devices one after the other. */
    blockStates: store.column('virtio.mb_states', 'u8', 16),
    /** Module parameter unplug_online. */
    unplugOnline: store.column('virtio.unplug_online', 'u8'),
    count: store.column('virtio.count', 'u8'),
  };
}

/**
 * Faults that were asked for, see faults.ts. Declared behind all others, like the tables below: the numbers of columns
 * are part of every published fingerprint.
 */
export function faultColumns(store: ColumnStore) {
  return {
    count: store.column('fault.count', 'u8'),
    /** Number of the site in FAULT_SITES. */
    site: store.column('fault.site', 'u8', 4),
    /** Block that it is bound to, plus one; 0 for any. */
    block: store.column('fault.block', 'i32', 4),
    errno: store.column('fault.errno', 'i32', 4),
    /** Uses left; -1 is without end. */
    uses: store.column('fault.uses', 'i32', 4),
  };
}

/** udev daemons and the uevents that they have not looked at (state/uevents.ts). */
export function udevColumns(store: ColumnStore) {
  return {
    /** Row = daemon: its thread, plus one. */
    daemon: store.column('udev.daemon', 'u8', 2),
    /** Pending events in their order: thread of the daemon plus one, and block plus one. */
    listener: store.column('udev.pending.daemon', 'u8', 16),
    block: store.column('udev.pending.block', 'i32', 16),
  };
}

/** The other dax driver, device_dax (drivers/device-dax.ts). */
export function deviceDaxColumns(store: ColumnStore) {
  return {
    /** Row = dax device: its name was written to new_id of device_dax. */
    ids: store.column('device_dax.ids', 'u8', 4),
    /** Resource row of each range while it is bound; 0 for none. Rows as in daxColumns. */
    reservation: store.column('device_dax.res', 'i32', 4 * DAX_RANGES),
  };
}

/** Files of the kmem driver on the dax bus: bind, unbind, new_id, remove_id (drivers/dax-binding.ts). */
export function kmemFileColumns(store: ColumnStore) {
  return {
    /** How often they went: tells a file from the one that a writer opened. */
    generation: store.column('kmem.files.generation', 'i32', 1),
    /** Writers inside them: kernfs active references. */
    writers: store.column('kmem.files.active', 'u8', 1, QUIET),
  };
}
