/** Reactivity of the actor view in a real browser. */
import { flushSync } from 'svelte';
import { describe, expect, test } from 'vitest';
import { ActorView } from './actor.svelte.ts';
import { createPlayer } from './player.ts';

describe('ActorView', () => {
  test('runs an effect again after a transition, and only then', () => {
    const player = createPlayer();
    player.send({ type: 'LOAD', length: 5 });
    const view = new ActorView(player);
    const seen: number[] = [];
    const stop = $effect.root(() => {
      $effect(() => {
        seen.push(view.snapshot.context.position);
      });
    });
    flushSync();
    flushSync(() => player.send({ type: 'STEP' }));
    flushSync();
    flushSync(() => player.send({ type: 'LAST' }));
    expect(seen).toEqual([0, 1, 5]);
    stop();
    flushSync(() => player.send({ type: 'FIRST' }));
    expect(seen).toEqual([0, 1, 5]);
  });

  test('shows the present snapshot outside of effects too', () => {
    const player = createPlayer();
    const view = new ActorView(player);
    player.send({ type: 'LOAD', length: 5, position: 2 });
    expect(view.snapshot.context.position).toBe(2);
  });
});
