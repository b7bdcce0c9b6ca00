/**
 * numactl (2.0.16) as a program: -H, nodes with their CPUs, memory and distances; -s, where it may run and allocate.
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
import { flag, getopt } from './getopt.ts';
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

/** What `numactl -s` prints of a shell that nobody has bound to anything. */
function policyText(k: Kernel): string {
  const numbers = (isIn: (nid: number) => boolean): string => {
    let text = '';
    for (let nid = 0; nid < k.constants.nodeCount; nid++) if (isIn(nid)) text += `${nid} `;
    return text;
  };
  const withCpu = numbers((nid) => k.nodes.hasCpu.get(nid) !== 0);
  const cpus = withCpu.split(' ').slice(0, -1);
  return [
    'policy: default',
    'preferred node: current',
    `physcpubind: ${cpus.map((_, cpu) => `${cpu} `).join('')}`,
    `cpubind: ${withCpu}`,
    `nodebind: ${withCpu}`,
    `membind: ${numbers((nid) => k.nodes.hasMemory.get(nid) !== 0)}`,
    'preferred: \n',
  ].join('\n');
}

const print_policy = defineOp('numactl', 'read the nodes and print', (k) => k.names.id(policyText(k)));

/** numactl -s. */
export function* numactl_show(): Kfn {
  const text = yield step(print_policy);
  return toolResult(0, text);
}

const OPTIONS = [flag('H', 'hardware'), flag('s', 'show')];
const USAGE = `usage: numactl [--all | -a] [--balancing | -b] [--interleave= | -i <nodes>]
		[--preferred= | -p <node>] [--preferred-many= | -P <nodes>]
               [--physcpubind= | -C <cpus>] [--cpunodebind= | -N <nodes>]
               [--membind= | -m <nodes>] [--localalloc | -l] command args ...
               [--localalloc | -l] command args ...
       numactl [--show | -s]
       numactl [--hardware | -H]
       numactl [--length | -L <length>] [--offset | -o <offset>] [--shmmode | -M <shmmode>]
               [--strict | -t]
               [--shmid | -I <id>] --shm | -S <shmkeyfile>
               [--shmid | -I <id>] --file | -f <tmpfsfile>
               [--huge | -u] [--touch | -T] 
               memory policy [--dump | -d] [--dump-nodes | -D]

memory policy is --interleave | -i, --preferred | -p, --membind | -m, --localalloc | -l
<nodes> is a comma delimited list of node numbers or A-B ranges or all.
Instead of a number a node can also be:
  netdev:DEV the node connected to network device DEV
  file:PATH  the node the block device of path is connected to
  ip:HOST    the node of the network device host routes through
  block:PATH the node of block device path
  pci:[seg:]bus:dev[:func] The node of a PCI device
<cpus> is a comma delimited list of cpu numbers or A-B ranges or all
all ranges can be inverted with !
all numbers and ranges can be made cpuset-relative with +
the old --cpubind argument is deprecated.
use --cpunodebind or --physcpubind instead
use --balancing | -b to enable Linux kernel NUMA balancing
for the process if it is supported by kernel
<length> can have g (GB), m (MB) or k (KB) suffixes
`;

/** The program for a command line (without the name). */
export function compileNumactl(k: Kernel, words: readonly string[]): Program {
  const read = getopt(OPTIONS, words);
  const [first] = read.options;
  if (first !== undefined) return { fn: first.name === 'show' ? numactl_show : numactl_hardware, args: [] };
  return early(k, { exitCode: 1, stderr: read.ok ? USAGE : `numactl: ${read.message}\n${USAGE}` });
}

kernelFunctions('numactl', { numactl_hardware, numactl_show });
