/**
 * numactl -H as a program: nodes, their CPUs, memory and distances.
 *
 * Sizes are the managed pages of a node, as MemTotal of its meminfo. How much of that is free the model does not know:
 * it prints all of it as free. Distances are those of the machine.
 */
import { zoneRow } from '../../state/blocks.ts';
import { nodeDistance } from '../../core/nodes.ts';
import type { Kernel } from '../../state/kernel.ts';
import { PAGE_SIZE_BYTES, ZONE_COUNT } from '../../state/units.ts';
import { defineOp, step, type Kfn } from '../../run/effects.ts';
import { kernelFunctions } from '../../run/registry.ts';
import { early, type Program } from './program.ts';
import { toolResult } from './result.ts';

const MIB = 2 ** 20;

function managedMib(k: Kernel, nid: number): number {
  let pages = 0;
  for (let zone = 0; zone < ZONE_COUNT; zone++) pages += k.zones.managed.get(zoneRow(nid, zone));
  return Math.floor((pages * PAGE_SIZE_BYTES) / MIB);
}

/** What `numactl -H` prints. Nodes are those that are online; CPUs of the model all belong to nodes with CPUs. */
export function hardwareText(k: Kernel): string {
  const nodes: number[] = [];
  for (let nid = 0; nid < k.constants.nodeCount; nid++) if (k.nodes.online.get(nid) !== 0) nodes.push(nid);
  const isRow = nodes.every((nid, i) => nid === i);
  const list = isRow && nodes.length > 1 ? `0-${nodes.length - 1}` : nodes.join(',');
  let cpu = 0;
  const lines = [`available: ${nodes.length} nodes (${list})`];
  for (const nid of nodes) {
    const hasCpu = k.nodes.hasCpu.get(nid) !== 0;
    lines.push(
      `node ${nid} cpus:${hasCpu ? ` ${cpu++}` : ''}`,
      `node ${nid} size: ${managedMib(k, nid)} MB`,
      `node ${nid} free: ${managedMib(k, nid)} MB`,
    );
  }
  const number = (value: number): string => String(value).padStart(3);
  lines.push('node distances:', `node ${nodes.map(number).join(' ')} `);
  for (const from of nodes) {
    const row = nodes.map((to) => number(nodeDistance(k, from, to)));
    lines.push(`${number(from)}: ${row.join(' ')} `);
  }
  return `${lines.join('\n')}\n`;
}

const print_hardware = defineOp('numactl', 'read the nodes and print', (k) => k.names.id(hardwareText(k)));

/** numactl -H. */
export function* numactl_hardware(): Kfn {
  const text = yield step(print_hardware);
  return toolResult(0, text);
}

/** The program for a command line (without the name). */
export function compileNumactl(k: Kernel, words: readonly string[]): Program {
  const isHardware = words.length === 1 && ['-H', '--hardware'].includes(words[0]!);
  if (isHardware) return { fn: numactl_hardware, args: [] };
  return early(k, { exitCode: 1, stderr: 'usage: numactl --hardware | -H\n' });
}

kernelFunctions('numactl', { numactl_hardware });
