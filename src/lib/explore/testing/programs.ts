/**
 * Small programs for tests and measurements, written as data.
 */
import { MMOP_ONLINE_MOVABLE } from '#lib/hotplug/state/units.ts';
import type { Command } from '#lib/hotplug/userspace/commands.ts';
import type { Deed } from '#lib/scenario/deed.ts';
import { describeDeed } from '#lib/scenario/deed.ts';
import { labMachine, MIB } from '#lib/scenario/lab-machine.ts';
import type { Program, ProgramActor, ProgramLine } from '#lib/scenario/program.ts';
import type { VariantId } from '#lib/hotplug/variants/variant.ts';

const BLOCK = 128 * MIB;

export function line(deed: Deed, result: string | null = null): ProgramLine {
  return { deed, result, text: describeDeed(deed), line: 0 };
}

export function actor(name: string, ...lines: readonly ProgramLine[]): ProgramActor {
  return { name, lines, isDaemon: false };
}

export function setState(block: number, word: string): Command {
  return {
    kind: 'sysfs_write',
    path: `/sys/devices/system/memory/memory${block}/state`,
    bytes: `${word}\n`,
  };
}

export function setPolicy(word: string): Command {
  return { kind: 'sysfs_write', path: '/sys/devices/system/memory/auto_online_blocks', bytes: `${word}\n` };
}

export function addRange(startBlock: number, blocks: number): Command {
  return {
    kind: 'api',
    call: 'add_memory_driver_managed',
    nid: 1,
    startBytes: startBlock * BLOCK,
    sizeBytes: blocks * BLOCK,
    resourceName: 'System RAM (kmem)',
    flags: 0,
    onlineType: MMOP_ONLINE_MOVABLE,
  };
}

export function offlineAndRemove(startBlock: number, blocks: number): Command {
  return {
    kind: 'api',
    call: 'offline_and_remove_memory',
    startBytes: startBlock * BLOCK,
    sizeBytes: blocks * BLOCK,
  };
}

/** A page of the block that migration cannot move, held by somebody. */
export function pin(block: number): Command {
  return { kind: 'pin', startBytes: block * BLOCK + 64 * MIB, pages: 1, how: 'kernel' };
}

export function unpin(block: number): Command {
  return { kind: 'unpin', startBytes: block * BLOCK + 64 * MIB };
}

/** Two ranges of `blocksPerRange` blocks, online in ZONE_MOVABLE, and whoever acts on them. */
export function twoRanges(
  variant: VariantId,
  blocksPerRange: number,
  actors: readonly ProgramActor[],
  rest: Partial<Program> = {},
): Program {
  return {
    title: 'two ranges',
    about: '',
    variant,
    machine: labMachine,
    init: [addRange(32, blocksPerRange), addRange(40, blocksPerRange)].map((deed) => ({
      ...line(deed),
      actor: 'driver',
    })),
    actors,
    conditions: [],
    ...rest,
  };
}

/**
 * The scenario that measurements compare themselves with: a driver removes two ranges of four blocks, a shell writes
 * a state file, somebody pins a page, lets it go, changes the policy and sends the driver a signal.
 */
export function referenceProgram(variant: VariantId = 'v1p3'): Program {
  return twoRanges(variant, 4, [
    actor('driver', line(offlineAndRemove(32, 4), 'r1'), line(offlineAndRemove(40, 4), 'r2')),
    actor('user', line(setState(33, 'offline'), 'r3'), line(setState(33, 'online'), 'r4')),
    actor(
      'agent',
      line(pin(42)),
      line(unpin(42)),
      line(setPolicy('online_kernel')),
      line({ kind: 'signal', actor: 'driver', signal: 'SIGINT' }),
    ),
  ]);
}

/**
 * The same with shells that touch every block: 1.4 million states.
 */
export function millionProgram(variant: VariantId = 'v1p3'): Program {
  const blocks = [32, 33, 34, 35, 40, 41, 42, 43];
  return twoRanges(variant, 4, [
    actor(
      'driver',
      line(offlineAndRemove(32, 4), 'r1'),
      line(addRange(32, 4)),
      line(offlineAndRemove(40, 4), 'r2'),
      line(addRange(40, 4)),
    ),
    actor(
      'user',
      ...blocks.flatMap((block) => [
        line(setState(block, 'offline')),
        line(setState(block, 'online_movable')),
      ]),
    ),
    actor(
      'agent',
      ...[...blocks, ...blocks.toReversed()].flatMap((block) => [
        line(pin(block)),
        line(unpin(block)),
        line(setPolicy(block % 2 === 0 ? 'online_kernel' : 'online_movable')),
      ]),
      line({ kind: 'signal', actor: 'driver', signal: 'SIGINT' }),
    ),
  ]);
}
