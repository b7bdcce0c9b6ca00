/**
 * Programs in a shell: what they print, how they exit, and what they did to the blocks.
 */
import { describe, expect, test } from 'vitest';
import { DaxLab, type DaxLabOptions } from '../../testing/dax-lab.ts';
import { BLOCK_BYTES } from '../../testing/lab-machine.ts';
import { LSMEM_HELP } from './lsmem-arguments.ts';

const BOTH = '32-35 Movable, 40-43 Movable';

function bound(options: DaxLabOptions = {}): DaxLab {
  const lab = new DaxLab('merged', { policy: 'offline', ...options });
  expect(lab.bind()).toBe('ok');
  return lab;
}

interface Ran {
  readonly rc: number;
  readonly out: string;
  readonly err: string;
}

function run(lab: DaxLab, line: string): Ran {
  const outcome = lab.machine.outcome(lab.begin({ kind: 'tool', argv: line.split(' ') }, 'shell'));
  if (outcome === null) throw new Error(`${line} does not end`);
  return { rc: outcome.rc, out: outcome.stdout ?? '', err: outcome.stderr ?? '' };
}

const range = (first: number, last: number): string =>
  `0x${(first * BLOCK_BYTES).toString(16)}-0x${((last + 1) * BLOCK_BYTES - 1).toString(16)}`;
const name = (id: number): string => {
  const digits = (bytes: number): string => bytes.toString(16).padStart(16, '0');
  return `Memory Block ${id} (0x${digits(id * BLOCK_BYTES)}-0x${digits((id + 1) * BLOCK_BYTES - 1)})`;
};

describe('chmem -e', () => {
  test('a size goes from the lowest offline block upwards, Movable where that is possible', () => {
    const lab = bound();
    expect(run(lab, 'chmem -e 640M')).toEqual({ rc: 0, out: '', err: '' });
    expect(lab.blocks()).toBe('32-35 Movable, 40 Movable, 41-43 offline');
  });

  test('a number without a unit is mebibytes; -v names each block', () => {
    const lab = bound();
    expect(run(lab, 'chmem --verbose --enable 256')).toEqual({
      rc: 0,
      out: `${name(32)} enabled\n${name(33)} enabled\n`,
      err: '',
    });
  });

  test('more than there is: what can be is done, exit code 64', () => {
    const lab = bound();
    const ran = run(lab, 'chmem -e 2G');
    expect(ran).toEqual({ rc: 64, out: '', err: 'chmem: Could only enable 1G of memory\n' });
    expect(lab.blocks()).toBe(BOTH);
    expect(run(lab, 'chmem -e 128M')).toEqual({
      rc: 1,
      out: '',
      err: 'chmem: Could only enable 0B of memory\n',
    });
  });

  test('a block that fails is passed over for the next one', () => {
    const lab = bound();
    lab.veto('GOING_ONLINE', 32);
    expect(run(lab, 'chmem -v -e 128M')).toEqual({
      rc: 0,
      out: `${name(32)} enable failed\n${name(33)} enabled\n`,
      err: '',
    });
  });

  test('-z picks the word: the kernel zone by its name, Movable by its own', () => {
    const lab = bound();
    expect(run(lab, 'chmem -e -z normal 128M').rc).toBe(0);
    expect(run(lab, `chmem -e -zMovable ${range(40, 40)}`).rc).toBe(0);
    expect(lab.blocks()).toBe('32 Normal, 33-35 offline, 40 Movable, 41-43 offline');
    expect(run(lab, `chmem -e -z DMA32 ${range(41, 41)}`)).toEqual({
      rc: 1,
      out: '',
      err: `chmem: ${name(41)} enable failed: Zone mismatch\n`,
    });
  });

  test('a range says what is there already, and a gap in it counts as not done', () => {
    const lab = bound();
    run(lab, 'chmem -e 128M');
    expect(run(lab, `chmem -v -e ${range(32, 33)}`)).toEqual({
      rc: 0,
      out: `${name(32)} already enabled\n${name(33)} enabled\n`,
      err: '',
    });
    expect(run(lab, `chmem -e ${range(32, 43)}`).rc).toBe(64);
    expect(lab.blocks()).toBe(BOTH);
    expect(run(lab, `chmem -e ${range(60, 63)}`).rc).toBe(1);
  });

  test('-b takes numbers of blocks', () => {
    const lab = bound();
    expect(run(lab, 'chmem -b -e 33-34').rc).toBe(0);
    expect(run(lab, 'chmem -b -e 43').rc).toBe(0);
    expect(lab.blocks()).toBe('32 offline, 33-34 Movable, 35 offline, 40-42 offline, 43 Movable');
  });
});

describe('chmem -d', () => {
  test('a size goes from the highest block downwards and skips what fails', () => {
    const lab = bound({ policy: 'online_movable' });
    lab.veto('GOING_OFFLINE', 43);
    expect(run(lab, 'chmem -d 256M').rc).toBe(0);
    expect(lab.blocks()).toBe('32-35 Movable, 40 Movable, 41-42 offline, 43 Movable');
  });

  test('a range tells errors in words', () => {
    const lab = bound({ policy: 'online_movable' });
    lab.veto('GOING_OFFLINE', 33);
    expect(run(lab, `chmem -d ${range(32, 33)}`)).toEqual({
      rc: 64,
      out: '',
      err: `chmem: ${name(33)} disable failed: Operation not permitted\n`,
    });
  });

  test('a terminal shows errors where they happen; each stream by itself is whole', () => {
    const lab = bound({ policy: 'online_movable' });
    lab.veto('GOING_OFFLINE', 33);
    const job = lab.begin({ kind: 'tool', argv: ['chmem', '-v', '-d', '-b', '32-34'] }, 'shell');
    const out = (id: number): { stream: string; text: string } => ({
      stream: 'out',
      text: `${name(id)} disabled\n`,
    });
    const err = `chmem: ${name(33)} disable failed: Operation not permitted\n`;
    expect(lab.machine.outcome(job)).toMatchObject({
      stdout: out(32).text + out(34).text,
      stderr: err,
      printed: [out(32), { stream: 'err', text: err }, out(34)],
    });
  });

  test('with -z only blocks whose valid_zones begins with the zone', () => {
    const lab = bound();
    run(lab, 'chmem -e -z Normal 128M');
    run(lab, 'chmem -e 128M');
    expect(lab.blocks()).toContain('32 Normal, 33 Movable');
    expect(run(lab, 'chmem -d -z Movable 256M').rc).toBe(64);
    expect(lab.blocks()).toContain('32 Normal, 33-35 offline');
  });

  test('Ctrl-C ends it in the middle of the endless loop, and the block comes back', () => {
    const lab = bound({ policy: 'online_movable' });
    lab.pin(33);
    const job = lab.begin({ kind: 'tool', argv: ['chmem', '-d', range(32, 35)] }, 'shell');
    expect(lab.answer(job)).toBe('running');
    expect(lab.read('/sys/devices/system/memory/memory33/state')).toBe('going-offline\n');
    lab.signal(job);
    expect(lab.machine.outcome(job)?.rc).toBe(130);
    expect(lab.blocks()).toBe('32 offline, 33-35 Movable, 40-43 Movable');
  });
});

test.each([
  ['chmem', 'bad usage'],
  ['chmem -e', 'bad usage'],
  ['chmem 1G', 'bad usage'],
  ['chmem -e 1G 2G', 'bad usage'],
  ['chmem -x 1G', "invalid option -- 'x'"],
  ['chmem -e 1G -z', "option requires an argument -- 'z'"],
  ['chmem -e -z Foo 1G', 'unknown memory zone: Foo'],
])('%s: %s, and where to look', (line, message) => {
  expect(run(bound(), line)).toEqual({
    rc: 1,
    out: '',
    err: `chmem: ${message}\nTry 'chmem --help' for more information.\n`,
  });
});

test.each([
  ['chmem -e -d 1G', 'mutually exclusive arguments: --disable --enable'],
  ['chmem -e 100M', 'Size must be aligned to memory block size (128M)'],
  ['chmem -e lots', "Failed to parse size: 'lots': Invalid argument"],
  ['chmem -e 16E', "Failed to parse size: '16E': Numerical result out of range"],
  ['chmem -e 0.25G', 'Size must be aligned to memory block size (128M)'],
  ['chmem -e 1000-2000', 'Invalid start address format: 1000'],
  ['chmem -e 0x0-fff', 'Invalid end address format: fff'],
  [
    'chmem -e 0x1000-0x8000fff',
    'Start address and (end address + 1) must be aligned to memory block size (128M)',
  ],
  ['chmem -b -e 5-3', 'Invalid range: 5-3'],
  ['chmem -b -e 1-2-3', 'Invalid parameter: 1-2-3'],
])('%s: %s', (line, message) => {
  expect(run(bound(), line)).toEqual({ rc: 1, out: '', err: `chmem: ${message}\n` });
});

describe('other programs', () => {
  test('cat prints what it can and exits 1 when a file failed', () => {
    const folder = '/sys/devices/system/memory';
    expect(run(bound(), `cat ${folder}/memory32/state ${folder}/memory99/state ${folder}/probe`)).toEqual({
      rc: 1,
      out: 'offline\n',
      err: `cat: ${folder}/memory99/state: No such file or directory\ncat: ${folder}/probe: ${'Permission denied'}\n`,
    });
  });

  test('modprobe is content with a module that is there, rmmod wants one that is', () => {
    const lab = bound();
    expect(run(lab, 'modprobe kmem').rc).toBe(0);
    expect(run(lab, 'rmmod kmem').rc).toBe(0);
    expect(lab.blocks()).toBe('');
    expect(run(lab, 'modprobe -r kmem').rc).toBe(0);
    expect(run(lab, 'rmmod kmem')).toEqual({
      rc: 1,
      out: '',
      err: 'rmmod: ERROR: Module kmem is not currently loaded\n',
    });
    expect(run(lab, 'modprobe kmem').rc).toBe(0);
    expect(lab.blocks()).not.toBe('');
    expect(run(lab, 'modprobe floppy')).toEqual({
      rc: 1,
      out: '',
      err: 'modprobe: FATAL: Module floppy not found in directory /lib/modules/6.12.117+deb12-amd64\n',
    });
  });

  test('udevadm trigger replays ADD only when asked to', () => {
    const lab = bound();
    lab.do({ kind: 'udev', preset: 'rhel-vm' }, 'udev');
    run(lab, 'udevadm trigger --subsystem-match=memory');
    expect(lab.blocks()).toBe('32-35 offline, 40-43 offline');
    run(lab, 'udevadm trigger -c add -s memory');
    expect(lab.blocks()).toBe('32-35 Normal, 40-43 Normal');
  });

  test('numactl -H lists nodes that are online', () => {
    const { rc, out } = run(bound({ policy: 'online' }), 'numactl -H');
    expect(rc).toBe(0);
    expect(out).toMatch(/^available: 2 nodes \(0-1\)\nnode 0 cpus: 0\nnode 0 size: \d+ MB\n/);
    expect(out).toContain('node 1 cpus:\nnode 1 size: 1024 MB\n');
    expect(out).toMatch(/node distances:\nnode {3}0 {3}1 \n {2}0: {2}10 {2}20 \n {2}1: {2}20 {2}10 \n$/);
  });

  test('lsmem is the same as what it prints about the state, and has a help', () => {
    const lab = bound();
    expect(run(lab, 'lsmem -r -o BLOCK,STATE').out).toBe(
      'BLOCK STATE\n0-31 online\n32-35 offline\n40-43 offline\n',
    );
    expect(run(lab, 'lsmem --help')).toEqual({ rc: 0, out: LSMEM_HELP, err: '' });
  });

  test('a name that is no program', () => {
    expect(run(bound(), 'frobnicate -x')).toEqual({
      rc: 127,
      out: '',
      err: 'frobnicate: command not found\n',
    });
  });
});
