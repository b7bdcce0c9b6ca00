/**
 * An XState actor as a value that Svelte can follow.
 *
 * Subscribes to the actor only while some effect or template reads the snapshot, so a view needs no clean-up.
 */
import { createSubscriber } from 'svelte/reactivity';
import type { AnyActorRef, SnapshotFrom } from 'xstate';

/** Reading `snapshot` inside an effect or a template makes it run again after each transition of `actor`. */
export class ActorView<A extends AnyActorRef> {
  readonly actor: A;
  readonly #subscribe: () => void;

  constructor(actor: A) {
    this.actor = actor;
    this.#subscribe = createSubscriber((update) => {
      const subscription = actor.subscribe(() => update());
      return () => subscription.unsubscribe();
    });
  }

  /** The actor's present snapshot. */
  get snapshot(): SnapshotFrom<A> {
    this.#subscribe();
    return this.actor.getSnapshot() as SnapshotFrom<A>;
  }
}
