/** A removal waits for whoever is inside a file of its blocks, and lets nobody in any more: spec 02 §2.5, §12.1. */
import { describe, expect, test } from 'vitest';
import type { Thread } from '../run/thread.ts';
import { Lab } from '../testing/lab.ts';
import { range } from '../testing/lab-machine.ts';
import { add_memory } from './add-memory.ts';
import { remove_memory } from './remove-memory.ts';

function lab(): Lab {
  const made = new Lab();
  made.call(add_memory, 1, ...range(32, 2), 0);
  return made.listen();
}

/** Begins a write to memory32/state and stops right behind the door of the file. */
function inside(made: Lab): { thread: Thread; answer: () => string } {
  const { run } = made.machine;
  const job = made.machine.begin('user', {
    kind: 'sysfs_write',
    path: '/sys/devices/system/memory/memory32/state',
    bytes: 'online\n',
  });
  const thread = run.threads.find(({ id }) => id === job.threadId)!;
  while (made.k.blocks.active.get(32) === 0) run.step(thread);
  return { thread, answer: () => made.answer(job) };
}

/** Lets a removal of memory32 go as far as it can, alone. */
function removing(made: Lab): Thread {
  const thread = made.machine.run.start('driver', remove_memory, range(32));
  made.machine.run.runThread(thread, 100);
  return thread;
}

describe('a removal while a writer is inside', () => {
  test('waits, and the block is still there', () => {
    const made = lab();
    inside(made);
    const thread = removing(made);
    expect([thread.result, thread.current?.name, made.block(32)]).toEqual([
      null,
      'kernfs_drain',
      'offline Normal Movable',
    ]);
  });

  test('goes on when the writer has left to try again later, and that writer finds its file gone', () => {
    const made = lab();
    const { answer } = inside(made);
    const thread = removing(made);
    made.machine.settle();
    expect([thread.result, answer(), made.block(32)]).toEqual([0, 'ENODEV', 'absent']);
  });

  test('lets no other writer in', () => {
    const made = lab();
    inside(made);
    removing(made);
    const late = made.machine.begin('user', {
      kind: 'sysfs_write',
      path: '/sys/devices/system/memory/memory32/online',
      bytes: '1\n',
    });
    const { run } = made.machine;
    run.runThread(
      run.threads.find(({ id }) => id === late.threadId)!,
      100,
    );
    expect([run.threads.some(({ id }) => id === late.threadId), made.k.blocks.active.get(32)]).toEqual([
      false,
      1,
    ]);
    expect(made.k.journal.texts(made.k.names, 'refusal').at(-1)).toContain('was removed');
  });

  test('does not wait for a writer of another block', () => {
    const made = lab();
    inside(made);
    const thread = made.machine.run.start('driver', remove_memory, range(33));
    made.machine.run.runThread(thread, 100);
    expect([thread.result, made.block(33)]).toEqual([0, 'absent']);
  });
});

test('a block that comes back lets writers in again', () => {
  const made = lab();
  made.call(remove_memory, ...range(32));
  made.call(add_memory, 1, ...range(32), 0);
  expect([made.online(32), made.k.blocks.active.get(32)]).toEqual(['ok', 0]);
});
