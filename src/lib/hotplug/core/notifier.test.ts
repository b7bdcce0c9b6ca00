/**
 * The memory notifier chain against spec 01 §11: which events are sent in which order, whose answer counts, what a
 * veto hides from those behind it, and what a held event leaves visible.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import { EBUSY } from '../state/errno.ts';
import { MEMORY_EVENTS } from '../state/messages.ts';
import { PAGE_OFFLINE_REFERENCED, PAGE_PINNED, PAGE_UNMOVABLE } from '../state/pages.ts';
import { Lab, type EventName } from '../testing/lab.ts';
import { BLOCK_PAGES, pfn, range } from '../testing/lab-machine.ts';
import { add_memory } from './add-memory.ts';
import { registerMemoryNotifier } from './notifier.ts';

/** What two drivers behind the test module saw, and what the first of them answers. */
const seen: string[] = [];
const answers = new Map<string, number>();
for (const driver of ['first', 'second']) {
  const callback = (_: unknown, event: number, startPfn: number, pages: number): number => {
    seen.push(`${driver} ${MEMORY_EVENTS[event]} ${startPfn} ${pages}`);
    return answers.get(`${driver} ${MEMORY_EVENTS[event]}`) ?? 0;
  };
  registerMemoryNotifier(callback, `${driver}_cb`, () => true);
}

/** The events that one driver saw since the last reset, without ranges. */
const eventsOf = (driver: string): string[] =>
  seen.filter((line) => line.startsWith(driver)).map((line) => line.split(' ')[1]!);

beforeEach(() => {
  seen.length = 0;
  answers.clear();
});

/** A lab with offline blocks 32 to 34; nothing of adding them is heard any more. */
function lab(): Lab {
  const made = new Lab();
  expect(made.call(add_memory, 1, ...range(32, 3), 0)).toBe(0);
  return made.listen();
}

function onlineLab(): Lab {
  const made = lab();
  made.online(32, 'online_kernel');
  seen.length = 0;
  return made.listen();
}

describe('events of onlining', () => {
  test('success: PREPARE_ONLINE, GOING_ONLINE, ONLINE', () => {
    const made = lab();
    expect(made.online(32)).toBe('ok');
    expect(made.events()).toEqual(['PREPARE_ONLINE 32', 'GOING_ONLINE 32', 'ONLINE 32']);
  });

  test('PREPARE_ONLINE vetoed: nothing more is sent, not even CANCEL_ONLINE or FINISH_OFFLINE', () => {
    const made = lab();
    made.veto('PREPARE_ONLINE', 32, EBUSY);
    expect(made.online(32)).toBe('EBUSY');
    expect(made.events()).toEqual(['PREPARE_ONLINE 32 vetoed']);
  });

  test('GOING_ONLINE vetoed: CANCEL_ONLINE, then FINISH_OFFLINE', () => {
    const made = lab();
    made.veto('GOING_ONLINE', 32);
    expect(made.online(32)).toBe('EPERM');
    expect(made.events()).toEqual([
      'PREPARE_ONLINE 32',
      'GOING_ONLINE 32 vetoed',
      'CANCEL_ONLINE 32',
      'FINISH_OFFLINE 32',
    ]);
  });

  test('a poisoned block sends nothing', () => {
    const made = lab();
    made.k.blocks.poisoned.set(32, 1);
    expect([made.online(32), made.events()]).toEqual(['EHWPOISON', []]);
  });
});

describe('events of offlining', () => {
  test('success: GOING_OFFLINE, OFFLINE, FINISH_OFFLINE', () => {
    const made = onlineLab();
    expect(made.offline(32)).toBe('ok');
    expect(made.events()).toEqual(['GOING_OFFLINE 32', 'OFFLINE 32', 'FINISH_OFFLINE 32']);
  });

  test('GOING_OFFLINE vetoed: CANCEL_OFFLINE', () => {
    const made = onlineLab();
    made.veto('GOING_OFFLINE', 32, EBUSY);
    expect(made.offline(32)).toBe('EBUSY');
    expect(made.events()).toEqual(['GOING_OFFLINE 32 vetoed', 'CANCEL_OFFLINE 32']);
  });

  test('isolation refused: nothing at all', () => {
    const made = onlineLab();
    made.place(PAGE_UNMOVABLE, 32);
    expect([made.offline(32), made.events()]).toEqual(['EBUSY', []]);
  });

  test('holes in System RAM: nothing at all', () => {
    const made = onlineLab();
    made.begin({ kind: 'region_release', startBytes: range(32)[0], sizeBytes: range(32, 3)[1], name: '' });
    expect([made.offline(32), made.events()]).toEqual(['EINVAL', []]);
  });

  test('a page that gives up later: GOING_OFFLINE, CANCEL_OFFLINE', () => {
    const made = onlineLab();
    made.place(PAGE_OFFLINE_REFERENCED, 32);
    expect([made.offline(32), made.events()]).toEqual(['EBUSY', ['GOING_OFFLINE 32', 'CANCEL_OFFLINE 32']]);
  });

  test('a signal: GOING_OFFLINE, CANCEL_OFFLINE', () => {
    const made = onlineLab();
    made.place(PAGE_PINNED, 32);
    const job = made.beginWrite('memory32/state', 'offline');
    expect(made.events()).toEqual(['GOING_OFFLINE 32']);
    made.signal({ id: job.threadId });
    expect([made.answer(job), made.events()]).toEqual(['EINTR', ['GOING_OFFLINE 32', 'CANCEL_OFFLINE 32']]);
  });
});

describe('the answer of a callback', () => {
  test.each([
    [0, 'EPERM'],
    [16, 'EBUSY'],
    [12, 'ENOMEM'],
    [5, 'EIO'],
  ])('errno %i reaches the caller as %s', (errno, name) => {
    const made = lab();
    made.veto('GOING_ONLINE', 32, errno);
    expect(made.online(32)).toBe(name);
  });

  test.each(['ONLINE', 'CANCEL_ONLINE', 'FINISH_OFFLINE'] as const)(
    'of %s is not read: onlining',
    (event) => {
      const made = lab();
      made.veto(event, 32, EBUSY);
      expect(made.online(32)).toBe('ok');
      expect(made.block(32)).toBe('online Normal');
    },
  );

  test.each(['OFFLINE', 'CANCEL_OFFLINE', 'FINISH_OFFLINE'] as const)(
    'of %s is not read: offlining',
    (event) => {
      const made = onlineLab();
      made.veto(event, 32, EBUSY);
      expect(made.offline(32)).toBe('ok');
      expect(made.block(32)).toBe('offline Normal Movable');
    },
  );

  test('of CANCEL_OFFLINE does not replace the errno that made it', () => {
    const made = onlineLab();
    made.veto('GOING_OFFLINE', 32, 12);
    made.veto('CANCEL_OFFLINE', 32, EBUSY);
    expect(made.offline(32)).toBe('ENOMEM');
  });
});

describe('the walk along the chain', () => {
  test('callbacks are asked in the order of their registration, with the range of the event', () => {
    lab().online(32);
    expect(seen.filter((line) => line.includes(' GOING_ONLINE '))).toEqual([
      `first GOING_ONLINE ${pfn(32)} ${BLOCK_PAGES}`,
      `second GOING_ONLINE ${pfn(32)} ${BLOCK_PAGES}`,
    ]);
  });

  test('a veto hides the event from everybody behind, and CANCEL_ONLINE goes to the whole chain all the same', () => {
    const made = lab();
    answers.set('first GOING_ONLINE', -EBUSY);
    expect(made.online(32)).toBe('EBUSY');
    expect(made.events()).toEqual([
      'PREPARE_ONLINE 32',
      'GOING_ONLINE 32',
      'CANCEL_ONLINE 32',
      'FINISH_OFFLINE 32',
    ]);
    expect(eventsOf('first')).toEqual(['PREPARE_ONLINE', 'GOING_ONLINE', 'CANCEL_ONLINE', 'FINISH_OFFLINE']);
    expect(eventsOf('second')).toEqual(['PREPARE_ONLINE', 'CANCEL_ONLINE', 'FINISH_OFFLINE']);
  });

  test('a veto of the test module hides the event from all drivers', () => {
    const made = onlineLab();
    made.veto('GOING_OFFLINE', 32);
    made.offline(32);
    expect([eventsOf('first'), eventsOf('second')]).toEqual([['CANCEL_OFFLINE'], ['CANCEL_OFFLINE']]);
  });

  test('an answer that nobody reads still ends the walk', () => {
    const made = lab();
    answers.set('first ONLINE', -EBUSY);
    expect(made.online(32)).toBe('ok');
    expect(eventsOf('second')).not.toContain('ONLINE');
  });
});

describe('a held event', () => {
  test.each([
    ['PREPARE_ONLINE', 'offline Normal Movable', [0, 0, 0]],
    ['GOING_ONLINE', 'offline Movable Normal', [pfn(32), BLOCK_PAGES, 0]],
    ['ONLINE', 'offline Movable Normal', [pfn(32), BLOCK_PAGES, BLOCK_PAGES]],
  ] as const)(
    'onlining held in %s: the span grows before GOING_ONLINE, pages come before ONLINE',
    (event, block, zone) => {
      const made = lab();
      made.hold(event, 32);
      const job = made.beginWrite('memory32/state', 'online_movable');
      expect([made.answer(job), made.block(32), made.zone(1, 'Movable')]).toEqual(['waits', block, zone]);
      made.release();
      expect([made.answer(job), made.block(32)]).toEqual(['ok', 'online Movable']);
    },
  );

  test('offlining held in GOING_OFFLINE: going-offline, nothing counted yet, valid_zones as of an offline block', () => {
    const made = onlineLab();
    made.hold('GOING_OFFLINE', 32);
    const job = made.beginWrite('memory32/state', 'offline');
    expect([made.answer(job), made.block(32)]).toEqual(['waits', 'going-offline Normal Movable']);
    expect([made.zone(1, 'Normal'), made.managed(1, 'Normal')]).toEqual([
      [pfn(32), BLOCK_PAGES, BLOCK_PAGES],
      BLOCK_PAGES,
    ]);
    made.release();
    expect([made.answer(job), made.block(32)]).toEqual(['ok', 'offline Normal Movable']);
  });

  test('offlining held in OFFLINE: the pages are gone, the span shrinks only afterwards', () => {
    const made = onlineLab();
    made.hold('OFFLINE', 32);
    made.offline(32);
    expect([made.zone(1, 'Normal'), made.managed(1, 'Normal')]).toEqual([[pfn(32), BLOCK_PAGES, 0], 0]);
    made.release();
    expect(made.zone(1, 'Normal')).toEqual([0, 0, 0]);
  });

  test('offlining held in FINISH_OFFLINE: the span has shrunk, the state file still reads going-offline', () => {
    const made = onlineLab();
    made.hold('FINISH_OFFLINE', 32);
    made.offline(32);
    expect([made.zone(1, 'Normal'), made.block(32)]).toEqual([[0, 0, 0], 'going-offline Normal Movable']);
    made.release();
    expect(made.block(32)).toBe('offline Normal Movable');
  });

  test('after the release the rest of the chain is asked, and may still refuse', () => {
    const made = lab();
    made.hold('GOING_ONLINE', 32);
    answers.set('second GOING_ONLINE', -EBUSY);
    const job = made.beginWrite('memory32/state', 'online');
    expect(eventsOf('first')).toEqual(['PREPARE_ONLINE']);
    made.release();
    expect(made.answer(job)).toBe('EBUSY');
    expect(eventsOf('first')).toContain('GOING_ONLINE');
  });

  test('is held once: the next attempt passes', () => {
    const made = lab();
    made.hold('GOING_ONLINE', 32);
    const job = made.beginWrite('memory32/state', 'online');
    made.release();
    made.offline(32);
    expect([made.answer(job), made.online(32)]).toEqual(['ok', 'ok']);
  });
});

test('every event has the name under which rules know it', () => {
  const names: readonly EventName[] = MEMORY_EVENTS;
  expect([...names].sort()).toEqual([
    'CANCEL_OFFLINE',
    'CANCEL_ONLINE',
    'FINISH_OFFLINE',
    'GOING_OFFLINE',
    'GOING_ONLINE',
    'OFFLINE',
    'ONLINE',
    'PREPARE_ONLINE',
  ]);
});
