/**
 * The map's right margin: the counters of each zone in the row of its bar, so that there is no second table, and
 * what the lanes say in sum.
 */
import type { Frame, ZoneView } from '#lib/workbench/frame.ts';
import { countBlocks } from '#lib/workbench/frame-blocks.ts';
import { zoneKey } from '../map-stage.ts';
import { horizontal, text, type Mark } from '../marks.ts';
import { counted, shortCount, sizeText, thousands } from '../number-text.ts';
import { ratioGauge } from '../ratio-gauge.ts';
import type { Scene } from './scene.ts';

/** Right edges of the columns, from the margin's left edge. */
const COLUMNS = [
  { name: 'start_pfn', right: 66, of: (zone: ZoneView) => zone.startPfn },
  { name: 'spanned', right: 144, of: (zone: ZoneView) => zone.spannedPages },
  { name: 'present', right: 224, of: (zone: ZoneView) => zone.presentPages },
  { name: 'managed', right: 304, of: (zone: ZoneView) => zone.managedPages },
] as const;

/** `56 blocks × 128 MiB` and `50 online, 5 offline, 1 changing`. */
export function blockSummary(frame: Frame): {
  readonly total: string;
  readonly states: string;
} {
  const { total, online, offline, changing } = countBlocks(frame);
  const parts = [
    [online, 'online'],
    [offline, 'offline'],
    [changing, 'changing'],
  ] as const;
  const states = parts.filter(([count]) => count > 0).map(([count, word]) => `${thousands(count)} ${word}`);
  return {
    total: `${counted(total, 'block')} × ${sizeText(frame.blockSizeBytes)}`,
    states: states.join(', '),
  };
}

function tableMarks({ frame, geometry }: Scene, x0: number, x1: number): Mark[] {
  const { ruleY, zones } = geometry;
  if (ruleY === null) return [];
  const head = COLUMNS.map(({ name, right }) =>
    text(`head ${name}`, 'mono small ink2', [x0 + right, ruleY - 4.5], name, 'end'),
  );
  const rows = zones.flatMap(({ of, y }) => {
    const zone = frame.zones.find((one) => zoneKey(one) === zoneKey(of));
    const tone = zone?.changed === true ? ' strong' : '';
    return COLUMNS.map((column) =>
      text(
        `${zoneKey(of)} ${column.name}`,
        `mono size-11${tone}${zone === undefined ? ' ink3' : ''}`,
        [x0 + column.right, y + 9.2],
        shortCount(zone === undefined ? 0 : column.of(zone)),
        'end',
      ),
    );
  });
  return [...head, horizontal('rule', 'hairline', [x0, x1, ruleY]), ...rows];
}

export function marginMarks(scene: Scene): Mark[] {
  const { margin, iomem, blocks, strip } = scene.geometry;
  if (margin === null) return [];
  const { x0, x1 } = margin;
  const { total, states } = blockSummary(scene.frame);
  return [
    text('total', 'size-12', [x0, strip.y + 4], total),
    text('states', 'size-11 ink2', [x0, strip.y + 18], states),
    text('iomem key', 'small ink2', [x0, iomem.y + 11], 'underlined: BUSY. Outlined: not BUSY.'),
    ...tableMarks(scene, x0, x1),
    ...ratioGauge(scene.frame, { x: x0, y: blocks.y, widthPx: x1 - x0 }),
  ];
}
