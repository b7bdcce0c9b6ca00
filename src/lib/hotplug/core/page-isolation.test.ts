/** Which page stands in the way of offlining, and how: the table of spec 02 §11.3, class by class and zone by zone. */
import { describe, expect, test } from 'vitest';
import {
  PAGE_CMA,
  PAGE_HUGETLB,
  PAGE_HUGETLB_STUCK,
  PAGE_HUGETLB_UNDISSOLVABLE,
  PAGE_HWPOISON,
  PAGE_MOVABLE,
  PAGE_OFFLINE_REFERENCED,
  PAGE_OFFLINE_SKIPPABLE,
  PAGE_PINNED,
  PAGE_RESERVED,
  PAGE_UNMOVABLE,
} from '../state/pages.ts';
import { ZONE_MOVABLE, ZONE_NORMAL } from '../state/units.ts';
import { Lab } from '../testing/lab.ts';
import { BLOCK_PAGES, pfn, range } from '../testing/lab-machine.ts';
import { add_memory } from './add-memory.ts';
import { forecastOffline, unmovablePfn } from './page-isolation.ts';

type Word = 'online_kernel' | 'online_movable';

/** Block 32 online with one page of the class in its middle. */
function withPage(word: Word, pageClass: number): Lab {
  const made = new Lab();
  made.call(add_memory, 1, ...range(32), 0);
  made.online(32, word);
  made.place(pageClass, 32, 1000);
  return made.listen();
}

const GOES = ['ok', 'GOING_OFFLINE 32, OFFLINE 32, FINISH_OFFLINE 32'] as const;
/** Isolation refuses: no event is sent. */
const REFUSES = ['EBUSY', ''] as const;
/** Isolation accepts, the loop never ends. */
const NEVER_ENDS = ['waits', 'GOING_OFFLINE 32'] as const;
const GIVES_UP = ['EBUSY', 'GOING_OFFLINE 32, CANCEL_OFFLINE 32'] as const;

const table: readonly (readonly [
  name: string,
  pageClass: number,
  kernel: readonly [string, string],
  movable: readonly [string, string],
])[] = [
  ['a page in use that can be migrated', PAGE_MOVABLE, GOES, GOES],
  ['a migratable huge page', PAGE_HUGETLB, GOES, GOES],
  ['a PageOffline page without reference', PAGE_OFFLINE_SKIPPABLE, GOES, GOES],
  ['a poisoned page', PAGE_HWPOISON, GOES, GOES],
  ['a pinned page', PAGE_PINNED, NEVER_ENDS, NEVER_ENDS],
  ['a kernel page', PAGE_UNMOVABLE, REFUSES, NEVER_ENDS],
  ['a huge page that cannot migrate', PAGE_HUGETLB_STUCK, REFUSES, NEVER_ENDS],
  ['a PG_reserved page', PAGE_RESERVED, REFUSES, REFUSES],
  ['a PageOffline page with a reference', PAGE_OFFLINE_REFERENCED, GIVES_UP, GIVES_UP],
  ['a free huge page that cannot be dissolved', PAGE_HUGETLB_UNDISSOLVABLE, GIVES_UP, GIVES_UP],
];

function outcome(made: Lab): readonly [string, string] {
  return [made.offline(32), made.events().join(', ')];
}

describe('offlining a block in a kernel zone with', () => {
  test.each(table)('%s', (_, pageClass, kernel) => {
    expect(outcome(withPage('online_kernel', pageClass))).toEqual(kernel);
  });

  test('a CMA pageblock', () => {
    expect(outcome(withPage('online_kernel', PAGE_CMA))).toEqual(REFUSES);
  });

  test('nothing but free pages', () => {
    const made = new Lab();
    made.call(add_memory, 1, ...range(32), 0);
    made.online(32, 'online_kernel');
    expect(outcome(made.listen())).toEqual(GOES);
  });
});

describe('offlining a block in Movable with', () => {
  test.each(table)('%s', (_, pageClass, _kernel, movable) => {
    expect(outcome(withPage('online_movable', pageClass))).toEqual(movable);
  });
});

describe('the forecast', () => {
  test.each(table)('is what then happens: %s', (_, pageClass, kernel, movable) => {
    const kinds = { ok: 'leaves', EBUSY: 'EBUSY', waits: 'never' };
    for (const [word, zone, [answer]] of [
      ['online_kernel', ZONE_NORMAL, kernel],
      ['online_movable', ZONE_MOVABLE, movable],
    ] as const) {
      const made = withPage(word, pageClass);
      const forecast = forecastOffline(made.k, pfn(32), BLOCK_PAGES, zone);
      expect(forecast.kind).toBe(kinds[answer as keyof typeof kinds]);
      if (forecast.kind !== 'leaves') {
        expect([forecast.pfn, forecast.pageClass]).toEqual([pfn(32) + 1000, pageClass]);
      }
    }
  });

  test('changes nothing', () => {
    const made = withPage('online_movable', PAGE_MOVABLE);
    const hash = made.k.store.hash();
    forecastOffline(made.k, pfn(32), BLOCK_PAGES, ZONE_MOVABLE);
    expect(made.k.store.hash()).toBe(hash);
  });
});

describe('several pages in one block', () => {
  /** Offlines block 32 in Movable with two pages, the first below the second. */
  function withPages(lower: number, upper: number): readonly [string, string] {
    const made = withPage('online_movable', upper);
    made.place(lower, 32, 500);
    return outcome(made);
  }

  test('the scan meets the lower one first: a page that gives up before a pinned one', () => {
    expect(withPages(PAGE_OFFLINE_REFERENCED, PAGE_PINNED)).toEqual(GIVES_UP);
  });

  test('the scan never comes past a pinned page', () => {
    expect(withPages(PAGE_PINNED, PAGE_OFFLINE_REFERENCED)).toEqual(NEVER_ENDS);
    expect(withPages(PAGE_PINNED, PAGE_HUGETLB_UNDISSOLVABLE)).toEqual(NEVER_ENDS);
  });

  test('a kernel page is not seen by the scan: what lies behind it is', () => {
    expect(withPages(PAGE_UNMOVABLE, PAGE_OFFLINE_REFERENCED)).toEqual(GIVES_UP);
    expect(withPages(PAGE_UNMOVABLE, PAGE_HUGETLB_UNDISSOLVABLE)).toEqual(GIVES_UP);
  });

  test('isolation comes before everything else', () => {
    expect(withPages(PAGE_PINNED, PAGE_RESERVED)).toEqual(REFUSES);
    expect(withPages(PAGE_OFFLINE_REFERENCED, PAGE_RESERVED)).toEqual(REFUSES);
  });

  test('the first page that isolation refuses is named', () => {
    const made = withPage('online_kernel', PAGE_UNMOVABLE);
    made.place(PAGE_RESERVED, 32, 700);
    expect(unmovablePfn(made.k, pfn(32), BLOCK_PAGES, ZONE_NORMAL)).toBe(pfn(32) + 700);
    expect(unmovablePfn(made.k, pfn(32), 700, ZONE_NORMAL)).toBe(-1);
    made.place(PAGE_RESERVED, 0);
    made.place(PAGE_RESERVED, 0, 7);
    expect(unmovablePfn(made.k, 0, BLOCK_PAGES, ZONE_NORMAL)).toBe(0);
  });

  test('a page of a neighbour block stands in nobody’s way', () => {
    const made = new Lab();
    made.call(add_memory, 1, ...range(32, 3), 0);
    made.online(33, 'online_kernel');
    made.place(PAGE_UNMOVABLE, 33, -1);
    made.place(PAGE_UNMOVABLE, 34);
    expect(made.offline(33)).toBe('ok');
  });
});
