/**
 * What was done by hand as text: it reads back as the same deeds on the same machine, and what it cannot say it says.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PlaygroundMachine } from '#lib/hotplug/playground-machine.ts';
import { VARIANTS } from '#lib/hotplug/variants/index.ts';
import { API_CALLS } from '#lib/hotplug/userspace/api.ts';
import type { Deed } from '../deed.ts';
import { GALLERY } from '../gallery.ts';
import { labMachine } from '../lab-machine.ts';
import { CALLS } from './calls.ts';
import { deedText } from './deed-text.ts';
import { programOf } from './testing/play.ts';
import { runText, scenarioAsText } from './written-run.ts';

const BLOCK = 128 * 2 ** 20;
/** Their lists of blocks are long; their machines have no `Kernel code`. */
const BIG = new Set(['64tib', '2gib-blocks']);

describe('the gallery as text', () => {
  const small = GALLERY.filter(({ id }) => !BIG.has(id));

  it.each(small)('$id: the same machine, byte for byte, and the same deeds', (scenario) => {
    const { text, lost } = scenarioAsText(scenario);
    const isConcurrent = scenario.steps.some(({ afterSteps }) => afterSteps !== undefined);
    expect(lost.filter((loss) => !loss.startsWith('The order'))).toEqual([]);
    expect(lost.length > 0).toBe(isConcurrent);
    const program = programOf(text);
    const boot = (machine: typeof scenario.machine): unknown => {
      const { kernel } = new PlaygroundMachine(machine, VARIANTS[scenario.variant]);
      return [kernel.store.keyframe(), kernel.constants];
    };
    const { hasKmemModule, ...machine } = program.machine;
    expect(boot(machine)).toEqual(boot(scenario.machine));
    // No line of the gallery binds without loading the module.
    expect(hasKmemModule ?? false).toBe(false);
    const deeds = [...program.init, ...program.actors.flatMap(({ lines }) => lines)].map(({ deed }) => deed);
    const given = scenario.steps.map(({ command }) => command);
    if (isConcurrent) expect(new Set(deeds.map(key))).toEqual(new Set(given.map(key)));
    else expect(deeds).toEqual(given);
    if (!isConcurrent) {
      expect(program.init.map(({ actor }) => actor)).toEqual(scenario.steps.map(({ actor }) => actor));
    }
  });

  it('what a machine has that no statement can say is told', () => {
    const resources = labMachine.resources.filter(({ name }) => name !== 'Kernel code');
    const run = { title: 't', about: '', variants: ['merged'] as const, done: [] };
    expect(runText({ ...run, machine: { ...labMachine, resources } }).lost).toEqual([
      'The text gives a machine with other resources.',
    ]);
  });
});

function key(deed: Deed): string {
  return JSON.stringify(deed, Object.keys(deed).sort());
}

const bytes = fc.oneof(
  fc.integer({ min: 32, max: 200 }).map((block) => block * BLOCK),
  fc.integer({ min: 0, max: 2 ** 30 }).map((page) => page * 4096),
);
const sizeBytes = fc.oneof(
  fc.integer({ min: 1, max: 9 }).map((count) => count * BLOCK),
  fc.constant(4096),
);
const range = fc.record({ startBytes: bytes, sizeBytes });
const text = fc.oneof(
  fc.constantFrom('online', 'a b', '', '"', '#x', '{a,b}', "it's", '>', '-n', 'or', '4G,5G', 'a=b', '\\'),
  fc.string({ maxLength: 8 }).filter((word) => !/[\n\r]/.test(word)),
);
const errno = fc.constantFrom(1, 5, 12, 16, 22);
const deeds: fc.Arbitrary<Deed> = fc.oneof(
  text.map((word): Deed => ({
    kind: 'sysfs_write',
    path: '/sys/devices/system/memory/memory33/state',
    bytes: `${word}\n`,
  })),
  text.map((word): Deed => ({ kind: 'sysfs_write', path: '/sys/devices/system/memory/probe', bytes: word })),
  fc.constant<Deed>({ kind: 'sysfs_read', path: '/proc/iomem' }),
  range.map((place): Deed => ({ kind: 'device_add', id: 'dimm0', ...place, nid: 1 })),
  fc.constant<Deed>({ kind: 'device_del', id: 'dimm0' }),
  fc.constantFrom<Deed>({ kind: 'modprobe', module: 'kmem' }, { kind: 'rmmod', module: 'kmem' }),
  fc.constantFrom<Deed>(
    { kind: 'bind', device: 'dax0.0', driver: 'kmem' },
    { kind: 'unbind', device: 'dax0.0', driver: 'kmem' },
  ),
  range.map((place): Deed => ({ kind: 'api', call: 'remove_memory', ...place })),
  fc
    .tuple(range, fc.nat(7), fc.nat(4), fc.option(fc.string({ maxLength: 9 })))
    .map(([place, flags, onlineType, resourceName]): Deed => ({
      kind: 'api',
      call: '__add_memory_driver_managed',
      nid: 1,
      ...place,
      resourceName,
      flags,
      onlineType,
    })),
  fc
    .array(range, { minLength: 1, maxLength: 3 })
    .map((ranges): Deed => ({ kind: 'api', call: 'offline_and_remove_memory_ranges', ranges })),
  range.map((place): Deed => ({ kind: 'region_request', ...place, name: 'other "driver"' })),
  range.map((place): Deed => ({ kind: 'region_release', ...place, name: '' })),
  fc.tuple(range, fc.constantFrom(0, 12, 16), fc.constantFrom(-1, 1, 3)).map(([place, no, count]): Deed => ({
    kind: 'notifier_veto',
    event: 'GOING_ONLINE',
    ...place,
    errno: no,
    count,
  })),
  range.map((place): Deed => ({ kind: 'notifier_hold', event: 'OFFLINE', ...place, errno: 0, count: 1 })),
  fc.constantFrom<Deed>({ kind: 'notifier_release' }, { kind: 'notifier_clear' }, { kind: 'env_clear' }),
  fc
    .tuple(bytes, fc.integer({ min: 1, max: 5 }), fc.constantFrom('offline', 'kernel', 'gup', 'allocated'))
    .map(([startBytes, pages, how]): Deed => ({ kind: 'pin', startBytes, pages, how })),
  bytes.map((startBytes): Deed => ({ kind: 'unpin', startBytes: startBytes + BLOCK / 2 })),
  fc.nat(5000).map((mebibytes): Deed => ({ kind: 'allocate', mebibytes })),
  fc.constant<Deed>({ kind: 'env_unmovable', blocks: [32, 33, 40] }),
  fc
    .array(text, { maxLength: 4 })
    .map((words): Deed => ({ kind: 'tool', argv: ['chmem', ...words.filter((word) => word !== '')] })),
  fc
    .tuple(errno, fc.constantFrom(-1, 0, 1, 4))
    .map(([no, count]): Deed => ({ kind: 'fail_alloc', site: 'arch_add_memory@memory40', errno: no, count })),
  fc.constantFrom<Deed>(
    { kind: 'signal', actor: 'user', signal: 'SIGINT' },
    { kind: 'signal', actor: 'user', signal: 'SIGKILL' },
  ),
);

it('every deed reads back from its line', () => {
  const head = 'node 0 ram=0-4G\nnode 1\ndax dax0.0 node=1 ranges=4G+512M\nuser:\n  ';
  fc.assert(
    fc.property(deeds, (deed) => {
      const line = deedText(deed, BLOCK);
      const [actor] = programOf(head + line).actors;
      expect(actor!.lines.map(({ deed: read }) => read)).toEqual([deed]);
      expect(actor!.lines[0]!.text).toBe(line);
    }),
    { numRuns: 1500 },
  );
});

it('the language names every exported call of the model', () => {
  const ours = new Set(['request_mem_region', 'release_mem_region']);
  expect(
    Object.keys(CALLS)
      .filter((call) => !ours.has(call))
      .sort(),
  ).toEqual([...API_CALLS].sort());
});
