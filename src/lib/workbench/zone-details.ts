/**
 * What the zones come to at a moment: which zone the next `online` of each offline block would choose and why, the
 * books of the memory groups, and how the ratio of Movable to kernel memory went in the course of the run.
 */
import { BLOCK } from '#lib/machines/memory-block.table.ts';
import { blockStartPfn } from '#lib/hotplug/state/blocks.ts';
import { GROUP_STATIC } from '#lib/hotplug/state/groups.ts';
import type { Kernel } from '#lib/hotplug/state/kernel.ts';
import { MMOP_ONLINE, NUMA_NO_NODE, ZONE_NAMES } from '#lib/hotplug/state/units.ts';
import { autoMovableStats, chooseZone } from '#lib/hotplug/core/zone-selection.ts';
import { validZones } from '#lib/hotplug/userspace/show.ts';
import type { Playable } from './playable.ts';

/** Neighbouring offline blocks for which the same is true. */
export interface OnlineChoice {
  readonly firstId: number;
  readonly lastId: number;
  readonly nid: number;
  /** Zone that a plain `online` chooses now. */
  readonly zone: string;
  /** Why, as a clause. */
  readonly reason: string;
  /** Text of the file valid_zones. */
  readonly validZones: string;
}

export interface GroupView {
  readonly id: number;
  readonly kind: 'static' | 'dynamic';
  readonly nid: number;
  /** Pages of the whole device in a static group, of one unit in a dynamic one. */
  readonly pages: number;
  readonly presentKernelPages: number;
  readonly presentMovablePages: number;
  readonly blocks: number;
}

export interface RatioPoint {
  readonly position: number;
  /** null without kernel pages. */
  readonly percent: number | null;
  readonly limitPercent: number;
}

export interface ZoneDetails {
  readonly choices: readonly OnlineChoice[];
  /** Offline blocks that are not among them, on machines with very many. */
  readonly otherOffline: number;
  readonly groups: readonly GroupView[];
  readonly ratio: readonly RatioPoint[];
}

const MOST_CHOICES_ASKED = 4096;
const MOST_RATIO_POINTS = 240;

/** The clauses of the two policies for people; `chooseZone` names them. */
const CLAUSES: Readonly<Record<string, string>> = {
  'contig-zones: both spans cover it': 'the spans of a kernel zone and of Movable both cover it',
  'contig-zones: inside the span of the kernel zone': 'it lies inside the span of that zone',
  'contig-zones: inside the span of Movable': 'it lies inside the span of Movable',
  'contig-zones: no span covers it':
    'no zone of its node spans it, and contig-zones then takes a kernel zone',
  'auto-movable: ratio is 0': 'auto_movable_ratio is 0',
  'auto-movable: the group already has kernel memory': 'its memory group has memory in a kernel zone already',
  'auto-movable: the unit already has kernel memory': 'its unit has memory in a kernel zone already',
  'auto-movable: the global ratio is used up': 'more Movable memory would go over auto_movable_ratio',
  "auto-movable: the node's ratio is used up":
    'more Movable memory on its node would go over auto_movable_ratio',
  'auto-movable: the ratio allows it': 'auto_movable_ratio allows it',
};

/** What a plain `online` of an offline block would choose now. */
export function onlineChoice(k: Kernel, id: number): { readonly zone: string; readonly reason: string } {
  const { zone, reason } = chooseZone(
    k,
    MMOP_ONLINE,
    k.blocks.nid.get(id),
    k.blocks.group.get(id) - 1,
    blockStartPfn(k, id),
    k.blockPages,
  );
  return { zone: ZONE_NAMES[zone]!, reason: CLAUSES[reason] ?? reason };
}

function choicesNow(k: Kernel): Pick<ZoneDetails, 'choices' | 'otherOffline'> {
  const choices: { -readonly [key in keyof OnlineChoice]: OnlineChoice[key] }[] = [];
  const chart = k.blocks.chart.data;
  let asked = 0;
  let otherOffline = 0;
  for (let id = 0; id < chart.length; id++) {
    if (chart[id] !== BLOCK.OFFLINE) continue;
    if (asked++ >= MOST_CHOICES_ASKED) {
      otherOffline++;
      continue;
    }
    const nid = k.blocks.nid.get(id);
    const valid = validZones(k, id);
    const { zone, reason } = onlineChoice(k, id);
    const last = choices.at(-1);
    const joins =
      last?.lastId === id - 1 &&
      last.nid === nid &&
      last.zone === zone &&
      last.reason === reason &&
      last.validZones === valid;
    if (joins) last.lastId = id;
    else choices.push({ firstId: id, lastId: id, nid, zone, reason, validZones: valid });
  }
  return { choices, otherOffline };
}

function groupsNow({ groups }: Kernel): GroupView[] {
  const views: GroupView[] = [];
  for (let id = 0; id < groups.kind.data.length; id++) {
    const kind = groups.kind.get(id);
    if (kind === 0) continue;
    views.push({
      id,
      kind: kind === GROUP_STATIC ? 'static' : 'dynamic',
      nid: groups.nid.get(id),
      pages: groups.pages.get(id),
      presentKernelPages: groups.presentKernel.get(id),
      presentMovablePages: groups.presentMovable.get(id),
      blocks: groups.blocks.get(id),
    });
  }
  return views;
}

/** The ratio from the start of the run to its end, one point where it or the limit changes. */
export function ratioHistory({ machine: { kernel: k, run }, index }: Playable): RatioPoint[] {
  const place = run.history.position;
  const all = [0, ...index.zoneChanges, run.length];
  const every = Math.max(1, Math.ceil(all.length / MOST_RATIO_POINTS));
  const positions = all.filter((_, i) => i % every === 0 || i === all.length - 1);
  const points: RatioPoint[] = [];
  for (const position of positions) {
    run.history.seek(position);
    const { kernelEarly, movable } = autoMovableStats(k, NUMA_NO_NODE);
    const percent = kernelEarly === 0 ? null : (100 * movable) / kernelEarly;
    const limitPercent = k.policy.autoMovableRatio.value;
    const last = points.at(-1);
    if (last?.percent !== percent || last.limitPercent !== limitPercent) {
      points.push({ position, percent, limitPercent });
    }
  }
  run.history.seek(place);
  return points;
}

/** All of it after `position` steps; `ratio` comes from `ratioHistory`, which is the same at every position. */
export function zoneDetails(
  { machine: { kernel, run } }: Playable,
  position: number,
  ratio: readonly RatioPoint[],
): ZoneDetails {
  run.history.seek(position);
  return { ...choicesNow(kernel), groups: groupsNow(kernel), ratio };
}
