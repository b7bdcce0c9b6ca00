/**
 * The interleavings that the reviews worked out event by event, played by hand on the postings they are about. Four
 * blocks in each of two ranges, 32 to 35 and 40 to 43.
 */
import { describe, expect, test } from 'vitest';
import { WorkedRun } from '#lib/scenario/testing/worked-run.ts';
import type { VariantId } from '#lib/hotplug/variants/index.ts';

const LAB = `scenario "worked by hand"
machine x86_64 block=128M
node 0 ram=0-1G
node 1
dax dax0.0 node=1 ranges=4G+512M,5G+512M
`;
const MOVABLE = `${LAB}set auto_online_blocks=online_movable
init:
  echo dax0.0 > kmem/bind
`;
const OFFLINE = `${LAB}set auto_online_blocks=offline
init:
  echo dax0.0 > kmem/bind
`;
const BLOCKS = [32, 33, 34, 35, 40, 41, 42, 43];
const REMOVE = 'echo {unplug,unplugged} > dax0.0/{hotplug,state}';
const forAll = (word: string, prefix = ''): string =>
  BLOCKS.map((id) => `  ${prefix}echo ${word} > memory${id}/state\n`).join('');
const ALL_ON = 'on on on on';
const ALL_OFF = 'off off off off';

describe('A3, a pinned page in memory42', () => {
  const text = `${MOVABLE}  pin memory42
driver:
  r1 = ${REMOVE}
user:
  signal driver SIGINT
`;

  test('v3: the first range is gone, the second comes back, the write succeeds', () => {
    const run = new WorkedRun(text, 'v3');
    expect(run.row).toBe(`${ALL_ON} | ${ALL_ON} | online_movable | -`);
    run.until('driver', () => run.locks !== '');
    expect(run.row).toBe(`${ALL_ON} | ${ALL_ON} | online_movable | data->lock`);
    run.until('driver', () => run.is(35, 'gone'));
    expect(run.row).toBe(`gone | ${ALL_ON} | online_movable | data->lock + device_hotplug_lock`);
    run.until('driver', () => run.iomem('dax0.0').length === 1);
    expect(run.row).toBe(`gone | ${ALL_ON} | online_movable | data->lock`);
    run.until('driver', () => run.is(41, 'off'));
    expect(run.row).toBe('gone | off off on on | online_movable | data->lock + device_hotplug_lock');
    run.until('driver', () => run.is(42, 'going'));
    for (let n = 0; n < 100; n++) expect(run.step('driver')).toBe(true);
    expect(run.row).toBe('gone | off off going on | online_movable | data->lock + device_hotplug_lock');
    run.step('user');
    run.until('driver', () => !run.is(42, 'going'));
    expect(run.row).toBe('gone | off off on on | online_movable | data->lock + device_hotplug_lock');
    run.until('driver', () => run.locks === 'data->lock');
    expect(run.row).toBe(`gone | ${ALL_ON} | online_movable | data->lock`);
    expect(run.end('driver', 'r1')).toBe('ok');
    expect(run.row).toBe(`gone | ${ALL_ON} | online_movable | -`);
  });

  test('merged: the first range goes offline only, both come back, the write fails', () => {
    const run = new WorkedRun(text, 'merged');
    run.until('driver', () => run.is(35, 'off'));
    expect(run.row).toBe(`${ALL_OFF} | ${ALL_ON} | online_movable | data->lock + device_hotplug_lock`);
    run.until('driver', () => run.is(42, 'going'));
    expect(run.row).toBe(`${ALL_OFF} | off off going on | online_movable | data->lock + device_hotplug_lock`);
    run.step('user');
    expect(run.end('driver', 'r1')).toBe('-EINTR');
    expect(run.row).toBe(`${ALL_ON} | ${ALL_ON} | online_movable | -`);
    expect(run.iomem('dax0.0')).toEqual([4, 5]);
  });
});

test('A8 in v5: unbind trusts the word offline and goes round on a pinned page, with everybody behind it', () => {
  const run = new WorkedRun(
    `${OFFLINE}${forAll('online_movable', 'as user ')}  pin memory41
driver:
  r1 = echo dax0.0 > kmem/unbind
other:
  r2 = remove_memory(6G+128M)
writer:
  r3 = echo offline > memory43/state
`,
    'v5',
  );
  expect(run.row).toBe(`${ALL_ON} | ${ALL_ON} | offline | -`);
  run.until('driver', () => run.is(41, 'going'));
  expect(run.row).toBe(`${ALL_OFF} | off going on on | - | device_hotplug_lock`);
  for (let n = 0; n < 200; n++) expect(run.step('driver')).toBe(true);
  run.finish();
  expect(run.row).toBe(`${ALL_OFF} | off going on on | - | device_hotplug_lock`);
  expect([run.result('r1'), run.result('r2'), run.result('r3')]).toEqual([null, null, null]);
});

test('B10 in v6: all offline, the word says online, unbind leaves everything, and a bind fails', () => {
  const run = new WorkedRun(
    `${MOVABLE}user:
${forAll('offline')}driver:
  r1 = echo dax0.0 > kmem/unbind
  r2 = echo dax0.0 > kmem/bind
`,
    'v6',
  );
  run.until('user', () => run.is(43, 'off') && run.locks === '');
  expect(run.row).toBe(`${ALL_OFF} | ${ALL_OFF} | online_movable | -`);
  expect(run.end('driver', 'r1')).toBe('ok');
  expect(run.row).toBe(`${ALL_OFF} | ${ALL_OFF} | - | -`);
  expect(run.iomem('dax0.0')).toEqual([4, 5]);
  expect(run.end('driver', 'r2')).toBe('-EBUSY');
});

test.each([
  ['v6', [5]],
  ['merged', []],
] as const)('B6 in %s: a failed add leaves these reservations: %j', (variant, left) => {
  const run = new WorkedRun(
    `${MOVABLE}  ${REMOVE}
  fail arch_add_memory@memory32 -ENOMEM times=1
driver:
  r1 = echo online > dax0.0/{hotplug,state}
`,
    variant,
  );
  expect(run.row).toBe('gone | gone | unplugged | -');
  expect(run.end('driver', 'r1')).toBe('-ENOMEM');
  expect(run.iomem('dax0.0')).toEqual(left);
  expect(run.attribute).toBe('unplugged');
});

describe.each(['base-6.12', 'base-2026'] as const)('A1 in %s', (variant) => {
  test('one block comes back before unbind: its range stays, with its group', () => {
    const run = new WorkedRun(
      `${OFFLINE}${forAll('online_movable', 'as user ')}user:
${forAll('offline')}event:
  r1 = echo online_movable > memory41/state
driver:
  r2 = echo dax0.0 > kmem/unbind
late:
  r3 = echo offline > memory41/state
`,
      variant,
    );
    expect(run.row).toBe(`${ALL_ON} | ${ALL_ON} | - | -`);
    run.until('user', () => run.is(43, 'off') && run.locks === '');
    expect(run.row).toBe(`${ALL_OFF} | ${ALL_OFF} | - | -`);
    expect(run.end('event', 'r1')).toBe('ok');
    expect(run.blocks(40, 43)).toBe('off on off off');
    expect(run.end('driver', 'r2')).toBe('ok');
    expect(run.row).toBe('gone | off on off off | - | -');
    expect(run.iomem('dax0.0')).toEqual([5]);
    expect(run.kernel.lifetimes.leakedGroup.get(0)).toBe(1);
    expect(run.end('late', 'r3')).toBe('ok');
    expect(run.blocks(40, 43)).toBe(ALL_OFF);
  });
});

test('A4 in v3: a block changes zone while no lock is held between two ranges', () => {
  const run = new WorkedRun(
    `${MOVABLE}driver:
  r1 = ${REMOVE}
user:
  r2 = echo offline > memory41/state
  r3 = echo online_kernel > memory41/state
  r4 = allocate memory41
`,
    'v3',
  );
  run.until('driver', () => run.is(35, 'gone') && run.locks === 'data->lock');
  expect(run.row).toBe(`gone | ${ALL_ON} | online_movable | data->lock`);
  expect([run.end('user', 'r2'), run.end('user', 'r3'), run.end('user', 'r4')]).toEqual(['ok', 'ok', 'ok']);
  expect(run.file('/sys/devices/system/memory/memory41/valid_zones')).toBe('Normal');
  run.until('driver', () => run.is(40, 'off'));
  const events = run.said('MEM_GOING_OFFLINE memory41');
  expect(run.end('driver', 'r1')).toBe('ok');
  // Isolation refused it, before anybody heard of it.
  expect(run.said('MEM_GOING_OFFLINE memory41')).toBe(events);
  expect(run.said('MEM_GOING_OFFLINE memory40')).toBe(1);
  expect(run.row).toBe(`gone | ${ALL_ON} | online_movable | -`);
  expect(run.file('/sys/devices/system/memory/memory41/valid_zones')).toBe('Normal');
});

test('A6 in merged: both ranges are tried under one lock, all comes back, the write fails', () => {
  const run = new WorkedRun(
    `${MOVABLE}  as user echo offline > memory41/state
  as user echo online_kernel > memory41/state
  allocate memory41
driver:
  r1 = ${REMOVE}
`,
    'merged',
  );
  run.until('driver', () => run.is(40, 'off'));
  expect(run.row).toBe(`${ALL_OFF} | off on on on | online_movable | data->lock + device_hotplug_lock`);
  expect(run.end('driver', 'r1')).toBe('-EBUSY');
  expect(run.row).toBe(`${ALL_ON} | ${ALL_ON} | online_movable | -`);
  const zones = BLOCKS.map((id) => run.file(`/sys/devices/system/memory/memory${id}/valid_zones`));
  expect(zones).toEqual(BLOCKS.map((id) => (id === 41 ? 'Normal' : 'Movable')));
});

test.each([
  ['v1p8', `${ALL_OFF} | ${ALL_OFF} | offline | -`, '-EPERM'],
  ['v2p5', 'gone | gone | unplugged | -', '-ENOENT'],
] as const)('D5 in %s', (variant, afterBind, first) => {
  const run = new WorkedRun(
    `${OFFLINE}user:
  r1 = echo online_movable > memory32/state
driver:
  r2 = echo online_movable > dax0.0/hotplug
other:
  r3 = echo offline > memory32/state
`,
    variant,
  );
  expect(run.row).toBe(afterBind);
  expect(run.end('user', 'r1')).toBe(first);
  expect(run.row).toBe(afterBind);
  expect(run.end('driver', 'r2')).toBe('ok');
  expect(run.row).toBe(`${ALL_ON} | ${ALL_ON} | online_movable | -`);
  expect(run.end('other', 'r3')).toBe('-EPERM');
  expect(run.blocks(32, 35)).toBe(ALL_ON);
});

const WITH_WORD: readonly VariantId[] = ['v1p7', 'v1p8', 'v2p4', 'v2p5', 'v3', 'v4', 'v5', 'v6', 'merged'];

/**
 * What postings that go range by range answer; the others say the errno. The signal is pending until the write returns,
 * so the second range does not go either.
 */
const ANSWERS: Readonly<Partial<Record<VariantId, string>>> = {
  v1p7: 'ok',
  v1p8: '-EBUSY',
  v2p4: 'ok',
  v2p5: '-EBUSY',
  v3: 'ok',
};

describe.each(WITH_WORD)('A10 in %s: the removal goes round on memory33', (variant) => {
  const text = (way: string): string => `${MOVABLE}  pin memory33
driver:
  r1 = ${REMOVE}
user:
  ${way}
`;
  const stuck = (way: string): WorkedRun => {
    const run = new WorkedRun(text(way), variant);
    run.until('driver', () => run.is(33, 'going'));
    for (let n = 0; n < 100; n++) expect(run.step('driver')).toBe(true);
    expect(run.row).toBe(`off going on on | ${ALL_ON} | online_movable | data->lock + device_hotplug_lock`);
    return run;
  };

  test('until the page is released: then everything goes', () => {
    const run = stuck('unpin memory33');
    run.finish();
    expect(run.result('r1')).toBe('ok');
    expect(run.row).toBe('gone | gone | unplugged | -');
  });

  test('until a signal comes', () => {
    const run = stuck('signal driver SIGINT');
    run.step('user');
    run.until('driver', () => !run.is(33, 'going'));
    expect(run.blocks(32, 35)).toBe('off on on on');
    run.finish();
    // The own notifier of v1 and v2 refuses the driver's rollback.
    const isRefused = variant === 'v1p8' || variant === 'v2p5';
    expect(run.blocks(32, 35)).toBe(isRefused ? 'off on on on' : ALL_ON);
    expect(run.result('r1')).toBe(ANSWERS[variant] ?? '-EINTR');
    expect(run.blocks(40, 43)).toBe(ALL_ON);
  });
});
