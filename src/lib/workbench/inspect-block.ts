/**
 * The selected block: its files, its chart, its pages, and whether it would go offline now.
 */
import { BLOCK } from '#lib/machines/memory-block.table.ts';
import { blockStartPfn, isOnline, usableRange } from '#lib/hotplug/state/blocks.ts';
import type { Kernel } from '#lib/hotplug/state/kernel.ts';
import { PAGE_CLASS_WORDS, pageRunsOfBlock } from '#lib/hotplug/state/pages.ts';
import { systemRamPages } from '#lib/hotplug/state/resources.ts';
import { hex } from '#lib/hotplug/state/units.ts';
import { forecastOffline } from '#lib/hotplug/core/page-isolation.ts';
import { blockFile } from '#lib/hotplug/userspace/show.ts';
import { onlineChoice as choiceOf } from './zone-details.ts';
import type { BlockInspector, InspectorFile } from './frame.ts';
import type { Playable } from './playable.ts';

const FILES = ['state', 'online', 'valid_zones', 'removable', 'phys_index', 'phys_device'] as const;

type Forecast = NonNullable<BlockInspector['forecast']>;

function forecast(k: Kernel, blockId: number): Forecast | null {
  if (!isOnline(k, blockId)) return null;
  const zone = k.blocks.zone.get(blockId) - 1;
  if (zone < 0) {
    return {
      leaves: false,
      headline: 'Will it go offline? No.',
      reason: `memory_block_offline() returns -EINVAL: the block has no zone of its own, its pages belong to several.`,
    };
  }
  const { startPfn, pages } = usableRange(k, blockId);
  const missing = pages - systemRamPages(k, startPfn, pages);
  if (missing !== 0) {
    return {
      leaves: false,
      headline: 'Will it go offline? No.',
      reason: `offline_pages() returns -EINVAL: ${missing} of its pages lie outside System RAM.`,
    };
  }
  const result = forecastOffline(k, startPfn, pages, zone);
  if (result.kind === 'leaves') {
    return {
      leaves: true,
      headline: 'Will it go offline? Yes.',
      reason: 'Every page is free or can be moved, as far as the model knows.',
    };
  }
  const what = `page ${hex(result.pfn)} is ${PAGE_CLASS_WORDS[result.pageClass]}`;
  return result.kind === 'EBUSY'
    ? {
        leaves: false,
        headline: 'Will it go offline? No.',
        reason: `offline_pages() returns -EBUSY: ${what}.`,
      }
    : {
        leaves: false,
        headline: 'Will it go offline? It never ends.',
        reason: `offline_pages() tries without end: ${what}. Only a signal stops it, with -EINTR.`,
      };
}

function pagesOf(k: Kernel, blockId: number): BlockInspector['pages'] {
  const vmemmapPages = k.blocks.vmemmapPages.get(blockId);
  const runs = pageRunsOfBlock(k, blockId).map(({ pageClass, pages, startPfn }) => ({
    word: PAGE_CLASS_WORDS[pageClass] ?? 'unknown',
    pages,
    firstPfn: startPfn,
  }));
  if (vmemmapPages > 0) {
    runs.push({ word: 'memory map of the block', pages: vmemmapPages, firstPfn: blockStartPfn(k, blockId) });
  }
  const poisoned = k.blocks.poisoned.get(blockId);
  if (poisoned > 0) runs.push({ word: 'poisoned', pages: poisoned, firstPfn: blockStartPfn(k, blockId) });
  return runs;
}

function fileTexts(k: Kernel, blockId: number): Map<string, string> {
  return new Map(FILES.map((name) => [name, blockFile(k, blockId, name) ?? '']));
}

/** The store must stand at `position`; it does so again afterwards. */
export function inspectBlock(playable: Playable, position: number, blockId: number): BlockInspector {
  const { kernel: k, run } = playable.machine;
  const exists = k.blocks.chart.get(blockId) !== BLOCK.ABSENT;
  const now = exists ? fileTexts(k, blockId) : new Map<string, string>();
  const forecastNow = exists ? forecast(k, blockId) : null;
  const onlineChoice = k.blocks.chart.get(blockId) === BLOCK.OFFLINE ? choiceOf(k, blockId) : null;
  const pages = exists ? pagesOf(k, blockId) : [];
  const configuration = k.blocks.chart.get(blockId);
  if (position > 0) run.history.seek(position - 1);
  const before =
    k.blocks.chart.get(blockId) === BLOCK.ABSENT ? new Map<string, string>() : fileTexts(k, blockId);
  run.history.seek(position);
  const files: InspectorFile[] = [...now].map(([name, text]) => ({
    name,
    text,
    changed: position > 0 && before.get(name) !== text,
  }));
  const move = playable.index.lastMove(blockId, position);
  const startBytes = blockId * k.constants.blockSizeBytes;
  return {
    id: blockId,
    exists,
    startBytes,
    endBytes: startBytes + k.constants.blockSizeBytes - 1,
    configuration,
    lastEvent: move?.event ?? null,
    lastEventAt: move?.position ?? null,
    lastEventJustNow: move !== null && move.position === position,
    files,
    directory: `/sys/devices/system/memory/memory${blockId}`,
    forecast: forecastNow,
    pages,
    totalPages: k.blockPages,
    onlineChoice,
  };
}
