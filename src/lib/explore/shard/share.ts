/**
 * Which part of all runs a shard looks at.
 *
 * How far the actors have come is a point of a grid, and a run is a way through it that never turns back. Every run
 * crosses the middle (the points whose coordinates add up to half of all marks) in exactly one point, if it comes that
 * far. The shards divide these points among themselves: a shard looks at what lies before its points, crosses there
 * and nowhere else, and looks at everything behind them. So each run belongs to one shard.
 */
import type { Progress } from './progress.ts';

/** Shard `index` (from 0) of `count`. */
export interface ShareOf {
  readonly index: number;
  readonly count: number;
}

export class Share {
  readonly #progress: Progress;
  readonly #me: number;
  /** Distance of two points of the grid that differ by one mark of an actor. */
  readonly #stride: readonly number[];
  readonly #middle: number;
  /** For each point before the middle or in it: one of my points of the middle can still be reached. */
  readonly #canReach: Uint8Array;
  /** The first shard that can reach a point of its own from there. */
  readonly #firstOwner: Int32Array;

  constructor(progress: Progress, { index, count }: ShareOf) {
    this.#progress = progress;
    this.#me = index;
    const { most } = progress;
    let points = 1;
    this.#stride = most.map((marks) => {
      const stride = points;
      points *= marks + 1;
      return stride;
    });
    this.#middle = Math.ceil(sum(most) / 2);
    this.#canReach = new Uint8Array(points);
    this.#firstOwner = new Int32Array(points).fill(count);
    const middle: { readonly point: number; readonly weight: number }[] = [];
    for (let point = 0; point < points; point++) {
      const at = this.#coordinates(point, most);
      if (sum(at) !== this.#middle) continue;
      // So much lies before and behind it, if all points of the grid weigh the same.
      const before = at.reduce((product, marks) => product * (marks + 1), 1);
      const behind = at.reduce((product, marks, actor) => product * (most[actor]! - marks + 1), 1);
      middle.push({ point, weight: before + behind });
    }
    const total = middle.reduce((sumSoFar, { weight }) => sumSoFar + weight, 0);
    let passed = 0;
    for (const { point, weight } of middle) {
      const owner = Math.min(count - 1, Math.floor(((passed + weight / 2) * count) / total));
      passed += weight;
      this.#firstOwner[point] = owner;
      this.#canReach[point] = owner === index ? 1 : 0;
    }
    for (let point = points - 1; point >= 0; point--) this.#lookBack(point, most);
  }

  /**
   * Is the move of an actor to a local state part of the share? `nodes` are the local states of all actors before it,
   * all of them within the share.
   */
  takes(nodes: readonly number[], actor: number, to: number): boolean {
    if (this.#middle === 0) return this.#me === 0; // nobody ever comes further
    const { point, passed } = this.#place(nodes);
    const by = this.#progress.of(to) - this.#progress.of(nodes[actor]!);
    if (by < 0) throw new Error('an actor has gone back: its place does not tell how far it has come');
    if (passed >= this.#middle) return true;
    const crossing = Math.min(by, this.#middle - passed);
    return this.#canReach[point + crossing * this.#stride[actor]!] === 1;
  }

  /** Does a run that ends there belong to the share? Only one shard says so of an end before the middle. */
  ownsEnd(nodes: readonly number[]): boolean {
    if (this.#middle === 0) return this.#me === 0;
    const { point, passed } = this.#place(nodes);
    return passed >= this.#middle || this.#firstOwner[point] === this.#me;
  }

  #place(nodes: readonly number[]): { readonly point: number; readonly passed: number } {
    let point = 0;
    let passed = 0;
    for (let actor = 0; actor < nodes.length; actor++) {
      const marks = this.#progress.of(nodes[actor]!);
      point += marks * this.#stride[actor]!;
      passed += marks;
    }
    return { point, passed };
  }

  #coordinates(point: number, most: readonly number[]): number[] {
    return most.map((marks, actor) => Math.floor(point / this.#stride[actor]!) % (marks + 1));
  }

  /** What can be reached from a point before the middle, from what can be reached one mark further on. */
  #lookBack(point: number, most: readonly number[]): void {
    const at = this.#coordinates(point, most);
    if (sum(at) >= this.#middle) return;
    for (let actor = 0; actor < most.length; actor++) {
      if (at[actor] === most[actor]) continue;
      const next = point + this.#stride[actor]!;
      this.#canReach[point]! |= this.#canReach[next]!;
      this.#firstOwner[point] = Math.min(this.#firstOwner[point]!, this.#firstOwner[next]!);
    }
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, number) => all + number, 0);
}
