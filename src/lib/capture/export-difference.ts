/**
 * From one state of a machine to another, as commands: writes to sysfs, chmem, or daxctl.
 */
import type { ExportLine, ExportScript } from './export-script.ts';
import { MOVABLE, type ExportBlock, type ExportDax, type ExportState } from './export-state.ts';

/** How the blocks are moved; by daxctl where all blocks of a device go the same way, else by sysfs. */
export type BlockCommands = 'sysfs' | 'chmem' | 'daxctl';

interface Move {
  readonly id: number;
  readonly to: string;
}

function hexRange(first: number, last: number, blockSizeBytes: number): string {
  const start = (first * blockSizeBytes).toString(16);
  const end = ((last + 1) * blockSizeBytes - 1).toString(16);
  return `0x${start}-0x${end}`;
}

/** Neighbours with the same aim as ranges. */
function ranges(moves: readonly Move[]): { first: number; last: number; to: string }[] {
  const joined: { first: number; last: number; to: string }[] = [];
  for (const { id, to } of moves) {
    const range = joined.at(-1);
    if (range?.last === id - 1 && range.to === to) range.last = id;
    else joined.push({ first: id, last: id, to });
  }
  return joined;
}

const onlineWord = (zone: string): string => (zone === MOVABLE ? 'online_movable' : 'online_kernel');

function sysfsLines(moves: readonly Move[]): ExportLine[] {
  return moves.map(({ id, to }) => {
    const word = to === 'offline' ? 'offline' : onlineWord(to);
    const why = to === 'offline' ? `memory${id} goes offline.` : `memory${id} goes online in zone ${to}.`;
    return {
      action: { kind: 'write', path: `/sys/devices/system/memory/memory${id}/state`, text: word },
      why,
    };
  });
}

function chmemLines(moves: readonly Move[], blockSizeBytes: number): ExportLine[] {
  return ranges(moves).map(({ first, last, to }) => {
    const range = hexRange(first, last, blockSizeBytes);
    const blocks = first === last ? `memory${first} goes` : `memory${first} to memory${last} go`;
    if (to === 'offline') {
      return { action: { kind: 'run', argv: ['chmem', '-d', range] }, why: `${blocks} offline.` };
    }
    return {
      action: { kind: 'run', argv: ['chmem', '-e', '-z', to, range] },
      why: `${blocks} online in ${to}.`,
    };
  });
}

/** Moves with those left out that a line for a whole device does. */
interface DaxctlLines {
  readonly lines: readonly ExportLine[];
  readonly rest: readonly Move[];
}

const daxctl = (command: string, { name }: ExportDax, why: string): ExportLine => ({
  action: { kind: 'run', argv: ['daxctl', command, name] },
  why: `${name}: ${why}`,
});

/** `offline-memory` takes all blocks of a device that are online: only where every one of them has to go. */
function daxctlOffline(moves: readonly Move[], before: ExportState): DaxctlLines {
  const going = new Set(moves.map(({ id }) => id));
  const whole = before.dax.filter(({ blocks, driver }) => {
    const online = before.blocks.filter(({ id, zone }) => blocks.includes(id) && zone !== 'offline');
    return driver === 'kmem' && online.length > 0 && online.every(({ id }) => going.has(id));
  });
  const done = new Set(whole.flatMap(({ blocks }) => blocks));
  return {
    lines: whole.map((device) => daxctl('offline-memory', device, 'all of its blocks go offline.')),
    rest: moves.filter(({ id }) => !done.has(id)),
  };
}

/** `online-memory` brings all blocks of a device that are offline to Movable: only where that is wanted of each. */
function daxctlOnline(moves: readonly Move[], after: ExportState): DaxctlLines {
  const coming = new Map(moves.map(({ id, to }) => [id, to]));
  const whole = after.dax.filter(({ blocks, driver }) => {
    const own = after.blocks.filter(({ id }) => blocks.includes(id));
    const moved = own.filter(({ id }) => coming.has(id));
    return (
      driver === 'kmem' &&
      moved.length > 0 &&
      moved.every(({ id }) => coming.get(id) === MOVABLE) &&
      own.every(({ zone }) => zone !== 'offline')
    );
  });
  const done = new Set(whole.flatMap(({ blocks }) => blocks));
  return {
    lines: whole.map((device) => daxctl('online-memory', device, 'all of its blocks go online in Movable.')),
    rest: moves.filter(({ id }) => !done.has(id)),
  };
}

function settingLines(before: ExportState, after: ExportState): ExportLine[] {
  return [...after.settings]
    .filter(([path, text]) => before.settings.get(path) !== text)
    .map(([path, text]) => ({
      action: { kind: 'write', path, text },
      why: `The setting ${path.split('/').at(-1)} becomes ${text}.`,
    }));
}

function daxLines(before: ExportDax | undefined, after: ExportDax): ExportLine[] {
  const { name, driver, attribute } = after;
  if (before?.driver !== driver) {
    if (driver === 'kmem') {
      // Its blocks come to their zones by the lines for blocks.
      const argv = ['daxctl', 'reconfigure-device', '-m', 'system-ram', '--no-online', '--force', name];
      return [{ action: { kind: 'run', argv }, why: `${name} becomes memory of the system.` }];
    }
    if (driver === 'device_dax') {
      const argv = ['daxctl', 'reconfigure-device', '-m', 'devdax', '--force', name];
      return [{ action: { kind: 'run', argv }, why: `${name} becomes a device of its own.` }];
    }
    const path = `/sys/bus/dax/drivers/${before?.driver ?? 'kmem'}/unbind`;
    return [{ action: { kind: 'write', path, text: name }, why: `${name} is let go by its driver.` }];
  }
  if (attribute !== null && before.attribute?.word !== attribute.word && attribute.word !== 'offline') {
    return [
      {
        action: { kind: 'write', path: attribute.path, text: attribute.word },
        why: `${name} changes to ${attribute.word}.`,
      },
    ];
  }
  return [];
}

const idsText = (ids: readonly number[]): string =>
  ranges(ids.map((id) => ({ id, to: '' })))
    .map(({ first, last }) => (first === last ? `memory${first}` : `memory${first} to memory${last}`))
    .join(', ');

/**
 * Commands that bring a machine from one state to another: devices first, then what goes offline from the top down, then
 * what goes online, the settings last, so that they do not interfere.
 */
export function exportDifference(
  title: string,
  before: ExportState,
  after: ExportState,
  blockCommands: BlockCommands,
): ExportScript {
  const known = new Map(before.blocks.map((block) => [block.id, block]));
  const then = new Map(after.blocks.map((block) => [block.id, block]));
  const changes = after.blocks.flatMap((block) => {
    const old = known.get(block.id);
    const from = old?.zone ?? 'offline';
    return from === block.zone ? [] : [{ block, from }];
  });
  const canMove = ({ zone }: Pick<ExportBlock, 'zone'>): boolean => zone !== 'none';
  const offline = changes
    .filter(({ from }) => from !== 'offline' && from !== 'none')
    .map(({ block }) => ({ id: block.id, to: 'offline' }));
  const online = changes
    .filter(({ block }) => block.zone !== 'offline' && canMove(block))
    .map(({ block }) => ({ id: block.id, to: block.zone }));
  const toLines = (moves: readonly Move[]): ExportLine[] =>
    blockCommands === 'chmem' ? chmemLines(moves, after.blockSizeBytes) : sysfsLines(moves);
  const byDevice = blockCommands === 'daxctl';
  const down: DaxctlLines = byDevice ? daxctlOffline(offline, before) : { lines: [], rest: offline };
  const up: DaxctlLines = byDevice ? daxctlOnline(online, after) : { lines: [], rest: online };
  const gone = before.blocks.filter(({ id }) => !then.has(id)).map(({ id }) => id);
  const added = after.blocks.filter(({ id }) => !known.has(id)).map(({ id }) => id);
  return {
    title,
    lines: [
      ...after.dax.flatMap((device) =>
        daxLines(
          before.dax.find(({ name }) => name === device.name),
          device,
        ),
      ),
      ...down.lines,
      ...toLines(down.rest).reverse(),
      ...toLines(up.rest),
      ...up.lines,
      ...settingLines(before, after),
    ],
    omitted: [
      ...(added.length === 0
        ? []
        : [`${idsText(added)} must be there: they come with their device or DIMM.`]),
      ...(gone.length === 0 ? [] : [`${idsText(gone)} must be gone: they go with their device or DIMM.`]),
    ],
  };
}
