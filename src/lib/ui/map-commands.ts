/**
 * Commands about the map: looking for blocks and choosing where to look. They come with the later parts of the page;
 * the palette, the list of keys and the buttons beside the map all use these.
 */
import { blocksIn, type BlockStretch } from '#lib/workbench/block-filter.ts';
import type { ByteRange } from '#lib/draw/ranges.ts';
import type { Frame } from '#lib/workbench/frame.ts';
import { grouped, type PageCommand } from '#lib/workbench/page-command.ts';
import type { Workbench } from '#lib/workbench/workbench.svelte.ts';
import type { PickedBlocks } from './picked-blocks.svelte.ts';

/** What of the page these commands use. */
export interface MapPage {
  readonly workbench: Workbench;
  readonly picked: PickedBlocks;
  showMap(): void;
  selectBlock(block: number): void;
  zoomTo(ranges: readonly ByteRange[]): void;
}
type Entry = Omit<PageCommand, 'id' | 'group'>;
export type FindCommandId =
  'find' | 'find-next' | 'find-previous' | 'show-found' | 'choose-found' | 'let-go' | 'show-inside';

/** Marks the field into which the words are written. */
export const FIND_FIELD = 'data-find-blocks';

const NOTHING_SOUGHT = 'Write first which blocks to find.';
const NOTHING_FOUND = 'No block is found.';

function bytesOf(stretches: readonly BlockStretch[], blockSizeBytes: number): ByteRange[] {
  return stretches.map(({ firstId, lastId }) => ({
    startBytes: firstId * blockSizeBytes,
    endBytes: (lastId + 1) * blockSizeBytes,
  }));
}

/** The block found after `at`, or the last before it; round at the ends. */
function neighbourFound(found: readonly BlockStretch[], at: number, step: 1 | -1): number {
  const all = step === 1 ? found : found.toReversed();
  const next = all.find(({ firstId, lastId }) => (step === 1 ? lastId > at : firstId < at)) ?? all[0]!;
  const inside = step === 1 ? Math.max(next.firstId, at + 1) : Math.min(next.lastId, at - 1);
  if (inside >= next.firstId && inside <= next.lastId) return inside;
  return step === 1 ? next.firstId : next.lastId;
}

/** Looking for blocks, and what can be done with those found. */
export function findCommands(page: MapPage): Readonly<Record<FindCommandId, PageCommand>> {
  const { picked, workbench } = page;
  const noneFound = (): string | null =>
    picked.found === null ? NOTHING_SOUGHT : picked.found.length === 0 ? NOTHING_FOUND : null;
  const go = (step: 1 | -1): void => {
    if (picked.found !== null) page.selectBlock(neighbourFound(picked.found, workbench.block ?? -1, step));
  };
  const show = (stretches: readonly BlockStretch[]): void => {
    if (workbench.frame !== null) page.zoomTo(bytesOf(stretches, workbench.frame.blockSizeBytes));
  };
  const commands: Record<FindCommandId, Entry> = {
    find: {
      title: 'find blocks by state, zone, node, device or address',
      hotkey: 'f',
      guard: () => (workbench.frame === null ? 'No run is on screen.' : null),
      run: () => {
        page.showMap();
        requestAnimationFrame(() => document.querySelector<HTMLElement>(`[${FIND_FIELD}]`)?.focus());
      },
    },
    'find-next': { title: 'to the next block found', hotkey: 'n', guard: noneFound, run: () => go(1) },
    'find-previous': {
      title: 'to the block found before',
      hotkey: 'N',
      guard: noneFound,
      run: () => go(-1),
    },
    'show-found': {
      title: 'show all blocks found on the map',
      hotkey: null,
      guard: noneFound,
      run: () => show(picked.found ?? []),
    },
    'choose-found': {
      title: 'choose all blocks found together',
      hotkey: null,
      guard: noneFound,
      run: () => picked.choose(picked.found ?? []),
    },
    'let-go': {
      title: 'let go of the blocks chosen together',
      hotkey: null,
      guard: () => (blocksIn(picked.chosen) === 0 ? 'No blocks are chosen together.' : null),
      run: () => picked.choose([]),
    },
    'show-inside': {
      title: 'show the inside of the selected block: its pageblocks',
      hotkey: null,
      guard: () => (workbench.block === null ? 'Select a block first.' : null),
      run: () => {
        if (workbench.block !== null) show([{ firstId: workbench.block, lastId: workbench.block }]);
      },
    },
  };
  return grouped('map', commands);
}

/** One command for every node, zone and device of the machine: show it on the map, whole. */
export function placeCommands(page: MapPage, { nodes, zones, devices }: Frame): PageCommand[] {
  const places: readonly { readonly name: string; readonly ranges: readonly ByteRange[] }[] = [
    ...nodes.map(({ nid, presentRanges }) => ({ name: `node${nid}`, ranges: presentRanges })),
    ...zones.map(({ nid, name, presentRanges }) => ({
      name: `zone ${name} of node${nid}`,
      ranges: presentRanges,
    })),
    ...devices.map(({ name, ranges }) => ({
      name,
      ranges: ranges.filter(({ startBytes, endBytes }) => endBytes > startBytes),
    })),
  ];
  return places.map(({ name, ranges }) => ({
    id: `show.${name}`,
    group: 'map',
    title: `show ${name} on the map`,
    hotkey: null,
    guard: () => (ranges.length === 0 ? `${name} has no memory at this step.` : null),
    run: () => page.zoomTo(ranges),
  }));
}
