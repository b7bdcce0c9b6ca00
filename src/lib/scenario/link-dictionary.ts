/**
 * The text that every scenario text in a link is compressed against: what most scenarios say, the commonest last.
 *
 * Published: links are read with exactly these characters. Never change one of them; a better dictionary is another
 * kind of text (link-scenario.ts), and this one stays.
 */
export const SCENARIO_DICTIONARY = `about The attribute of the reservation and the memory group are released when the driver lets go.
iomem 3G-4076M "PCI Bus 0000:00"
zone 0 DMA32 managed=
virtio-mem vm0 4G+2G node=0 block=2M
machine x86_64 block=256M nodes=4 limit=64T physical=1T vm probe no-test-module
set auto_online_blocks=offline online_policy=auto-movable auto_movable_ratio=301 auto_movable_numa_aware=Y memmap_on_memory=force movable_node
udev rhel-metal
udev ubuntu
  as root echo 128M > probe
  as driver request_mem_region(0x100000000, 0x8000000, "other driver")
  release_mem_region(0x100000000, 0x8000000)
  chmem -e 512M -z Movable
  chmem -d memory
  daxctl reconfigure-device -m system-ram --no-online dax0.0
  daxctl reconfigure-device -m devdax -f dax0.0
  daxctl offline-memory dax0.0
  udevadm settle
  cat zoneinfo
  cat meminfo
  cat iomem
  echo dax0.0 > kmem/unbind
  echo dax0.0 > kmem/bind
  echo 0x100000000 > hard_offline_page
  echo 0x100000000 > soft_offline_page
  echo contig-zones > online_policy
  echo auto-movable > online_policy
  unmovable memory32
  movable
  consume 64M
  allocate memory41 pages=2
  free memory41
  poison memory33
  hold GOING_OFFLINE memory33
  release
  allow
  veto GOING_ONLINE memory41 -EBUSY times=1
  veto GOING_OFFLINE memory32-35
  fail arch_add_memory -ENOMEM times=1
  fail create_memory_block_devices@memory40 -ENOMEM times=1
  request vm0 512M
  plug dimm0 4G+1G node=1
  unplug dimm0
  unpin memory42
  pin memory42 offline
  pin memory42 kernel
  f = memory_group_register_static(1, 1024)
  r = add_memory(1, 4G, 512M, MHP_MERGE_RESOURCE | MHP_MEMMAP_ON_MEMORY)
  r1 = add_memory_driver_managed(1, 4G, 512M, "System RAM (kmem)", MHP_NONE | MHP_NID_IS_MGID, MMOP_ONLINE_KERNEL)
    or add_memory_driver_managed(1, 5G, 512M, "System RAM (kmem)", MHP_NID_IS_MGID, MMOP_SYSTEM_DEFAULT, MMOP_OFFLINE)
    or __add_memory_driver_managed(1, 4G, 512M, "System RAM (kmem)", 0, MMOP_ONLINE_MOVABLE)
  r2 = offline_and_remove_memory_ranges(4G, 512M)
  r2 = online_memory_range(4G, 512M, MMOP_ONLINE_MOVABLE)
  r1 = remove_memory(4G, 512M)
  r1 = offline_and_remove_memory(4G, 512M)
    or offline_memory(4G, 512M)
exists iomem "System RAM (kmem)" covers 4G+512M
never anytime held device_hotplug_lock and held mem_hotplug_lock and held dax0.0 lock
exists count uevents "offline@" = 1
exists count events "GOING_OFFLINE" > 2
exists count log "Failed to re-online memory" >= 1
exists memory32/state exists and not memory32 going-offline
always node1 Movable present = 256M and node1 Normal spanned = 0 and node1 Movable managed <= 128M
exists any of memory32-35 absent
never none of memory32-35 present
exists memory32 in Movable and memory33 in Normal
exists dax0.0 leaks reservation or dax0.0 leaks group or dax0.0 leaks memory or kmem leaks
never dax0.0 used-after-free
exists r1 = ok and r2 = -EIO
exists r1 = -EINVAL
exists r1 = -ENOMEM
exists r1 = -EPERM
exists r1 = -EBUSY and dax0.0/size = 1G
exists dax0.0/{hotplug,state} = online_kernel
always driver hangs or r1 < 0 or r2 = ok
never r1 = ok and all of memory32-35 online and memory40-43 offline
exists user hangs and driver hangs
scenario "the driver offlines while the user onlines a block of the second range"
about 
kernel base-6.12 base-2026 v1p3 v1p4 v1p7 v1p8 v2p4 v2p5 v3 v4 v5 v6 merged
machine x86_64 block=128M
node 0 ram=0-3G,6G-9G
node 0 ram=0-1G
node 1
dimm dimm0 4G+1G node=1
dax dax0.0 node=1 ranges=4G+512M,5G+512M
set auto_online_blocks=online_movable

init:
  modprobe kmem
  rmmod kmem
  echo online_movable > auto_online_blocks
  echo offline > auto_online_blocks
  pin memory42
admin:
  r2 = echo offline > dax0.0/hotplug
  r2 = echo unplug > dax0.0/hotplug
  r2 = echo online_movable > dax0.0/{hotplug,state}
driver:
  r1 = echo {unplug,unplugged} > dax0.0/{hotplug,state}
  r1 = cat dax0.0/{hotplug,state}
signaller:
  signal driver SIGKILL
  signal driver SIGINT
udev:
machine:
kernel:
gup:
user:
  r3 = cat memory33/state
  cat memory33/valid_zones
  cat memory33/removable
  echo 0 > memory33/online
  echo 1 > memory33/online
  echo online_kernel > memory33/state
  echo offline > memory33/state
  echo online > memory33/state
  r2 = echo online_movable > memory34/state

exists r1 = 0 and r2 = 0 and memory32 online and memory33 offline
`;
