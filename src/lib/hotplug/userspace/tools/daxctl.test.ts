/**
 * daxctl: modes of a device, its messages, counts and exit codes, and the traps of the real tool.
 */
import { describe, expect, test } from 'vitest';
import { DaxLab, type DaxLabOptions } from '../../testing/dax-lab.ts';

const ONE_RANGE: DaxLabOptions = { policy: 'offline', ranges: [[32, 35]] };

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

const json = (lab: DaxLab): unknown => JSON.parse(run(lab, 'daxctl list -d dax0.0').out);
const RAM = 'daxctl reconfigure-device -m system-ram';
const DEVDAX = 'daxctl reconfigure-device -m devdax';

describe('reconfigure-device -m system-ram', () => {
  test('binds kmem and onlines every block as online_movable', () => {
    const lab = new DaxLab('base-6.12', ONE_RANGE);
    const ran = run(lab, `${RAM} dax0.0`);
    expect(ran).toEqual({
      rc: 0,
      out: `[
  {
    "chardev":"dax0.0",
    "size":536870912,
    "target_node":1,
    "align":2097152,
    "mode":"system-ram",
    "online_memblocks":4,
    "total_memblocks":4,
    "movable":true
  }
]
`,
      err: 'reconfigured 1 device\n',
    });
    expect(lab.blocks()).toContain('32-35 Movable');
  });

  test('--no-movable writes `online`, --no-online leaves the blocks alone', () => {
    const normal = new DaxLab('base-6.12', ONE_RANGE);
    expect(run(normal, `${RAM} --no-movable dax0.0`).rc).toBe(0);
    expect(normal.blocks()).toContain('32-35 Normal');
    const none = new DaxLab('base-6.12', ONE_RANGE);
    expect(run(none, `${RAM} -N dax0.0`).rc).toBe(0);
    expect(none.blocks()).toContain('32-35 offline');
    expect(json(none)).toMatchObject([{ mode: 'system-ram', online_memblocks: 0, total_memblocks: 4 }]);
  });

  test('refuses while the kernel onlines by itself, unless forced or without a wish for a zone', () => {
    const lab = new DaxLab('base-6.12', { ...ONE_RANGE, policy: 'online_movable' });
    expect(run(lab, `${RAM} dax0.0`)).toEqual({
      rc: 240,
      out: '',
      err: 'dax0.0: error: kernel policy will auto-online memory, aborting\nerror reconfiguring devices: Device or resource busy\nreconfigured 0 devices\n',
    });
    expect(run(lab, `${RAM} -N dax0.0`).rc).toBe(240);
    const forced = run(lab, `${RAM} -f dax0.0`);
    expect(forced.rc).toBe(0);
    expect(forced.err).toContain('WARNING: detected a race');
    expect(forced.err).toContain('dax0.0: all memory sections (4) already online\nreconfigured 1 device\n');
  });

  test('a device with a gap: only the blocks before it are known to the tool', () => {
    const lab = new DaxLab('base-6.12', { policy: 'offline' });
    const ran = run(lab, `${RAM} dax0.0`);
    expect(ran.rc).toBe(0);
    expect(lab.blocks()).toContain('32-35 Movable, 40-43 offline');
    expect(json(lab)).toMatchObject([{ online_memblocks: 4, total_memblocks: 4 }]);
  });

  test('new_id of kmem takes every other unbound device along', () => {
    const lab = new DaxLab('base-6.12', ONE_RANGE);
    run(lab, `${RAM} -N dax0.0`);
    expect(lab.blocks()).toBe('32-35 offline, 48-51 offline');
  });

  test('a probe that fails is tried twice, and its errno comes out', () => {
    const lab = new DaxLab('base-6.12', ONE_RANGE);
    lab.do({ kind: 'fail_alloc', site: 'memblock_add_node@memory32', errno: 12, count: -1 });
    const ran = run(lab, `${RAM} dax0.0`);
    expect(ran.rc).toBe(244);
    expect(ran.err).toBe(
      'libdaxctl: daxctl_dev_enable: dax0.0: failed to enable\nerror reconfiguring devices: Cannot allocate memory\nreconfigured 0 devices\n',
    );
    expect(lab.logOf('dax0.0: probe with driver kmem failed').length).toBe(2);
  });

  test('V2: with policy offline there are no blocks and no node, so nothing can be onlined', () => {
    const lab = new DaxLab('v2p5', ONE_RANGE);
    const ran = run(lab, `${RAM} dax0.0`);
    expect(ran.rc).toBe(254);
    expect(ran.err).toContain('dax0.0: failed to get number of memory sections\n');
  });
});

describe('online-memory and offline-memory', () => {
  test('count, say what was so before, and exit 1 when there is nothing to do', () => {
    const lab = new DaxLab('base-6.12', ONE_RANGE);
    run(lab, `${RAM} -N dax0.0`);
    lab.writeState(34, 'online_kernel');
    const ran = run(lab, 'daxctl online-memory -v dax0.0');
    expect(ran.rc).toBe(0);
    expect(ran.err).toContain('dax0.0: 1 memory section already online\ndax0.0: 3 memory sections onlined\n');
    expect(ran.err).toMatch(/onlined memory for 1 device\n$/);
    // The zone of a block that somebody else onlined is not looked at: something was left to do.
    expect(lab.blocks()).toContain('32-33 Movable, 34 Normal, 35 Movable');
    expect(run(lab, 'daxctl online-memory dax0.0')).toMatchObject({ rc: 1 });
    lab.writeState(33, 'offline');
    expect(run(lab, 'daxctl offline-memory dax0.0')).toEqual({
      rc: 0,
      out: '',
      err: 'dax0.0: 1 memory section already offline\nofflined memory for 1 device\n',
    });
    expect(run(lab, 'daxctl offline-memory dax0.0')).toEqual({
      rc: 1,
      out: '',
      err: 'dax0.0: all memory sections (4) already offline\nofflined memory for 0 devices\n',
    });
  });

  test('the first block that fails ends it; what went before stays offline', () => {
    const lab = new DaxLab('base-6.12', ONE_RANGE);
    run(lab, `${RAM} dax0.0`);
    lab.veto('GOING_OFFLINE', 34);
    const ran = run(lab, 'daxctl offline-memory dax0.0');
    expect(ran.rc).toBe(255);
    expect(ran.err).toBe(
      'libdaxctl: offline_one_memblock: dax0.0: Failed to offline /sys/devices/system/node/node1/memory34/state: Operation not permitted\n' +
        'dax0.0: failed to offline memory: Operation not permitted\n' +
        'error offlining memory: Operation not permitted\nofflined memory for 0 devices\n',
    );
    // In the order of the directory: 32, 35, 33, 34.
    expect(lab.blocks()).toContain('32-33 offline, 34 Movable, 35 offline');
  });

  test('D5, V1P8: the veto of the driver gives -EPERM for every block', () => {
    const lab = new DaxLab('v1p8', ONE_RANGE);
    const ran = run(lab, `${RAM} dax0.0`);
    expect(ran.rc).toBe(255);
    expect(ran.err).toContain('dax0.0: failed to online memory: Operation not permitted\n');
    expect(lab.blocks()).toContain('32-35 offline');
  });

  test('nothing of that for a device that is no memory', () => {
    const lab = new DaxLab('base-6.12', ONE_RANGE);
    expect(run(lab, 'daxctl online-memory dax0.0')).toEqual({
      rc: 250,
      out: '',
      err: 'dax0.0: memory operations are not applicable in devdax mode\nerror onlining memory: No such device or address\nonlined memory for 0 devices\n',
    });
  });
});

describe('reconfigure-device -m devdax', () => {
  test('refuses online memory, offlines it when forced, and the device comes back as memory', () => {
    const lab = new DaxLab('merged', ONE_RANGE);
    run(lab, `${RAM} dax0.0`);
    expect(run(lab, `${DEVDAX} dax0.0`)).toMatchObject({ rc: 240 });
    expect(run(lab, `${DEVDAX} -v dax0.0`).err).toContain(
      'dax0.0: found 4 memory sections online\ndax0.0: refusing to change modes\n',
    );
    expect(lab.blocks()).toContain('32-35 Movable');
    expect(run(lab, `${DEVDAX} --force dax0.0`).rc).toBe(0);
    expect(lab.blocks()).not.toContain('32');
    expect(lab.iomem()).toContain('>32-35 dax0.0');
    expect(json(lab)).toMatchObject([{ mode: 'devdax' }]);
    expect(run(lab, `${DEVDAX} dax0.0`).err).toBe(
      'dax0.0 was already in devdax mode\nreconfigured 1 device\n',
    );
    expect(lab.bind()).toBe('EBUSY');
    expect(lab.unbind()).toBe('ENODEV');
    expect(run(lab, `${RAM} dax0.0`).rc).toBe(0);
    expect(lab.blocks()).toContain('32-35 Movable');
    expect(lab.bind()).toBe('EBUSY');
  });

  test('with --force a block can come back between looking and unbinding: the range leaks', () => {
    const lab = new DaxLab('base-6.12', ONE_RANGE);
    run(lab, `${RAM} dax0.0`);
    const job = lab.machine.begin('shell', { kind: 'tool', argv: `${DEVDAX} -f dax0.0`.split(' ') });
    const { run: steps } = lab.machine;
    lab.stepUntil(job, () => {
      const thread = steps.threads.find(({ id }) => id === job.threadId);
      return thread?.current?.name === 'daxctl_dev_disable';
    });
    const other = lab.machine.begin('udev', {
      kind: 'sysfs_write',
      path: '/sys/devices/system/memory/memory33/state',
      bytes: 'online_movable',
    });
    lab.machine.favour(other);
    lab.machine.settle();
    expect(lab.answer(other)).toBe('ok');
    expect(lab.blocks()).toContain('32 offline, 33 Movable, 34-35 offline');
    expect(lab.logOf('cannot be hotremoved')).toHaveLength(1);
    // device_dax cannot have the range then.
    expect(lab.machine.outcome(job)?.rc).toBe(240);
  });
});

describe('disable-device and enable-device', () => {
  test('are only for devdax mode', () => {
    const lab = new DaxLab('base-6.12', ONE_RANGE);
    run(lab, `${RAM} dax0.0`);
    expect(run(lab, 'daxctl disable-device dax0.0')).toEqual({
      rc: 250,
      out: '',
      err: 'dax0.0: status operations are only applicable in devdax mode\nerror disabling device: No such device or address\ndisabled 0 devices\n',
    });
    run(lab, `${DEVDAX} -f dax0.0`);
    expect(run(lab, 'daxctl disable-device dax0.0')).toMatchObject({ rc: 0, err: 'disabled 1 device\n' });
    expect(json(lab)).toMatchObject([{ mode: 'devdax', state: 'disabled' }]);
    expect(run(lab, 'daxctl enable-device dax0.0')).toMatchObject({ rc: 0, err: 'enabled 1 device\n' });
  });
});

test.each([
  ['daxctl reconfigure-device dax0.0', 129, "error: a 'align', 'mode' or 'size' option is required"],
  [RAM, 129, 'specify a device to reconfigure, or "all"'],
  [`${DEVDAX} -N dax0.0`, 129, '--no-online is incompatible with --mode=devdax'],
  ['daxctl offline-memory dax0.0 dax1.0', 129, 'unknown extra parameter "dax1.0"'],
  ['daxctl reconfigure-device -m foo dax0.0', 234, 'dax0.0: unknown mode requested: 0'],
  [`${RAM} dax9.9`, 250, 'error reconfiguring devices: No such device or address\nreconfigured 0 devices\n'],
  ['daxctl frobnicate', 1, "Unknown command: 'frobnicate'"],
])('%s exits %i: %s', (line, rc, message) => {
  const ran = run(new DaxLab('merged', ONE_RANGE), line);
  expect(ran.err).toContain(message);
  expect(ran.rc).toBe(rc);
});

test('a run of the tool can be forked anywhere and comes to the same end', () => {
  const lab = new DaxLab('merged', ONE_RANGE);
  const job = lab.begin({ kind: 'tool', argv: `${RAM} dax0.0`.split(' ') }, 'shell');
  const end = lab.machine.run.length;
  const hash = lab.kernel.store.hash();
  for (let position = job.startStep + 1; position < end; position += 7) {
    const fork = lab.machine.fork(position);
    fork.settle();
    expect(fork.kernel.store.hash()).toBe(hash);
    lab.machine.run.history.seek(end);
  }
});
