/**
 * Files of sysfs and procfs by their paths, as a tar, a recorded run, capture.sh or `grep -r . /sys/…` gives them.
 */
import type { Facts, Piece, SeenDax, SeenNode, SeenRange, SeenSettings, SeenState } from './facts.ts';
import { readIomem, readMeminfo, readZoneinfo } from './read-proc.ts';
import { decimal, hexNumber, MOST_NODES, nodeList, quote, Source, type Reader } from './reading.ts';

const MEMORY = '/sys/devices/system/memory';
const NODE = '/sys/devices/system/node';
const PARAMETERS = '/sys/module/memory_hotplug/parameters';

/** A path as it is on the machine, whatever folder an archive was made in. */
export function machinePath(path: string): string {
  const plain = `/${path.replace(/^(\.?\/)+/, '')}`;
  const rooted = /\/(sys|proc)\/.*$/.exec(plain);
  if (rooted !== null) return rooted[0];
  const system = /(?:^|\/)(?:devices\/)?(?:system\/)?((?:memory|node)\/(?:memory|node)?\d*.*)$/.exec(plain);
  if (system !== null) return `/sys/devices/system/${system[1]!}`;
  if (/^\/memory\d+\//.test(plain)) return `${MEMORY}${plain}`;
  if (/^\/(block_size_bytes|auto_online_blocks)$/.test(plain)) return `${MEMORY}${plain}`;
  const proc = /\/(iomem|zoneinfo|meminfo|cmdline)$/.exec(plain);
  return proc === null ? plain : `/proc/${proc[1]!}`;
}

interface OpenBlock {
  state?: string;
  removable?: string;
  valid_zones?: string;
  /** Nodes that it is linked to: several where RAM of one ends inside of the block. */
  readonly nids: Set<number>;
}

const STATES: Readonly<Record<string, SeenState>> = {
  online: 'online',
  offline: 'offline',
  'going-offline': 'going-offline',
};
const BLOCK_FILE = /^\/sys\/devices\/system\/memory\/memory(\d{1,10})\/(\w+)$/;
const NODE_LINK = /^\/sys\/devices\/system\/node\/node(\d{1,4})\/memory(\d{1,10})$/;
const DAX_FILE = /\/(dax\d{1,4}\.\d{1,4})\/(\w+)(?:\/(\w+))?$/;
const SETTING_FILES: Readonly<Record<keyof SeenSettings, string>> = {
  auto_online_blocks: `${MEMORY}/auto_online_blocks`,
  online_policy: `${PARAMETERS}/online_policy`,
  auto_movable_ratio: `${PARAMETERS}/auto_movable_ratio`,
  auto_movable_numa_aware: `${PARAMETERS}/auto_movable_numa_aware`,
  memmap_on_memory: `${PARAMETERS}/memmap_on_memory`,
};

class FileReader {
  readonly #files: ReadonlyMap<string, string>;
  readonly #source: Source;
  readonly #blocks = new Map<number, OpenBlock>();
  readonly #dax = new Map<string, Map<string, string>>();
  readonly #nodes = new Map<number, SeenNode>();
  readonly #showsDrivers: boolean;

  constructor(files: ReadonlyMap<string, string>, source: Source, showsDrivers: boolean) {
    this.#showsDrivers = showsDrivers;
    this.#files = files;
    this.#source = source;
    for (const [path, text] of files) this.#take(path, text);
  }

  #take(path: string, text: string): void {
    const block = BLOCK_FILE.exec(path);
    if (block !== null) {
      const [, number, file] = block;
      const id = Number(number);
      const open = this.#open(id);
      // A recording lists the links of a block in a file of its own.
      const links =
        file === 'nodes' ? [...text.matchAll(/\bnode(\d{1,4})\b/g)] : [/^node(\d{1,4})$/.exec(file!)];
      for (const link of links) if (link !== null) open.nids.add(Number(link[1]));
      if (file === 'state' || file === 'removable' || file === 'valid_zones') open[file] = text.trim();
      return;
    }
    const link = NODE_LINK.exec(path);
    if (link !== null) {
      this.#open(Number(link[2])).nids.add(Number(link[1]));
      return;
    }
    const dax = DAX_FILE.exec(path);
    if (dax === null) return;
    const [, name, file, below] = dax;
    const files = this.#dax.get(name!) ?? new Map<string, string>();
    this.#dax.set(name!, files);
    files.set(below === undefined ? file! : `${file!}/${below}`, text.trim());
  }

  #open(id: number): OpenBlock {
    const open = this.#blocks.get(id) ?? { nids: new Set<number>() };
    this.#blocks.set(id, open);
    return open;
  }

  #bad(path: string, text: string, expected: string): void {
    this.#source.problem(
      -this.#source.firstNumber,
      expected,
      'the other files',
      `${path} reads ${quote(text)}`,
    );
  }

  #ranges(): SeenRange[] {
    const ranges: SeenRange[] = [];
    for (const [id, { state, removable, valid_zones, nids: links }] of this.#blocks) {
      const nids = [...links].filter((nid) => nid < MOST_NODES).sort((a, b) => a - b);
      const known = state === undefined ? null : STATES[state];
      if (known === undefined) this.#bad(`memory${id}/state`, state!, 'online, offline or going-offline');
      ranges.push({
        startBytes: null,
        sizeBytes: null,
        first: id,
        last: id,
        state: known ?? null,
        removable: removable === undefined ? null : removable === '1',
        // The kernel sets the block's node at each link, so the last one stays.
        nid: nids.at(-1) ?? null,
        ...(nids.length > 1 ? { nids } : {}),
        zones: valid_zones === undefined || valid_zones === '' ? null : valid_zones.split(/\s+/),
      });
    }
    return ranges.sort((a, b) => a.first! - b.first!);
  }

  #mask(file: string, set: (node: SeenNode, isIn: boolean) => SeenNode): void {
    const text = this.#files.get(`${NODE}/${file}`);
    if (text === undefined) return;
    const ids = nodeList(text);
    if (ids === null) {
      this.#bad(`${NODE}/${file}`, text, 'a list of nodes such as 0-1,3');
      return;
    }
    for (const nid of new Set([...ids, ...this.#nodes.keys()])) {
      this.#nodes.set(nid, set(this.#nodes.get(nid) ?? { nid }, ids.includes(nid)));
    }
  }

  #masks(): SeenNode[] {
    this.#mask('possible', (node, possible) => ({ ...node, possible }));
    this.#mask('online', (node, online) => ({ ...node, online }));
    this.#mask('has_memory', (node, hasMemory) => ({ ...node, hasMemory }));
    this.#mask('has_normal_memory', (node, hasNormalMemory) => ({ ...node, hasNormalMemory }));
    this.#mask('has_cpu', (node, hasCpu) => ({ ...node, hasCpu }));
    return [...this.#nodes.values()].sort((a, b) => a.nid - b.nid);
  }

  #daxDevices(): SeenDax[] {
    return [...this.#dax].flatMap(([name, files]): SeenDax[] => {
      const number = (file: string): number | null => decimal(files.get(file) ?? '');
      const sizeBytes = number('size');
      if (sizeBytes === null) return [];
      const mappings = [...files.keys()].flatMap((file) => {
        const folder = /^(mapping\d+)\/start$/.exec(file)?.[1];
        const from = folder === undefined ? null : hexNumber(files.get(`${folder}/start`) ?? '');
        const to = folder === undefined ? null : hexNumber(files.get(`${folder}/end`) ?? '');
        return from === null || to === null || to <= from
          ? []
          : [{ startBytes: from, sizeBytes: to - from + 1 }];
      });
      const resource = hexNumber(files.get('resource') ?? '');
      const whole =
        resource === null || resource === 0 || sizeBytes === 0 ? [] : [{ startBytes: resource, sizeBytes }];
      const driver = files.get('driver');
      return [
        {
          name,
          targetNode: number('target_node'),
          sizeBytes,
          alignBytes: number('align'),
          ranges: mappings.length > 0 ? mappings : whole,
          isSystemRam:
            driver === undefined ? (this.#showsDrivers ? false : null) : /(^|\/)kmem$/.test(driver),
          memmapOnMemory: files.has('memmap_on_memory') ? files.get('memmap_on_memory') === '1' : null,
          attribute: attributeOf(files),
        },
      ];
    });
  }

  #settings(): SeenSettings {
    const settings: Partial<Record<keyof SeenSettings, string>> = {};
    for (const [name, path] of Object.entries(SETTING_FILES)) {
      const text = this.#files.get(path);
      if (text !== undefined) settings[name as keyof SeenSettings] = text.trim();
    }
    return settings;
  }

  facts(): Facts {
    const facts: { -readonly [K in keyof Facts]: Facts[K] } = {};
    const blockSize = this.#files.get(`${MEMORY}/block_size_bytes`)?.trim();
    const bytes = blockSize === undefined ? null : hexNumber(blockSize);
    if (bytes !== null) facts.blockSizeBytes = bytes;
    else if (blockSize !== undefined) this.#bad('block_size_bytes', blockSize, 'a number in hex');
    const ranges = this.#ranges();
    if (ranges.length > 0) Object.assign(facts, { ranges, isWhole: true });
    const [nodes, dax, settings] = [this.#masks(), this.#daxDevices(), this.#settings()];
    if (nodes.length > 0) facts.nodes = nodes;
    if (dax.length > 0) facts.dax = dax;
    if (Object.keys(settings).length > 0) facts.settings = settings;
    const cmdline = this.#files.get('/proc/cmdline')?.trim();
    if (cmdline !== undefined) facts.cmdline = cmdline;
    if (this.#files.has(`${MEMORY}/probe`)) facts.hasProbeFile = true;
    return facts;
  }
}

const TEXT_FILES: readonly (readonly [string, Reader])[] = [
  ['/proc/iomem', readIomem],
  ['/proc/zoneinfo', readZoneinfo],
  ['/proc/meminfo', readMeminfo],
];

/** The kmem attribute of a device, if its kernel has one. */
function attributeOf(files: ReadonlyMap<string, string>): SeenDax['attribute'] {
  for (const file of ['hotplug', 'state'] as const) {
    const word = files.get(file);
    if (word !== undefined) return { file, word };
  }
  return null;
}

/**
 * The pieces that some files make; paths are those of the machine. `showsDrivers`: a device without a file `driver` has
 * none.
 */
export function readFiles(files: ReadonlyMap<string, string>, source: Source, showsDrivers = false): Piece[] {
  const facts = new FileReader(files, source, showsDrivers).facts();
  const pieces: Piece[] = [];
  if (Object.keys(facts).length > 0)
    pieces.push({ form: 'files of sysfs', file: source.file, lines: null, facts, notes: [] });
  for (const [path, reader] of TEXT_FILES) {
    const text = files.get(path);
    if (text === undefined) continue;
    const inner = new Source(text.replace(/\n$/, '').split('\n'), source.file, 1, source.problems);
    const read = reader(inner, 0);
    pieces.push(...(read?.pieces ?? []).map((piece): Piece => ({ ...piece, lines: null })));
  }
  return pieces;
}

const PATH_LINE = /^(\/(?:sys|proc)\/[\w/.:-]+?):(.*)$/;

/** What `grep -r . /sys/devices/system/memory` and `grep . FILES` print: PATH:TEXT. */
export const readPathLines: Reader = (source, at) => {
  if (!PATH_LINE.test(source.line(at))) return null;
  const files = new Map<string, string>();
  let next = at;
  for (; next < source.lines.length; next++) {
    const match = PATH_LINE.exec(source.line(next));
    if (match === null) break;
    const before = files.get(match[1]!);
    files.set(match[1]!, before === undefined ? match[2]! : `${before}\n${match[2]!}`);
  }
  return { next, pieces: readFiles(files, source.part(at, next)) };
};
