/**
 * Short ways to write the steps of built-in scenarios; each carries the text that people would write.
 */
import type { ApiCall, Command } from '#lib/hotplug/userspace/commands.ts';
import { describeCommand } from './describe-command.ts';
import type { ScenarioStep } from './scenario.ts';

const MEMORY = '/sys/devices/system/memory';

/** A command of an actor, described as the page describes commands. */
export function does(actor: string, command: Command): ScenarioStep {
  return { actor, command, text: describeCommand(command) };
}

/** `echo TEXT > PATH` in a shell. */
export function echo(text: string, path: string, actor = 'user'): ScenarioStep {
  return does(actor, { kind: 'sysfs_write', path, bytes: `${text}\n` });
}

/** Writes the state file of a block. */
export function setState(block: number, word: string, actor = 'user'): ScenarioStep {
  return echo(word, `${MEMORY}/memory${block}/state`, actor);
}

/** Chooses what becomes of new blocks. */
export function setPolicy(word: string): ScenarioStep {
  return echo(word, `${MEMORY}/auto_online_blocks`);
}

/** Plugs a DIMM into the machine. */
export function plug(id: string, startBytes: number, sizeBytes: number, nid: number): ScenarioStep {
  return does('machine', { kind: 'device_add', id, startBytes, sizeBytes, nid });
}

export function unplug(id: string): ScenarioStep {
  return does('machine', { kind: 'device_del', id });
}

/** A call of an exported kernel function by a driver. */
export function calls(call: string, rest: Omit<ApiCall, 'kind' | 'call'>): ScenarioStep {
  return does('driver', { kind: 'api', call, ...rest });
}
