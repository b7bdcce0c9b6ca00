/**
 * The cells that a step has touched, each once, however often it looked.
 */
const FIRST_ROOM = 64;

export class TouchedCells {
  /** For each column and cell the round in which it was touched last; the cell before the first stands for all. */
  readonly #rounds: Int32Array[] = [];
  #round = 1;
  readonly #columns: number[] = [];
  readonly #indices: number[] = [];

  get size(): number {
    return this.#columns.length;
  }

  /** `index` -1 stands for the whole column. */
  add(columnId: number, index: number): void {
    let rounds = this.#rounds[columnId];
    if (rounds === undefined) this.#rounds[columnId] = rounds = new Int32Array(FIRST_ROOM);
    const at = index + 1;
    if (at >= rounds.length) {
      const larger = new Int32Array(2 ** Math.ceil(Math.log2(at + 1)));
      larger.set(rounds);
      this.#rounds[columnId] = rounds = larger;
    }
    if (rounds[at] === this.#round) return;
    rounds[at] = this.#round;
    this.#columns.push(columnId);
    this.#indices.push(index);
  }

  columnOf(i: number): number {
    return this.#columns[i]!;
  }

  indexOf(i: number): number {
    return this.#indices[i]!;
  }

  clear(): void {
    this.#round++;
    this.#columns.length = 0;
    this.#indices.length = 0;
  }
}
