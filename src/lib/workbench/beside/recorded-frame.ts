/**
 * The map of a recorded kernel: what its files say at a moment, in the form in which the page draws the model. What no
 * file of a kernel shows (locks, threads, devices of the machine, pages inside blocks) is left empty.
 */
import { readIomem, readNodeList, readZoneinfo } from '#lib/capture/snapshot-texts.ts';
import { PAGE_SIZE_BYTES, ZONE_MOVABLE, ZONE_NAMES } from '#lib/hotplug/state/units.ts';
import type { BlockLook, BlockView, Frame, NodeView, ResourceView, ZoneView } from '../frame.ts';

const MEMORY = '/sys/devices/system/memory';
const NODE = '/sys/devices/system/node';
const STATE = /^\/sys\/devices\/system\/memory\/memory(\d+)\/state$/;

/** What the moment is of, beside the files. */
export interface RecordedMoment {
  readonly files: ReadonlyMap<string, string>;
  /** The block that a refused write was about, and the errno with its minus. */
  readonly refused: { readonly block: number; readonly errno: string } | null;
}

interface Span {
  startBytes: number;
  endBytes: number;
}

function lookOf(state: string, zones: string): BlockLook {
  if (state === 'offline') return 'offline';
  if (state === 'going-offline') return 'going-offline';
  if (zones === 'Movable') return 'online-movable';
  return zones === 'none' ? 'online-mixed' : 'online-kernel';
}

function blockViews({ files, refused }: RecordedMoment, blockSizeBytes: number): BlockView[] {
  const blocks: BlockView[] = [];
  for (const [path, state] of files) {
    const match = STATE.exec(path);
    if (match === null) continue;
    const id = Number(match[1]);
    const validZones = files.get(`${MEMORY}/memory${id}/valid_zones`) ?? '';
    const isOnline = state === 'online';
    blocks.push({
      ...{ id, startBytes: id * blockSizeBytes, sizeBytes: blockSizeBytes },
      nid: Number(/^node(\d+)/.exec(files.get(`${MEMORY}/memory${id}/nodes`) ?? '')?.[1] ?? 0),
      look: lookOf(state, validZones),
      configuration: 0,
      zone: isOnline && validZones !== 'none' ? validZones : null,
      ...{ state, validZones, pinned: false },
      refused: refused?.block === id ? refused.errno : null,
      changed: false,
      group: null,
    });
  }
  return blocks.sort((a, b) => a.id - b.id);
}

function joined(spans: readonly Span[]): Span[] {
  const list: Span[] = [];
  for (const span of spans) {
    const last = list.at(-1);
    if (last?.endBytes === span.startBytes) last.endBytes = span.endBytes;
    else list.push({ ...span });
  }
  return list;
}

const spanOf = ({ startBytes, sizeBytes }: BlockView): Span => ({
  startBytes,
  endBytes: startBytes + sizeBytes,
});

/** A block of boot in several zones counts to each, as far as its span goes. */
function presentIn(blocks: readonly BlockView[], nid: number, name: string, zone: Span): Span[] {
  return joined(
    blocks.flatMap((block) => {
      if (block.look === 'offline' || block.nid !== nid) return [];
      const span = spanOf(block);
      if (block.zone === name) return [span];
      if (block.zone !== null) return [];
      const startBytes = Math.max(span.startBytes, zone.startBytes);
      const endBytes = Math.min(span.endBytes, zone.endBytes);
      return endBytes > startBytes ? [{ startBytes, endBytes }] : [];
    }),
  );
}

function zoneViews(files: ReadonlyMap<string, string>, blocks: readonly BlockView[]): ZoneView[] {
  return readZoneinfo('/proc/zoneinfo', files.get('/proc/zoneinfo') ?? '')
    .filter(({ spannedPages, presentPages }) => spannedPages > 0 || presentPages > 0)
    .map(({ nid, type, ...counters }) => {
      const name = ZONE_NAMES[type]!;
      const startBytes = counters.startPfn * PAGE_SIZE_BYTES;
      const span = { startBytes, endBytes: startBytes + counters.spannedPages * PAGE_SIZE_BYTES };
      const isMovable = type === ZONE_MOVABLE;
      return {
        nid,
        name,
        ...counters,
        isMovable,
        changed: false,
        presentRanges: presentIn(blocks, nid, name, span),
      };
    });
}

function nodeViews(
  files: ReadonlyMap<string, string>,
  zones: readonly ZoneView[],
  blocks: readonly BlockView[],
): NodeView[] {
  const list = (name: string): number[] =>
    readNodeList(`${NODE}/${name}`, files.get(`${NODE}/${name}`) ?? '');
  const [online, hasMemory, hasNormalMemory] = [
    list('online'),
    list('has_memory'),
    list('has_normal_memory'),
  ];
  return list('possible').map((nid) => {
    const own = zones.filter((zone) => zone.nid === nid);
    const startPfn = own.length === 0 ? 0 : Math.min(...own.map((zone) => zone.startPfn));
    const endPfn = Math.max(0, ...own.map((zone) => zone.startPfn + zone.spannedPages));
    return {
      ...{ nid, startPfn, spannedPages: Math.max(0, endPfn - startPfn) },
      online: online.includes(nid),
      hasMemory: hasMemory.includes(nid),
      hasNormalMemory: hasNormalMemory.includes(nid),
      presentRanges: joined(blocks.filter((b) => b.nid === nid && b.look !== 'offline').map(spanOf)),
    };
  });
}

function resourceViews(files: ReadonlyMap<string, string>, model: Frame): ResourceView[] {
  return readIomem('/proc/iomem', files.get('/proc/iomem') ?? '').map((entry) => ({
    ...entry,
    // No file says it; the model knows, or System RAM is.
    busy:
      model.resources.find(
        ({ startBytes, endBytes, name }) =>
          startBytes === entry.startBytes && endBytes === entry.endBytes && name === entry.name,
      )?.busy ?? entry.name.startsWith('System RAM'),
  }));
}

/** The moment of the recorded kernel, to be drawn beside that of the model. */
export function recordedFrame(moment: RecordedMoment, model: Frame): Frame {
  const { files } = moment;
  const blocks = blockViews(moment, model.blockSizeBytes);
  const zones = zoneViews(files, blocks);
  return {
    ...model,
    ...{
      blocks,
      zones,
      runs: [],
      pageRuns: [],
      devices: [],
      locks: [],
      threads: [],
      steps: [],
      log: [],
      refusals: [],
    },
    nodes: nodeViews(files, zones, blocks),
    resources: resourceViews(files, model),
    current: null,
  };
}
