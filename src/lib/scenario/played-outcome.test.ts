/** One run that was played, as conditions see it: at its end, at any step, and throughout. */
import { describe, expect, it } from 'vitest';
import { playedConditions, playedView } from './played-outcome.ts';
import { ProgramPlayer } from './program-player.ts';
import type { Schedule } from './schedule.ts';
import { programOf } from './text/testing/play.ts';

const TEXT = `scenario "a block goes and comes"
kernel merged
node 0 ram=0-2G
node 1

init:
  i1 = add_memory(1, 4G, 128M, 0)
  echo online_movable > memory32/state
user:
  r1 = cat memory32/state
  r2 = echo offline > memory32/state
  r3 = echo online > memory32/state
tool:
  r4 = lsmem

exists r1 = online and r2 = ok
exists anytime memory32 going-offline
never anytime memory32 going-offline
always anytime memory32 present
always memory32 offline
exists count events "GOING_OFFLINE memory32" = 1
exists user hangs
`;

function played(schedule: Schedule, finishes = true): ProgramPlayer {
  const player = ProgramPlayer.boot(programOf(TEXT));
  if (!player.ok) throw new Error(player.error.what);
  const followed = player.value.follow(schedule);
  if (!followed.ok) throw new Error(followed.error.what);
  if (finishes) player.value.finish();
  return player.value;
}

describe('conditions of one run', () => {
  it('are asked of its end, or of every step for anytime', () => {
    const player = played([]);
    const { conditions } = programOf(TEXT);
    const answers = playedConditions(player, conditions).map(({ holds, holdsThroughout, isMet }) => [
      holds,
      holdsThroughout,
      isMet,
    ]);
    expect(answers.slice(0, 6)).toEqual([
      [true, true, true],
      [true, false, true],
      [true, false, false],
      [true, true, true],
      [false, false, false],
      [true, true, true],
    ]);
    expect(answers[6]).toEqual([false, false, false]);
  });

  it('leave the machine at the end of the run', () => {
    const player = played([]);
    const { length } = player.machine.run;
    playedConditions(player, programOf(TEXT).conditions);
    expect(player.machine.run.length).toBe(length);
    expect(playedView(player).result('r3')).toBe(playedView(player, length).result('r3'));
  });
});

describe('what is known at a step', () => {
  it('has the results of lines that have ended by then, those of init from the beginning', () => {
    const player = played([]);
    const atBegin = playedView(player, player.begin);
    expect([atBegin.result('i1'), atBegin.result('r1'), atBegin.text('r1')]).toEqual([0, null, null]);
    const atEnd = playedView(player);
    expect(atEnd.text('r1')?.trimEnd()).toBe('online');
    expect([atEnd.result('r2'), atEnd.result('nobody')]).toEqual([0, null]);
  });

  it('takes the exit code of a program, not what the model packs into its result', () => {
    const view = playedView(played([]));
    expect([view.result('r4'), view.text('r4')?.includes('Total online memory')]).toEqual([0, true]);
  });

  it('says that an actor hangs as long as it has not come to its end', () => {
    const player = played([{ actor: 0, steps: 4 }], false);
    expect([playedView(player).hangs('user'), playedView(player).hangs('tool')]).toEqual([true, true]);
    const whole = played([]);
    expect(playedView(whole).hangs('user')).toBe(false);
    expect(playedView(whole, whole.begin).hangs('user')).toBe(true);
  });

  it('counts what was said since the actors began, up to there', () => {
    const player = played([]);
    const watch = { of: 'notify', contains: 'GOING_OFFLINE memory32' } as const;
    expect(playedView(player, player.begin).count(watch)).toBe(0);
    expect(playedView(player).count(watch)).toBeGreaterThanOrEqual(1);
    expect(playedView(player).count({ of: 'notify', contains: 'GOING_ONLINE memory32' })).toBe(1);
  });
});
