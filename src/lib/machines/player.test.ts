/** How the player of a run behaves under the hands of a user. */
import { describe, expect, test } from 'vitest';
import {
  DEFAULT_SPEED_STEPS_PER_S,
  MAX_SPEED_STEPS_PER_S,
  type Player,
  type PlayerEvent,
  createPlayer,
} from './player.ts';

/** A player after `events`; a text stands for an event without payload. */
function playerAfter(
  ...events: (PlayerEvent | 'PLAY' | 'PAUSE' | 'STEP' | 'SCRUB_START' | 'SCRUB_END')[]
): Player {
  const player = createPlayer();
  for (const event of events) player.send(typeof event === 'string' ? { type: event } : event);
  return player;
}

function load(length: number, position?: number): PlayerEvent {
  return { type: 'LOAD', length, ...(position === undefined ? {} : { position }) };
}

function tick(elapsedMs: number): PlayerEvent {
  return { type: 'TICK', elapsedMs };
}

function stateOf(player: Player) {
  const { value, context } = player.getSnapshot();
  return { value, position: context.position };
}

describe('the player', () => {
  test('is empty until a run is loaded and refuses everything but LOAD and SPEED', () => {
    const snapshot = createPlayer().getSnapshot();
    const events: PlayerEvent[] = [
      { type: 'SEEK', position: 0 },
      tick(16),
      ...(['PLAY', 'PAUSE', 'STEP', 'STEP_BACK', 'SCRUB_START', 'SCRUB_END', 'FIRST', 'LAST'] as const).map(
        (type) => ({ type }),
      ),
    ];
    expect(snapshot.value).toBe('empty');
    expect(events.filter((event) => snapshot.can(event))).toEqual([]);
    expect(snapshot.can(load(3))).toBe(true);
    expect(snapshot.can({ type: 'SPEED', stepsPerS: 8 })).toBe(true);
  });

  test('opens a run at its start, or at the position of a link', () => {
    expect(stateOf(playerAfter(load(10)))).toEqual({ value: 'paused', position: 0 });
    expect(stateOf(playerAfter(load(10, 4)))).toEqual({ value: 'paused', position: 4 });
    expect(stateOf(playerAfter(load(10, 99)))).toEqual({ value: 'atEnd', position: 10 });
  });

  test('keeps nothing of the run before but the speed', () => {
    const player = playerAfter(load(10, 4), { type: 'SPEED', stepsPerS: 8 }, 'PLAY', tick(100), load(3));
    expect(player.getSnapshot().context).toEqual({
      position: 0,
      length: 3,
      speedStepsPerS: 8,
      carrySteps: 0,
    });
    expect(player.getSnapshot().value).toBe('paused');
  });

  test('refuses a run of a length that is none, and keeps the one that it has', () => {
    const player = playerAfter(load(10, 4), load(-1), load(2.5), load(NaN), load(Infinity), load(3, NaN));
    expect(player.getSnapshot().context).toMatchObject({ length: 10, position: 4 });
  });

  test('does as many steps as the time allows and carries the rest over to the next frame', () => {
    const player = playerAfter(load(100), 'PLAY');
    const msPerStep = 1000 / DEFAULT_SPEED_STEPS_PER_S;
    player.send(tick(1.5 * msPerStep));
    expect(stateOf(player).position).toBe(1);
    player.send(tick(0.5 * msPerStep));
    expect(stateOf(player).position).toBe(2);
  });

  test('ignores time that runs backwards or is no number', () => {
    const player = playerAfter(load(100), 'PLAY', tick(-5000), tick(NaN), tick(Infinity));
    expect(stateOf(player)).toEqual({ value: 'playing', position: 0 });
  });

  test('stops at the end and plays from the start again', () => {
    const player = playerAfter(load(3), 'PLAY', tick(1e300));
    expect(stateOf(player)).toEqual({ value: 'atEnd', position: 3 });
    player.send({ type: 'PLAY' });
    expect(stateOf(player)).toEqual({ value: 'playing', position: 0 });
  });

  test('cannot play a run without steps', () => {
    expect(stateOf(playerAfter(load(0), 'PLAY'))).toEqual({ value: 'atEnd', position: 0 });
  });

  test('steps to the end, back from it, and not further', () => {
    const player = playerAfter(load(2), 'STEP', 'STEP');
    expect(stateOf(player)).toEqual({ value: 'atEnd', position: 2 });
    expect(player.getSnapshot().can({ type: 'STEP' })).toBe(false);
    player.send({ type: 'STEP_BACK' });
    expect(stateOf(player)).toEqual({ value: 'paused', position: 1 });
    player.send({ type: 'STEP_BACK' });
    expect(player.getSnapshot().can({ type: 'STEP_BACK' })).toBe(false);
  });

  test('stops playing when the user steps', () => {
    expect(stateOf(playerAfter(load(9, 4), 'PLAY', 'STEP'))).toEqual({ value: 'paused', position: 5 });
    expect(stateOf(playerAfter(load(9, 4), 'PLAY', { type: 'STEP_BACK' }))).toEqual({
      value: 'paused',
      position: 3,
    });
  });

  test('plays on after a jump, unless it is to the end', () => {
    const seek: PlayerEvent = { type: 'SEEK', position: 2 };
    expect(stateOf(playerAfter(load(9, 4), 'PLAY', seek))).toEqual({ value: 'playing', position: 2 });
    expect(stateOf(playerAfter(load(9, 4), 'PLAY', { type: 'FIRST' }))).toEqual({
      value: 'playing',
      position: 0,
    });
    expect(stateOf(playerAfter(load(9, 4), 'PLAY', { type: 'LAST' }))).toEqual({
      value: 'atEnd',
      position: 9,
    });
  });

  test('seeks to whole steps only and ignores a position that is no number', () => {
    expect(stateOf(playerAfter(load(9), { type: 'SEEK', position: 3.9 })).position).toBe(3);
    expect(stateOf(playerAfter(load(9, 5), { type: 'SEEK', position: NaN })).position).toBe(5);
  });

  test('stands still while the timeline is held and then does what it did before', () => {
    const held = playerAfter(load(9), 'PLAY', 'SCRUB_START', tick(5000), { type: 'SEEK', position: 7 });
    expect(stateOf(held)).toEqual({ value: { scrubbing: 'thenPlaying' }, position: 7 });
    held.send({ type: 'SCRUB_END' });
    expect(stateOf(held)).toEqual({ value: 'playing', position: 7 });
    expect(stateOf(playerAfter(load(9, 2), 'SCRUB_START', 'SCRUB_END')).value).toBe('paused');
  });

  test('hears PLAY and PAUSE while the timeline is held', () => {
    expect(stateOf(playerAfter(load(9), 'SCRUB_START', 'PLAY', 'SCRUB_END')).value).toBe('playing');
    expect(stateOf(playerAfter(load(9), 'PLAY', 'SCRUB_START', 'PAUSE', 'SCRUB_END')).value).toBe('paused');
  });

  test('lets the handle be dragged away from the end', () => {
    const player = playerAfter(load(9, 9), 'SCRUB_START', { type: 'SEEK', position: 1 }, 'SCRUB_END');
    expect(stateOf(player)).toEqual({ value: 'paused', position: 1 });
  });

  test('takes any speed above 0 up to its limit', () => {
    const speed = (stepsPerS: number) =>
      playerAfter({ type: 'SPEED', stepsPerS }).getSnapshot().context.speedStepsPerS;
    expect([0.25, 1e9, Infinity].map(speed)).toEqual([0.25, MAX_SPEED_STEPS_PER_S, MAX_SPEED_STEPS_PER_S]);
    expect([0, -1, NaN].map(speed)).toEqual([1, 1, 1].map(() => DEFAULT_SPEED_STEPS_PER_S));
  });
});
