/**
 * From the files that the guest showed to the snapshot of a recording: blocks become one object each, and of
 * `/proc/zoneinfo` and `/proc/meminfo` remain the lines that do not change by themselves (conformance/README.md).
 */
import { BLOCK_FILES, type BlockFiles } from '../trace-format.ts';
import { errnoName } from '#lib/hotplug/state/errno.ts';

/** A text, or the number of the error with which reading it failed. */
export type Reading = string | number;

/** Path to text or to a block's files, in the order of a recording. */
export type SnapshotFiles = ReadonlyMap<string, string | BlockFiles>;

/** The text of a file of a snapshot; empty when it is not there. */
export function textOf(files: SnapshotFiles, path: string): string {
  const text = files.get(path);
  return typeof text === 'string' ? text : '';
}

const MEMORY = '/sys/devices/system/memory';
const NODE = '/sys/devices/system/node';
const DAX_FILES = [
  'size',
  'target_node',
  'align',
  'resource',
  'memmap_on_memory',
  'hotplug',
  'state',
  'driver',
];

/** What the guest is asked to watch; slow ones are those whose reader waits for a device lock. */
export const WATCHED: readonly { readonly pattern: string; readonly slow: boolean }[] = [
  `${MEMORY}/block_size_bytes`,
  `${MEMORY}/auto_online_blocks`,
  ...BLOCK_FILES.map((file) => `${MEMORY}/memory[0-9]*/${file === 'nodes' ? 'node[0-9]*' : file}`),
  '/sys/module/memory_hotplug/parameters/*',
  ...['online', 'possible', 'has_memory', 'has_normal_memory'].map((file) => `${NODE}/${file}`),
  '/proc/iomem',
  '/proc/zoneinfo',
  '/proc/meminfo',
  ...DAX_FILES.map((file) => `/sys/bus/dax/devices/*/${file}`),
].map((pattern) => ({ pattern, slow: pattern.endsWith('/online') && pattern.startsWith(MEMORY) }));

/** The snapshot that the watched files add up to. */
export function condense(raw: ReadonlyMap<string, Reading>): SnapshotFiles {
  const files = new Map<string, string | BlockFiles>();
  const blocks = new Map<number, Map<string, string>>();
  const others: [string, string][] = [];
  for (const [path, reading] of raw) {
    const block = /^\/sys\/devices\/system\/memory\/memory(\d+)\/(.+)$/.exec(path);
    if (block !== null) put(blocks, Number(block[1]), block[2]!, reading);
    else others.push([path, fileText(path, reading)]);
  }
  const isFirst = ([path]: [string, string]): boolean => path.startsWith(MEMORY);
  const order = (entries: [string, string][]): [string, string][] =>
    entries.sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [path, text] of order(others.filter(isFirst))) files.set(path, text);
  for (const [id, block] of [...blocks].sort(([a], [b]) => a - b)) {
    // What is left of a block that went while `online` files were not looked at is no block.
    if (block.has('state')) files.set(`${MEMORY}/memory${id}`, blockFiles(block));
  }
  for (const [path, text] of order(others.filter((entry) => !isFirst(entry)))) files.set(path, text);
  return files;
}

function put(blocks: Map<number, Map<string, string>>, id: number, file: string, reading: Reading): void {
  const block = blocks.get(id) ?? new Map<string, string>();
  blocks.set(
    id,
    block.set(file, typeof reading === 'number' ? failed(reading) : reading.replace(/\n+$/, '')),
  );
}

function blockFiles(block: ReadonlyMap<string, string>): BlockFiles {
  const nodes = [...block.keys()]
    .filter((file) => /^node\d+$/.test(file))
    .map((file) => Number(file.slice(4)));
  const texts = BLOCK_FILES.flatMap((file) => {
    if (file === 'nodes')
      return [
        [
          file,
          nodes
            .sort((a, b) => a - b)
            .map((nid) => `node${nid}`)
            .join(','),
        ],
      ];
    const text = block.get(file);
    return text === undefined ? [] : [[file, text]];
  });
  return Object.fromEntries(texts) as BlockFiles;
}

function fileText(path: string, reading: Reading): string {
  if (typeof reading === 'number') return failed(reading);
  if (path === '/proc/zoneinfo') return oneLine(steadyZoneinfo(reading));
  if (path === '/proc/meminfo') return oneLine(`${reading.split('\n')[0]}\n`);
  if (path.endsWith('/driver')) return reading.slice(reading.lastIndexOf('/') + 1);
  return oneLine(reading);
}

function steadyZoneinfo(text: string): string {
  const lines = text
    .split('\n')
    .filter((line) => /^Node |^ *(spanned|present|managed) |^ *start_pfn:/.test(line));
  return lines.map((line) => `${line}\n`).join('');
}

/** A text of one line stands without its newline. */
function oneLine(text: string): string {
  return text.indexOf('\n') === text.length - 1 ? text.slice(0, -1) : text;
}

function failed(errno: number): string {
  return `!${errnoName(errno)}`;
}

/** What a step changed: of a block that stays only the files that differ, null for what is gone. */
export function changedFiles(
  before: SnapshotFiles,
  after: SnapshotFiles,
): Map<string, string | BlockFiles | null> {
  const changed = new Map<string, string | BlockFiles | null>();
  for (const [path, value] of after) {
    const old = before.get(path);
    if (typeof value === 'string') {
      if (old !== value) changed.set(path, value);
    } else {
      const earlier: BlockFiles = typeof old === 'object' ? old : {};
      const files = BLOCK_FILES.filter((file) => value[file] !== undefined && value[file] !== earlier[file]);
      if (files.length > 0) changed.set(path, Object.fromEntries(files.map((file) => [file, value[file]])));
    }
  }
  for (const path of before.keys()) if (!after.has(path)) changed.set(path, null);
  return changed;
}
