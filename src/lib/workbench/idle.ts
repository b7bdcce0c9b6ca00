/**
 * Says when the page has nothing left to do: nothing loads, nothing plays, the address bar is written.
 *
 * Browser tests wait for this instead of sleeping. It is published with a delay, so that a drawing that moves for a
 * moment after a change has come to rest as well.
 */

/** Longer than any transition of a picture. */
const QUIET_MS = 200;

export class IdleSignal {
  readonly #publish: (idle: boolean) => void;
  #pending = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `publish` is told `false` at once and `true` after a quiet moment. */
  constructor(publish: (idle: boolean) => void) {
    this.#publish = publish;
  }

  /** Something begins; call what is returned when it is over. Calling that twice does nothing. */
  begin(): () => void {
    this.#pending++;
    clearTimeout(this.#timer);
    this.#publish(false);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#pending--;
      if (this.#pending === 0) this.#timer = setTimeout(() => this.#publish(true), QUIET_MS);
    };
  }
}

/** Shows the signal as `data-idle` on an element. */
export function idleAttribute(element: HTMLElement): IdleSignal {
  return new IdleSignal((idle) => {
    element.dataset['idle'] = String(idle);
  });
}
