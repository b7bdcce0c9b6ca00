/**
 * Scenario texts for the tests of parser, printer and compiler: together they use every statement and verb.
 */

/** The sketch from which the language grew. */
export const PINNED = `scenario "a page pinned in the second range"
about The removal word meets a page that does not move; somebody presses
about Ctrl-C.

kernel v1p8 merged
machine x86_64 block=128M
node 0 ram=0-1G
node 1
dax dax0.0 node=1 ranges=4G+512M,5G+512M
set auto_online_blocks=online_movable

init:
  echo dax0.0 > kmem/bind
  pin memory42
driver:
  r1 = echo {unplug,unplugged} > dax0.0/{hotplug,state}
user:
  signal driver SIGINT

exists r1 = -EIO and memory32 absent and memory42 online
always driver hangs or r1 = ok or r1 < 0
`;

/** Everything that can stand in a text. */
export const EVERYTHING = `# a comment above all
scenario "every word once"  # and behind
about What each means is in the reference.

kernel merged v1p3
tags every-word reference
machine x86_64 block=128M nodes=4 limit=64T physical=1T vm probe
      no-test-module
node 0 ram=0-3G,6G-9G
node 1 cpu
zone 0 DMA32 managed=763812
iomem 3G-4076M "PCI Bus 0000:00"
dax dax0.0 node=1 ranges=16G+512M,17G+512M region=16G-20G align=2M
      memmap_on_memory
dimm dimm0 4G+1G node=1
dimm dimm1 5G+512M
virtio-mem vm0 32G+2G node=2 block=2M
set auto_online_blocks=online online_policy=auto-movable
      auto_movable_ratio=60 auto_movable_numa_aware=N
      memmap_on_memory=force movable_node
udev rhel

init:
  modprobe kmem
  plug dimm1
  as root echo online_movable > auto_online_blocks
  f = memory_group_register_static(1, 1024)

# who does what
driver:
  a = add_memory(1, 24G, 512M, MHP_MERGE_RESOURCE)
  b = add_memory_driver_managed(1, 25G+512M, "System RAM (kmem)",
        MHP_MERGE_RESOURCE | MHP_NID_IS_MGID, MMOP_ONLINE_MOVABLE)
    or add_memory_driver_managed(1, 25G+512M, "System RAM (kmem)", 5)
  c = offline_memory(memory192-195)
    or offline_and_remove_memory(memory192-195)
  request_mem_region(0x700000000, 0x8000000, "other driver")
  release_mem_region(0x700000000, 0x8000000)
user:
  r = cat memory32/state
  echo -n offline > /sys/devices/system/memory/memory33/state
  echo "a b" > dax0.0/mapping
  chmem -e 512M -z Movable
  daxctl reconfigure-device -m system-ram --no-online dax0.0
  rmmod kmem
machine:
  request vm0 512M
  unplug dimm0
  plug dimm2 10G+1G node=1
faults:
  pin memory42
  pin 0x108000000 pages=4 kernel
  pin pfn:1048576 offline
  unpin memory42
  allocate memory41 pages=2
  free memory41
  veto GOING_ONLINE memory41 -EBUSY times=1
  veto GOING_OFFLINE memory32-35
  hold GOING_OFFLINE memory33
  release
  allow
  poison memory33
  unmovable memory33,35-36
  movable
  fail arch_add_memory@memory40 -ENOMEM times=2
  signal user SIGKILL
  consume 64M

exists r = online and (memory32-35,40 offline
  or any of memory42-43 absent) and not none of memory44 going-offline
never anytime held device_hotplug_lock and held dax0.0 lock
always memory32 in Movable or node1 Movable present = 256M
always node1 Movable start >= pfn:1048576
exists iomem "System RAM (kmem)" covers 4G+512M
exists dax0.0 state = unplugged and dax0.0/size = 1G
exists dax0.0 leaks and dax0.0 leaks reservation and kmem leaks
never dax0.0 used-after-free or driver hangs
exists memory32/state exists and b != ok and c >= -EBUSY
exists count uevents "offline@" > 2 and node/online = "0-1"
# the end
`;
