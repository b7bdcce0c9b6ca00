/**
 * The snapshot of the model in the condensed form of a recording, so that both can be laid side by side.
 */
import { listBlocks, readFile } from '#lib/hotplug/userspace/files.ts';
import { blockFile } from '#lib/hotplug/userspace/show.ts';
import { nodesOfBlock } from '#lib/hotplug/state/blocks.ts';
import type { Kernel } from '#lib/hotplug/state/kernel.ts';
import { BLOCK_FILES } from './trace-format.ts';

const MEMORY = '/sys/devices/system/memory';
const DAX = '/sys/bus/dax/devices';
const DAX_PATH = /^\/sys\/bus\/dax\/devices\/([^/]+)\/([^/]+)$/;
/** Files of a dax device that come and go with its driver; the others are there from boot on. */
const DRIVER_FILES = ['driver', 'hotplug', 'state'] as const;

/** Which files a recording looks at: those of its boot snapshot, all blocks, and what a dax driver adds. */
export class SnapshotCoverage {
  readonly #fixed: readonly string[];
  readonly #daxDevices: readonly string[];

  constructor(bootFiles: Iterable<string>) {
    const paths = [...bootFiles].filter((path) => !isBlockFile(path));
    this.#daxDevices = [...new Set(paths.flatMap((path) => DAX_PATH.exec(path)?.[1] ?? []))];
    this.#fixed = paths;
  }

  /** All files of the model that a recording would hold now; path to text, one-line texts without their newline. */
  print(k: Kernel): Map<string, string> {
    const files = new Map<string, string>();
    const add = (path: string, text: string | null): void => {
      if (text !== null) files.set(path, condensed(text));
    };
    for (const id of listBlocks(k)) {
      const folder = `${MEMORY}/memory${id}`;
      for (const name of BLOCK_FILES) {
        add(`${folder}/${name}`, name === 'nodes' ? nodeLinks(k, id) : blockFile(k, id, name));
      }
    }
    for (const path of this.#fixed) add(path, readFile(k, path));
    for (const device of this.#daxDevices) {
      for (const name of DRIVER_FILES) {
        const path = `${DAX}/${device}/${name}`;
        add(path, name === 'driver' ? driverOf(k, device) : readFile(k, path));
      }
    }
    return files;
  }
}

function nodeLinks(k: Kernel, blockId: number): string {
  return nodesOfBlock(k, blockId)
    .map((nid) => `node${nid}`)
    .join(',');
}

/** Is this one of the seven files of a memory block? */
function isBlockFile(path: string): boolean {
  return /^\/sys\/devices\/system\/memory\/memory\d+\//.test(path);
}

/** Is this the `online` file of a block, which nobody reads while a job is under way (its reader would wait)? */
export function isBlockOnlineFile(path: string): boolean {
  return isBlockFile(path) && path.endsWith('/online');
}

/** By what `dax.driver` holds. */
const DRIVERS: Readonly<Record<number, string>> = { 1: 'kmem', 3: 'device_dax' };

/** The name of the driver link; null when no driver is bound. */
function driverOf(k: Kernel, device: string): string | null {
  for (let i = 0; i < k.dax.count.value; i++) {
    if (k.names.text(k.dax.name.get(i)) === device) return DRIVERS[k.dax.driver.get(i)] ?? null;
  }
  return null;
}

/** A text of one line loses its newline, a longer one stays as it is. */
function condensed(text: string): string {
  return text.indexOf('\n') === text.length - 1 ? text.slice(0, -1) : text;
}
