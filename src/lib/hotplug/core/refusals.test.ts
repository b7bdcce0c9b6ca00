/** Every refusal of the core says why, with the errno that it returns, the block, and what would help. */
import { describe, expect, test } from 'vitest';
import { BLOCK } from '#lib/machines/memory-block.table.ts';
import {
  PAGE_HUGETLB_UNDISSOLVABLE,
  PAGE_OFFLINE_REFERENCED,
  PAGE_PINNED,
  PAGE_UNMOVABLE,
} from '../state/pages.ts';
import { errnoName } from '../state/errno.ts';
import { MHP_MEMMAP_ON_MEMORY, MHP_NID_IS_MGID } from '../state/units.ts';
import { Lab } from '../testing/lab.ts';
import { range } from '../testing/lab-machine.ts';
import { add_memory, add_memory_driver_managed } from './add-memory.ts';
import { memory_subsys_offline, memory_subsys_online } from './base-memory.ts';
import { offline_and_remove_memory, remove_memory } from './remove-memory.ts';

/** Blocks 32 and 33, the first one online in Normal; block 34 with its own memory map. */
function lab(): Lab {
  const made = new Lab({ memmapOnMemory: 1 });
  made.call(add_memory, 1, ...range(32, 2), 0);
  made.call(add_memory, 1, ...range(34), MHP_MEMMAP_ON_MEMORY);
  made.online(32, 'online_kernel');
  return made.listen();
}

/** Errno, kernel function, block and text of the last refusal, and whether it knows what would help. */
function lastRefusal(made: Lab): { errno: string; by: string; block: number; text: string; helps: boolean } {
  const { journal, names } = made.k;
  for (let i = journal.length - 1; i >= 0; i--) {
    const { message, numbers } = journal.at(i);
    if (message.kind !== 'refusal') continue;
    const text = message.text(names, ...numbers);
    const helps = (message.remedy?.(names, ...numbers) ?? '').length > 10;
    return {
      errno: errnoName(message.errnoOf(...numbers)),
      by: message.kernelFunction,
      block: message.block(...numbers),
      text,
      helps,
    };
  }
  throw new Error('nothing was refused');
}

type Deed = (made: Lab) => unknown;

const cases: readonly (readonly [errno: string, by: string, block: number, text: string, deed: Deed])[] = [
  ['EINVAL', 'state_store', 32, 'memory32 is online already', (made) => made.online(32)],
  ['EINVAL', 'state_store', 33, 'memory33 is offline already', (made) => made.offline(33)],
  [
    'EHWPOISON',
    'memory_block_online',
    33,
    'memory33 has 1 poisoned page',
    (made) => [made.k.blocks.poisoned.set(33, 1), made.online(33)],
  ],
  ['EINVAL', 'memory_block_offline', 0, 'memory0 has no zone of its own', (made) => made.offline(0)],
  [
    'EBUSY',
    'start_isolate_page_range',
    32,
    'page 0x100005 is unmovable and lies in Normal',
    (made) => [made.place(PAGE_UNMOVABLE, 32, 5), made.offline(32)],
  ],
  [
    'EBUSY',
    'offline_pages',
    32,
    'page 0x100005 is PageOffline with a reference',
    (made) => [made.place(PAGE_OFFLINE_REFERENCED, 32, 5), made.offline(32)],
  ],
  [
    'EBUSY',
    'dissolve_free_hugetlb_folios',
    32,
    'the huge page at 0x100005 cannot be dissolved',
    (made) => [made.place(PAGE_HUGETLB_UNDISSOLVABLE, 32, 5), made.offline(32)],
  ],
  [
    'EINTR',
    'offline_pages',
    32,
    'a signal is pending',
    (made) => {
      made.place(PAGE_PINNED, 32);
      made.signal({ id: made.beginWrite('memory32/state', 'offline').threadId });
    },
  ],
  [
    'EPERM',
    'memory_notify',
    -1,
    'GOING_OFFLINE for [mem 0x100000000-0x107ffffff]',
    (made) => [made.veto('GOING_OFFLINE', 32), made.offline(32)],
  ],
  [
    'EBUSY',
    'try_remove_memory',
    32,
    'memory32 is not offline',
    (made) => made.call(remove_memory, ...range(32)),
  ],
  [
    'EINVAL',
    'try_remove_memory',
    -1,
    '1 of 2 blocks hold their own memory map',
    (made) => made.call(remove_memory, ...range(33, 2)),
  ],
  [
    'EINVAL',
    'check_hotplug_memory_range',
    -1,
    'not a multiple of the block size 0x8000000',
    (made) => made.call(add_memory, 1, range(40)[0] + 4096, range(1)[1], 0),
  ],
  [
    'EINVAL',
    'check_hotplug_memory_range',
    -1,
    'or size is 0',
    (made) => made.call(offline_and_remove_memory, range(32)[0], 0),
  ],
  [
    'EINVAL',
    'add_memory_resource',
    -1,
    'no memory group has the id 7',
    (made) => made.call(add_memory, 7, ...range(40), MHP_NID_IS_MGID),
  ],
  ['EINVAL', 'add_memory_resource', -1, 'node 7 is not', (made) => made.call(add_memory, 7, ...range(40), 0)],
  [
    'EEXIST',
    'register_memory_resource',
    -1,
    '0x100000000 to 0x107ffffff overlaps',
    (made) => made.call(add_memory, 1, ...range(32), 0),
  ],
  [
    'E2BIG',
    'register_memory_resource',
    -1,
    'above the highest address that can be mapped, 0x3fffffffffff',
    (made) => made.call(add_memory, 1, 2 ** 46, range(1)[1], 0),
  ],
  [
    'EINVAL',
    'add_memory_driver_managed',
    -1,
    'the resource name NULL',
    (made) => made.call(add_memory_driver_managed, 1, ...range(40), -1, 0),
  ],
  [
    'EEXIST',
    'add_pages',
    33,
    'the sections of memory33 are present already',
    (made) => {
      const [startBytes, sizeBytes] = range(32, 2);
      made.begin({ kind: 'region_release', startBytes, sizeBytes, name: '' });
      made.call(add_memory, 1, ...range(33), 0);
    },
  ],
  [
    'EEXIST',
    'add_memory_block',
    40,
    'memory40 exists already',
    (made) => [made.k.blocks.chart.set(40, BLOCK.OFFLINE), made.call(add_memory, 1, ...range(40), 0)],
  ],
];

describe('what is refused', () => {
  test.each(cases)('%s of %s (block %i): %s', (errno, by, block, text, deed) => {
    const made = lab();
    deed(made);
    const said = lastRefusal(made);
    expect([said.errno, said.by, said.block, said.helps]).toEqual([errno, by, block, true]);
    expect(said.text).toContain(text);
  });

  test.each([
    ['online', memory_subsys_online],
    ['offline', memory_subsys_offline],
  ] as const)('a block that is on its way offline cannot be taken %s', (_, fn) => {
    const made = lab();
    made.k.blocks.chart.set(32, BLOCK.GOING_OFFLINE_KERNEL);
    made.call(fn, 32);
    expect(lastRefusal(made)).toMatchObject({ errno: 'EINVAL', by: 'memory_block_change_state', block: 32 });
  });

  test('the hole is counted in pages', () => {
    const made = lab();
    const [startBytes, sizeBytes] = range(32, 2);
    made.begin({ kind: 'region_release', startBytes, sizeBytes, name: '' });
    made.offline(32);
    expect(lastRefusal(made)).toMatchObject({
      errno: 'EINVAL',
      by: 'offline_pages',
      text: 'memory32 has holes: 32768 of its pages lie outside System RAM',
    });
  });

  test('a rule or an injected fault refuses with the errno that it was given', () => {
    const made = lab();
    made.veto('GOING_OFFLINE', 32, 16);
    made.offline(32);
    expect(lastRefusal(made)).toMatchObject({ errno: 'EBUSY', by: 'memory_notify' });
  });

  test('a refusal on the notifier chain is an event of its own, with the errno', () => {
    const made = lab();
    made.veto('GOING_OFFLINE', 32, 12);
    made.offline(32);
    const refused = made.k.journal.texts(made.k.names, 'notify').filter((text) => text.includes('refused'));
    expect(refused).toEqual(['MEM_GOING_OFFLINE memory32, status_change_nid=1, refused: -ENOMEM']);
  });
});
