/**
 * What can be done by hand at a moment: deeds on the selected blocks, on pages, policies, devices, actors, and calls of
 * exported kernel functions. One list for the pane, the menu of a block and the palette.
 */
import { ONLINE_POLICY_WORDS, ONLINE_TYPE_WORDS } from '#lib/hotplug/state/units.ts';
import type { ApiCall, Command } from '#lib/hotplug/userspace/commands.ts';
import { blocksIn, type BlockStretch } from './block-filter.ts';
import { choice, type DeedChoice, type DeedGroup } from './deed-choice.ts';
import { deviceDeeds, plugDeed } from './deeds-devices.ts';
import type { BlockView, Frame } from './frame.ts';

const MEMORY = '/sys/devices/system/memory';
const PARAMETERS = '/sys/module/memory_hotplug/parameters';
const EBUSY = 16;

function write(path: string, text: string): Command {
  return { kind: 'sysfs_write', path, bytes: `${text}\n` };
}

const STATE_WORDS = [
  { word: 'online_movable', title: 'online as Movable' },
  { word: 'online_kernel', title: 'online for the kernel' },
  { word: 'online', title: 'online by the policy' },
  { word: 'offline', title: 'take offline' },
] as const;

/** Deeds on the state of one block. */
export function blockDeeds({ id }: Pick<BlockView, 'id'>): DeedChoice[] {
  return STATE_WORDS.map(({ word, title }) =>
    choice(`block.${word}`, title, write(`${MEMORY}/memory${id}/state`, word)),
  );
}

/** Deeds on the pages of one block: in its middle, where no block keeps its memory map. */
export function pageDeeds({
  startBytes,
  sizeBytes,
}: Pick<BlockView, 'startBytes' | 'sizeBytes'>): DeedChoice[] {
  const pageBytes = startBytes + sizeBytes / 2;
  return [
    choice('pages.pin', 'pin a page', { kind: 'pin', startBytes: pageBytes, pages: 1, how: 'offline' }),
    choice('pages.kernel', 'allocate a kernel page', {
      kind: 'pin',
      startBytes: pageBytes,
      pages: 1,
      how: 'kernel',
    }),
    choice('pages.release', 'release that page', { kind: 'unpin', startBytes: pageBytes }),
    choice(
      'pages.poison',
      'poison a page',
      write(`${MEMORY}/hard_offline_page`, `0x${(pageBytes + 4096).toString(16)}`),
    ),
  ];
}

function notifierDeeds({ startBytes, sizeBytes }: BlockView): DeedChoice[] {
  const rule = (kind: 'notifier_veto' | 'notifier_hold', event: string): Command => ({
    kind,
    event,
    startBytes,
    sizeBytes,
    errno: kind === 'notifier_veto' ? EBUSY : 0,
    count: -1,
  });
  return [
    choice('notifier.veto-online', 'refuse GOING_ONLINE', rule('notifier_veto', 'GOING_ONLINE')),
    choice('notifier.veto-offline', 'refuse GOING_OFFLINE', rule('notifier_veto', 'GOING_OFFLINE')),
    choice('notifier.hold', 'hold GOING_OFFLINE', rule('notifier_hold', 'GOING_OFFLINE')),
    choice('notifier.release', 'let the held event go', { kind: 'notifier_release' }),
    choice('notifier.clear', 'clear all rules', { kind: 'notifier_clear' }),
  ];
}

function callDeeds({ startBytes, sizeBytes }: BlockView): DeedChoice[] {
  const range = { startBytes, sizeBytes };
  const api = (call: string, rest: Partial<ApiCall> = {}): DeedChoice =>
    choice(`call.${call}`, call, { kind: 'api', call, ...range, ...rest });
  return [
    api('online_memory_range', { onlineType: 3 }),
    api('offline_memory'),
    api('offline_and_remove_memory'),
    api('remove_memory'),
  ];
}

function policyDeeds(frame: Frame): DeedChoice[] {
  const defaults = ONLINE_TYPE_WORDS.filter((word) => word !== frame.defaultOnlineType).map((word) =>
    choice(`policy.${word}`, `new blocks: ${word}`, write(`${MEMORY}/auto_online_blocks`, word)),
  );
  const zones = ONLINE_POLICY_WORDS.filter((word) => word !== frame.onlinePolicy).map((word) =>
    choice(`policy.${word}`, `zones by ${word}`, write(`${PARAMETERS}/online_policy`, word)),
  );
  return [...defaults, ...zones];
}

function actorDeeds(frame: Frame): DeedChoice[] {
  return frame.threads.flatMap(({ actor: { name } }) => [
    choice(`signal.int.${name}`, `interrupt ${name}`, { kind: 'signal', actor: name, signal: 'SIGINT' }),
    choice(`signal.kill.${name}`, `kill ${name}`, { kind: 'signal', actor: name, signal: 'SIGKILL' }),
  ]);
}

/** Most blocks that one loop writes to: a link has to hold it. */
const MOST_IN_TURN = 128;

/** One word written to the state files of several blocks, one after the other. */
export interface LoopChoice {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly deeds: readonly Command[];
}

/** Loops over blocks that are chosen together; `tooMany` says why there are none. */
export function loopDeeds(stretches: readonly BlockStretch[]): {
  readonly loops: readonly LoopChoice[];
  readonly tooMany: string | null;
} {
  const count = blocksIn(stretches);
  if (count === 0) return { loops: [], tooMany: null };
  if (count > MOST_IN_TURN) {
    return { loops: [], tooMany: `One loop writes to at most ${MOST_IN_TURN} blocks; ${count} are chosen.` };
  }
  const ids = stretches.flatMap(({ firstId, lastId }) =>
    Array.from({ length: lastId - firstId + 1 }, (_, i) => firstId + i),
  );
  const parts = stretches.map(({ firstId, lastId }) =>
    firstId === lastId ? String(firstId) : `{${firstId}..${lastId}}`,
  );
  const list = parts.length === 1 ? parts[0] : `{${parts.join(',')}}`;
  const loops = STATE_WORDS.map(({ word, title }) => ({
    id: `loop.${word}`,
    title,
    text: `for n in ${list}; do echo ${word} > memory$n/state; done`,
    deeds: ids.map((id) => write(`${MEMORY}/memory${id}/state`, word)),
  }));
  return { loops, tooMany: null };
}

/** Everything that can be done at a moment, by what it concerns; `block` is the selected one. */
export function deedGroups(frame: Frame, block: BlockView | null): DeedGroup[] {
  const groups: DeedGroup[] = [];
  if (block !== null) {
    const name = `memory${block.id}`;
    groups.push(
      { id: 'block', title: name, choices: blockDeeds(block) },
      { id: 'pages', title: `pages of ${name}`, choices: pageDeeds(block) },
    );
  }
  groups.push(
    { id: 'actors', title: 'under way', choices: actorDeeds(frame) },
    ...deviceDeeds(frame),
    { id: 'plug', title: 'more memory', choices: [plugDeed(frame)] },
    { id: 'policy', title: 'policies', choices: policyDeeds(frame) },
  );
  if (block !== null) {
    groups.push(
      { id: 'notifier', title: `notifier, for memory${block.id}`, choices: notifierDeeds(block) },
      { id: 'calls', title: `kernel calls on memory${block.id}`, choices: callDeeds(block) },
    );
  }
  return groups.filter(({ choices }) => choices.length > 0);
}
