/** The order in which lock_device_hotplug() is served, told as short stories. */
import { describe, expect, test } from 'vitest';
import { type Actor, createActor } from 'xstate';
import { deviceHotplugLockMachine } from './device-hotplug-lock.ts';
import { type LockEvent, lockEvents, lockView } from './lock-view.ts';

type Lock = Actor<typeof deviceHotplugLockMachine>;

/** A lock after `story`, words like "driver LOCK". */
function lockAfter(...story: string[]): Lock {
  const lock = createActor(deviceHotplugLockMachine).start();
  for (const line of story) lock.send(parse(line));
  return lock;
}

function parse(line: string): LockEvent {
  const [task, type] = line.split(' ') as [string, LockEvent['type']];
  return { type, task };
}

describe('device_hotplug_lock', () => {
  test('is taken at once when it is free', () => {
    expect(lockAfter('driver LOCK').getSnapshot().context.owner).toBe('driver');
    expect(lockAfter('user TRYLOCK').getSnapshot().context.owner).toBe('user');
  });

  test('is handed to the sleepers in the order in which they came', () => {
    const lock = lockAfter('driver LOCK', 'acpi LOCK', 'virtio LOCK', 'driver UNLOCK');
    expect(lock.getSnapshot().context).toEqual({ owner: 'acpi', sleepers: ['virtio'], pollers: [] });
    lock.send(parse('acpi UNLOCK'));
    expect(lock.getSnapshot().context).toEqual({ owner: 'virtio', sleepers: [], pollers: [] });
    lock.send(parse('virtio UNLOCK'));
    expect(lock.getSnapshot()).toMatchObject(lockView(null, [], []));
  });

  test('passes a poller by when somebody sleeps, though the poller came first', () => {
    const lock = lockAfter('driver LOCK', 'user TRYLOCK', 'acpi LOCK', 'driver UNLOCK', 'user TRYLOCK');
    expect(lock.getSnapshot()).toMatchObject(lockView('acpi', [], ['user']));
  });

  test('is not given to a poller before it tries again', () => {
    const lock = lockAfter('driver LOCK', 'user TRYLOCK', 'driver UNLOCK');
    expect(lock.getSnapshot()).toMatchObject(lockView(null, [], ['user']));
    lock.send(parse('late LOCK'));
    expect(lock.getSnapshot().context.owner).toBe('late');
    lock.send(parse('late UNLOCK'));
    lock.send(parse('user TRYLOCK'));
    expect(lock.getSnapshot()).toMatchObject(lockView('user', [], []));
  });

  test('lets a poller go whose file is gone', () => {
    const lock = lockAfter('driver LOCK', 'user TRYLOCK', 'other TRYLOCK', 'user GIVE_UP');
    expect(lock.getSnapshot()).toMatchObject(lockView('driver', [], ['other']));
    lock.send(parse('other GIVE_UP'));
    expect(lock.getSnapshot()).toMatchObject(lockView('driver', [], []));
  });

  /** In each state of the lock, what each kind of task may do; everything else is refused. */
  const situations: { story: string[]; allowed: string[] }[] = [
    { story: [], allowed: ['stranger LOCK', 'stranger TRYLOCK'] },
    { story: ['owner LOCK'], allowed: ['owner UNLOCK', 'stranger LOCK', 'stranger TRYLOCK'] },
    {
      story: ['owner LOCK', 'sleeper LOCK'],
      allowed: ['owner UNLOCK', 'stranger LOCK', 'stranger TRYLOCK'],
    },
    {
      story: ['owner LOCK', 'poller TRYLOCK'],
      allowed: ['owner UNLOCK', 'poller TRYLOCK', 'poller GIVE_UP', 'stranger LOCK', 'stranger TRYLOCK'],
    },
    {
      story: ['owner LOCK', 'sleeper LOCK', 'poller TRYLOCK'],
      allowed: ['owner UNLOCK', 'poller TRYLOCK', 'poller GIVE_UP', 'stranger LOCK', 'stranger TRYLOCK'],
    },
    {
      story: ['owner LOCK', 'poller TRYLOCK', 'owner UNLOCK'],
      allowed: [
        'owner LOCK',
        'owner TRYLOCK',
        'poller TRYLOCK',
        'poller GIVE_UP',
        'stranger LOCK',
        'stranger TRYLOCK',
      ],
    },
  ];

  test.each(situations)('refuses nonsense after $story', ({ story, allowed }) => {
    const snapshot = lockAfter(...story).getSnapshot();
    const present = new Set(['stranger', ...story.map((line) => line.split(' ')[0]!)]);
    const lines = [...present].flatMap((task) => Object.keys(lockEvents).map((type) => `${task} ${type}`));
    expect(lines.filter((line) => snapshot.can(parse(line))).toSorted()).toEqual(allowed.toSorted());
  });
});

describe('lockView', () => {
  test('refuses a task in two places', () => {
    expect(() => lockView('driver', [], ['driver'])).toThrow('a task is in two places: driver, driver');
  });

  test('refuses a sleeper without an owner', () => {
    expect(() => lockView(null, ['acpi'], [])).toThrow('acpi sleeps although nobody holds it');
  });
});
