/**
 * The snapshot that a recorded kernel shows at a moment: that of boot, with the changes of every step merged in.
 *
 * It is flat, path to text; files of a block stand under their own paths, node links as `memoryN/nodes`. One-line
 * texts stand without their newline.
 */
import { BLOCK_FILES, type ChangedFiles } from './trace-format.ts';

export class RecordedSnapshot {
  readonly files = new Map<string, string>();

  constructor(boot: ChangedFiles) {
    this.merge(boot);
  }

  /** Takes over what changed: a block's files one by one, every other file as a whole, null removes. */
  merge(changed: ChangedFiles): void {
    for (const [path, value] of changed) {
      if (typeof value === 'string') this.files.set(path, value);
      else if (value === null) this.#remove(path);
      else for (const [name, text] of Object.entries(value)) this.files.set(`${path}/${name}`, text);
    }
  }

  #remove(path: string): void {
    this.files.delete(path);
    for (const name of BLOCK_FILES) this.files.delete(`${path}/${name}`);
  }
}
