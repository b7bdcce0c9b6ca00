/** A run told turn by turn: the right sentences, in the order in which things happen. */
import { describe, expect, it } from 'vitest';
import { ProgramPlayer } from '#lib/scenario/program-player.ts';
import type { Schedule } from '#lib/scenario/schedule.ts';
import { programOf } from '#lib/scenario/text/testing/play.ts';
import { turnsOf, type Turn } from './turns.ts';
import { turnLines } from './witness-words.ts';

const REMOVAL = `scenario "a writer polls while memory goes"
kernel merged
node 0 ram=0-2G
node 1

init:
  add_memory(1, 4G, 256M, 0)
  echo online_movable > memory32/state
  echo online_movable > memory33/state
  veto GOING_OFFLINE memory33 -EBUSY times=1
driver:
  r1 = offline_and_remove_memory(4G, 256M)
user:
  r2 = echo offline > memory32/state
  signal driver SIGINT
`;

const DRIVER = 0;
const USER = 1;

function played(text: string, schedule: Schedule, finishes: boolean): readonly Turn[] {
  const player = ProgramPlayer.boot(programOf(text));
  if (!player.ok) throw new Error(player.error.what);
  const followed = player.value.follow(schedule);
  if (!followed.ok) throw new Error(followed.error.what);
  if (finishes) player.value.finish();
  return turnsOf(player.value);
}

/** The sayings stand in this order, perhaps with others between. */
function expectInOrder(says: readonly string[], wanted: readonly string[]): void {
  let at = 0;
  for (const text of wanted) {
    const found = says.indexOf(text, at);
    expect([text, found]).toEqual([text, expect.any(Number)]);
    expect(found, `${text} in ${says.slice(at).join(' | ')}`).toBeGreaterThanOrEqual(0);
    at = found + 1;
  }
}

describe('turns', () => {
  it('name the line, the lock, what happens to blocks with its events, the result', () => {
    const [driver] = played(REMOVAL, [], true);
    expect(driver!.actor).toBe('driver');
    expectInOrder(driver!.says, [
      'r1 = offline_and_remove_memory(4G, 256M)',
      'takes device_hotplug_lock',
      'memory32: online -> going-offline',
      'MEM_GOING_OFFLINE memory32',
      'MEM_OFFLINE memory32',
      'memory32: going-offline -> offline',
      'memory33: online -> going-offline',
      'MEM_CANCEL_OFFLINE memory33, status_change_nid=1',
      'memory33: going-offline -> online',
      'MEM_GOING_ONLINE memory32',
      'memory32: offline -> online',
      'gives device_hotplug_lock back',
      'r1: -EBUSY',
    ]);
    expect(driver!.says.at(-1)).toBe('r1: -EBUSY');
  });

  it('say a refusal with the errno that was really given', () => {
    const [driver] = played(REMOVAL, [], true);
    expect(driver!.says.filter((text) => text.startsWith('-E'))).toEqual([
      '-EBUSY from memory_notify(): a memory notifier of another module answers GOING_OFFLINE for [mem 0x108000000-0x10fffffff] with a refusal',
    ]);
  });

  it('end where the schedule leaves an actor, and say who holds the lock that somebody polls for', () => {
    const turns = played(
      REMOVAL,
      [
        { actor: DRIVER, steps: 12 },
        { actor: USER, steps: 6 },
      ],
      false,
    );
    expect(turns.map(({ actor, steps }) => [actor, steps])).toEqual([
      ['driver', 12],
      ['user', 6],
    ]);
    expect(turns[0]!.says.at(-1)).toBe('up to offline_pages(): does System RAM cover every page?');
    expect(turns[1]!.says).toContain('polls device_hotplug_lock, which driver holds');
  });

  it('count every step once, whoever does it', () => {
    const schedule = [USER, DRIVER, USER, DRIVER].map((actor) => ({ actor, steps: 3 }));
    const turns = played(REMOVAL, schedule, true);
    expect(turns.slice(0, 3).map(({ steps }) => steps)).toEqual([3, 3, 3]);
    const whole = played(REMOVAL, [], true);
    const sum = (all: readonly Turn[]): number => all.reduce((steps, turn) => steps + turn.steps, 0);
    expect(sum(whole)).toBeGreaterThan(50);
    for (let i = 1; i < turns.length; i++) expect(turns[i]!.actor).not.toBe(turns[i - 1]!.actor);
  });

  it('give a signal to whoever sent it, behind what that one did before', () => {
    const user = played(REMOVAL, [], true).find(({ actor }) => actor === 'user');
    expect(user!.says.slice(-2)).toEqual(['r2: 0', 'signal driver SIGINT']);
  });

  it('say once what happens to one block after the other', () => {
    const text = `scenario "four blocks"
node 0 ram=0-2G
node 1
set auto_online_blocks=online_movable

driver:
  add_memory(1, 4G, 512M, 0)
`;
    const [driver] = played(text, [], true);
    expectInOrder(driver!.says, [
      'add_memory(1, 4G, 512M, 0)',
      'memory32-35: absent -> offline',
      'MEM_GOING_ONLINE memory33-35',
      'memory35: offline -> online',
      'result: 0',
    ]);
  });
});

it('turns are numbered lines of at most 72 columns', () => {
  const lines = turnLines(
    played(
      REMOVAL,
      [
        { actor: USER, steps: 3 },
        { actor: DRIVER, steps: 1 },
      ],
      true,
    ),
  );
  expect(lines[0]).toBe('1. user, 3 steps');
  expect(lines.filter((line) => /^\d+\. /.test(line)).length).toBeGreaterThanOrEqual(2);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(72);
});
