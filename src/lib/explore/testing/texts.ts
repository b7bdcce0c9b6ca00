/** Scenario texts for tests of the explorer. */

/** A write that waits for a page for ever. */
export const PINNED_FOR_EVER = `scenario "a page that stays"
kernel merged
machine x86_64 block=128M
node 0 ram=0-1G
node 1
dax dax0.0 node=1 ranges=4G+256M
set auto_online_blocks=online_movable

init:
  echo dax0.0 > kmem/bind
  pin memory33
driver:
  r = echo unplugged > dax0.0/state

exists driver hangs and held device_hotplug_lock
exists memory32 offline and memory33 going-offline
`;
