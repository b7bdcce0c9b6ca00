/**
 * Manual pages of the programs that know memory blocks and devices.
 */
import type { ManualPage } from './page.ts';

export const MEMORY_TOOLS: readonly ManualPage[] = [
  {
    name: 'chmem',
    section: 1,
    title: 'set memory online or offline',
    synopsis: ['chmem -e|-d [-b] [-z ZONE] [-v] SIZE|RANGE'],
    about: [
      'Goes through the blocks one by one and writes to their file state. A size is taken from the lowest offline block upwards (-e) or from the highest online block downwards (-d); blocks that fail are passed over. A range of addresses, or of blocks with -b, is gone through as it is.',
      'Onlining writes online_movable where valid_zones has Movable, else online. A number without a letter is MiB. Decimals are cut digit by digit: 0.25G is one byte short of a quarter and refused as not aligned, 0.10G is taken for 1G.',
      'This is chmem of util-linux 2.38.1, held against the real one on Linux 6.12, crash for a lone - included.',
    ],
    list: [
      ['-e, --enable', 'set online'],
      ['-d, --disable', 'set offline'],
      ['-b, --blocks', 'the range counts blocks, not bytes'],
      ['-z, --zone ZONE', 'only blocks of that zone, or into that zone'],
      ['-v, --verbose', 'say what became of every block'],
    ],
    status: '0 when all was done, 64 when a part was done, 1 when nothing was.',
    examples: ['chmem -d 256M', 'chmem -v -e -b 32-35'],
    see: ['lsmem', 'memory_block'],
  },
  {
    name: 'lsmem',
    section: 1,
    title: 'list the ranges of memory',
    synopsis: ['lsmem [-a] [-b] [-J|-P|-r] [-n] [-o LIST] [-S LIST] [--summary[=WHEN]]'],
    about: [
      'This is lsmem of util-linux 2.38.1, held against the real one.',
      'Joins neighbouring blocks that do not differ in the columns on show and prints a row for each range, then how much is online and offline.',
    ],
    list: [
      ['-a, --all', 'a row for every block'],
      ['-b, --bytes', 'sizes in bytes'],
      ['-J, -P, -r', 'as JSON, as KEY="value", or raw'],
      ['-o, --output LIST', 'columns: RANGE SIZE STATE REMOVABLE BLOCK NODE ZONES'],
      ['-S, --split LIST', 'columns that part ranges'],
    ],
    examples: ['lsmem -o RANGE,STATE,ZONES,BLOCK'],
    see: ['chmem', 'memory_block'],
  },
  {
    name: 'daxctl',
    section: 1,
    title: 'change what dax devices are used for',
    synopsis: [
      'daxctl list [-RDMiu] [-d DEVICE] [-r REGION]',
      'daxctl reconfigure-device -m system-ram|devdax [-f] [-N] [--no-movable] DEVICE',
      'daxctl online-memory|offline-memory [--no-movable] DEVICE',
      'daxctl enable-device|disable-device DEVICE',
    ],
    about: [
      'system-ram binds the device to kmem, which adds its memory, and onlines every block as online_movable. devdax lets go of it again; its memory must be offline for that, or -f offlines it.',
      'Blocks are taken in the order of the directory, which is that of a hash, and the first that fails ends it. all takes the last device of the directory first; the exit code is that of the last device taken, and after a reconfiguration only that one is printed.',
      'This is daxctl of ndctl 76.1, held against the real one on Linux 6.12. Later ones differ: from 79 on a device that is not there is no error. What is not here: create-device, destroy-device, --size, --align and --check-config. -v adds what the library says.',
      'Of a device with a gap only the blocks before the gap are seen. Binding writes new_id and then bind, and new_id of kmem takes every other unbound device along.',
    ],
    list: [
      ['-r, --region N', 'only devices of that region; list shows the region'],
      [
        '-R, -D, -M, -i, -u',
        'list: regions, devices, mappings, also those of no size; sizes for human readers',
      ],
      ['-m, --mode MODE', 'system-ram or devdax'],
      ['-N, --no-online', 'leave the blocks as the kernel left them'],
      ['--no-movable', 'write online instead of online_movable'],
      ['-f, --force', 'offline first; go on though the kernel onlines by itself'],
    ],
    status:
      '0, or the low byte of the negative errno: 240 is -EBUSY, 250 is -ENXIO, no such device. 1 when nothing was to be done, 129 for a wrong call.',
    see: ['dax', 'kmem', 'memory_block'],
  },
  {
    name: 'numactl',
    section: 1,
    title: 'show the nodes',
    synopsis: ['numactl -H', 'numactl -s'],
    about: [
      'Lists the nodes that are online with their CPUs, sizes and distances. The size is what the page allocator manages; how much of it is free the model does not know, and says all of it. -s says where a program may run and take memory.',
      'This is numactl 2.0.16, held against the real one on Linux 6.12; it binds no program to a node here.',
    ],
    see: ['node', 'zoneinfo'],
  },
  {
    name: 'modprobe',
    also: ['rmmod'],
    section: 1,
    title: 'load and unload a module',
    synopsis: ['modprobe [-nqv] [--first-time] kmem', 'modprobe -r kmem', 'rmmod kmem'],
    about: [
      'kmem is the only module that comes and goes here; device_dax is there as if it were built in. Loading it probes every dax device that has no driver; unloading waits for whoever is in its files and lets go of its devices, but memory that is online stays, and its name in /proc/iomem with it. modprobe is content with a module that is there already, or with -r gone already; rmmod is not.',
      'These are those of kmod 30, held against the real ones on Linux 6.12.',
    ],
    see: ['kmem', 'daxctl'],
  },
  {
    name: 'udevadm',
    section: 1,
    title: 'watch and send events of devices',
    synopsis: [
      'udevadm monitor [-k] [-p] [-s SUBSYSTEM]',
      'udevadm trigger [-nv] [-c ACTION] [-s memory | DEVICE…]',
      'udevadm settle',
    ],
    about: [
      'monitor prints the events that the kernel sends while the run goes on; Ctrl C ends it. The number in brackets is the step of the run, where a real line has the seconds; -p adds the properties, whose SEQNUM counts the events of the run. When udev has done its rules is not known to the model: lines that begin with UDEV are left out.',
      'trigger writes the action (change if none is given) to the file uevent of every memory block, in the order of their names as texts: memory10 comes before memory2. -v names them, -n does no more than that.',
      'This is udevadm of systemd 252, held against the real one on Linux 6.12.',
    ],
    see: ['dmesg', 'memory_block'],
  },
  {
    name: 'dmesg',
    section: 1,
    title: 'print the log of the kernel',
    synopsis: ['dmesg [-w|-W] [-t]'],
    about: [
      'Prints what the kernel has said up to the moment on screen. The number in brackets is the step of the run, where a real line has the seconds since boot. It leaves no trace in the run.',
    ],
    list: [
      ['-w, --follow', 'go on with what is said while the run goes on, until Ctrl C'],
      ['-W, --follow-new', 'the same, without what was said before'],
      ['-t, --notime', 'without the numbers'],
    ],
    examples: ['dmesg -w | grep Offlined'],
    see: ['udevadm'],
  },
];
