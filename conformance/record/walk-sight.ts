/**
 * What a random walk wants to know of a snapshot.
 */
import type { BlockFiles } from '#lib/capture/trace-format.ts';
import { textOf, type SnapshotFiles } from '#lib/capture/record/condense.ts';

const MEMORY = '/sys/devices/system/memory';

export class WalkSight {
  /** Ids of all blocks, in their order. */
  readonly blocks: readonly number[];
  /** Those that came after boot. */
  readonly added: readonly number[];
  /** Those of boot that may go offline without touching the kernel. */
  readonly movableBoot: readonly number[];
  readonly blockSizeBytes: number;
  readonly #files: SnapshotFiles;

  constructor(files: SnapshotFiles, boot: ReadonlySet<number>) {
    this.#files = files;
    this.blocks = [...files.keys()].flatMap((path) => {
      const match = /\/memory\/memory(\d+)$/.exec(path);
      return match === null ? [] : [Number(match[1])];
    });
    this.added = this.blocks.filter((id) => !boot.has(id));
    this.movableBoot = this.blocks.filter((id) => boot.has(id) && this.#block(id)?.valid_zones === 'Movable');
    this.blockSizeBytes = Number.parseInt(textOf(files, `${MEMORY}/block_size_bytes`), 16);
  }

  /** The id after the highest block. */
  get end(): number {
    return (this.blocks.at(-1) ?? -1) + 1;
  }

  stateOf(id: number): string | undefined {
    return this.#block(id)?.state;
  }

  /** Online blocks whose start lies in [startBytes, endBytes). */
  onlineWithin(startBytes: number, endBytes: number): number[] {
    const starts = (id: number): number => id * this.blockSizeBytes;
    return this.added.filter(
      (id) => starts(id) >= startBytes && starts(id) < endBytes && this.stateOf(id) === 'online',
    );
  }

  isBound(daxDevice: string): boolean {
    return this.#files.has(`/sys/bus/dax/devices/${daxDevice}/driver`);
  }

  #block(id: number): BlockFiles | null {
    const files = this.#files.get(`${MEMORY}/memory${id}`);
    return typeof files === 'object' ? files : null;
  }
}
