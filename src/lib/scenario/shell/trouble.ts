/**
 * What stops a line while it runs. Inside the shell it is thrown, because it has to leave loops and pipelines at once;
 * whoever typed the line gets words and an exit status.
 */

/** A line that cannot go on: bash says it and drops the rest. */
export class Trouble extends Error {
  readonly status: number;

  constructor(message: string, status = 1) {
    super(message);
    this.status = status;
  }
}

/** Ctrl-C, or a signal from somebody else: the rest of the line is dropped and nothing is said. */
export class Interrupted extends Error {}

/** `exit`, or a signal that no shell survives. */
export class Exit extends Error {
  readonly status: number;

  constructor(status: number) {
    super('exit');
    this.status = status;
  }
}

/** `break` and `continue` on their way to the loop. */
export class LoopJump extends Error {
  readonly isBreak: boolean;
  levels: number;

  constructor(isBreak: boolean, levels: number) {
    super('loop');
    this.isBreak = isBreak;
    this.levels = levels;
  }
}
