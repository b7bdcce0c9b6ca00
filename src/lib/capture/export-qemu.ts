/**
 * The machine of a state for QEMU: its command line, and QMP commands that plug its memory devices.
 */
import type { Kernel } from '#lib/hotplug/state/kernel.ts';
import { hex, PAGE_SIZE_BYTES } from '#lib/hotplug/state/units.ts';
import { quoteWord } from './shell-quote.ts';

/** An option with its value and what it is for. */
export interface QemuOption {
  readonly argv: readonly string[];
  readonly why: string;
}

/** One QMP command, to send as one line. */
export interface QmpLine {
  readonly json: string;
  readonly why: string;
}

const MIB = 2 ** 20;
const sizeWord = (bytes: number): string => `${Math.ceil(bytes / MIB)}M`;

interface Dimm {
  readonly id: string;
  readonly startBytes: number;
  readonly sizeBytes: number;
  readonly nid: number;
}

function dimmsOf(k: Kernel): Dimm[] {
  const dimms: Dimm[] = [];
  for (let slot = 0; slot < k.dimms.state.data.length; slot++) {
    if (k.dimms.state.get(slot) === 0) continue;
    dimms.push({
      id: k.names.text(k.dimms.name.get(slot)),
      startBytes: k.dimms.startBytes.get(slot),
      sizeBytes: k.dimms.sizeBytes.get(slot),
      nid: k.dimms.nid.get(slot),
    });
  }
  return dimms;
}

interface VirtioMem extends Dimm {
  readonly requestedBytes: number;
  readonly deviceBlockBytes: number;
}

function virtioMemOf(k: Kernel): VirtioMem[] {
  return Array.from({ length: k.virtio.count.value }, (_, i) => ({
    id: k.names.text(k.virtio.name.get(i)),
    startBytes: k.virtio.startBytes.get(i),
    sizeBytes: k.virtio.regionBytes.get(i),
    nid: k.virtio.nid.get(i),
    requestedBytes: k.virtio.requestedBytes.get(i),
    deviceBlockBytes: k.virtio.deviceBlockBytes.get(i),
  }));
}

/** Boot memory of each node in bytes, whole mebibytes. */
function bootMemory(k: Kernel): Map<number, number> {
  const bytes = new Map<number, number>();
  for (const { startPfn, endPfn, nid } of k.constants.firmwareRanges) {
    bytes.set(nid, (bytes.get(nid) ?? 0) + (endPfn - startPfn) * PAGE_SIZE_BYTES);
  }
  return new Map([...bytes].map(([nid, size]) => [nid, Math.ceil(size / MIB) * MIB]));
}

/** Size of the regions of the dax devices. */
function daxOf(k: Kernel): { readonly name: string; readonly sizeBytes: number; readonly nid: number }[] {
  return Array.from({ length: k.dax.count.value }, (_, i) => ({
    name: k.names.text(k.dax.name.get(i)),
    sizeBytes: k.dax.regionEndBytes.get(i) - k.dax.regionStartBytes.get(i),
    nid: k.dax.targetNode.get(i),
  }));
}

/** Options for qemu-system-x86_64 that make a machine with the same memory, devices plugged. */
export function qemuOptions(k: Kernel): QemuOption[] {
  const boot = bootMemory(k);
  const dimms = dimmsOf(k);
  const virtio = virtioMemOf(k);
  const dax = daxOf(k);
  const total = [...boot.values()].reduce((sum, size) => sum + size, 0);
  const more = [...dimms, ...virtio, ...dax].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const slots = dimms.length + dax.length + 8;
  const machine = dax.length === 0 ? 'q35' : 'q35,nvdimm=on';
  const options: QemuOption[] = [
    { argv: ['-machine', machine], why: 'A PC with memory devices.' },
    {
      argv: ['-m', `${sizeWord(total)},slots=${slots},maxmem=${sizeWord(2 * (total + more) + 2 ** 30)}`],
      why: 'Boot memory, and room for what is plugged later.',
    },
  ];
  for (let nid = 0; nid < k.constants.nodeCount; nid++) {
    const size = boot.get(nid);
    const cpus = k.nodes.hasCpu.get(nid) === 0 ? '' : `,cpus=${nid === 0 ? '0' : String(nid)}`;
    if (size === undefined) {
      options.push({
        argv: ['-numa', `node,nodeid=${nid}${cpus}`],
        why: `Node ${nid} has no memory at boot.`,
      });
      continue;
    }
    options.push(
      {
        argv: ['-object', `memory-backend-ram,id=ram${nid},size=${sizeWord(size)}`],
        why: `Boot memory of node ${nid}.`,
      },
      { argv: ['-numa', `node,nodeid=${nid}${cpus},memdev=ram${nid}`], why: `Node ${nid}.` },
    );
  }
  for (const { id, startBytes, sizeBytes, nid } of dimms) {
    options.push(
      {
        argv: ['-object', `memory-backend-ram,id=mem-${id},size=${sizeWord(sizeBytes)}`],
        why: `Memory of the DIMM ${id}.`,
      },
      {
        argv: ['-device', `pc-dimm,id=${id},memdev=mem-${id},node=${nid},addr=${hex(startBytes)}`],
        why: `The DIMM ${id}.`,
      },
    );
  }
  for (const { id, startBytes, sizeBytes, nid, requestedBytes, deviceBlockBytes } of virtio) {
    const properties = `memaddr=${hex(startBytes)},block-size=${sizeWord(deviceBlockBytes)},requested-size=${sizeWord(requestedBytes)}`;
    options.push(
      {
        argv: ['-object', `memory-backend-ram,id=mem-${id},size=${sizeWord(sizeBytes)}`],
        why: `Most memory that ${id} can give.`,
      },
      {
        argv: ['-device', `virtio-mem-pci,id=${id},memdev=mem-${id},node=${nid},${properties}`],
        why: `The virtio-mem device ${id}, asked for what it is asked for now.`,
      },
    );
  }
  for (const { name, sizeBytes, nid } of dax) {
    const id = name.replace('.', '-');
    const file = `memory-backend-file,id=mem-${id},share=on,mem-path=${id}.img,size=${sizeWord(sizeBytes)}`;
    options.push(
      { argv: ['-object', file], why: `A file that stands for the memory of ${name}.` },
      {
        argv: ['-device', `nvdimm,id=${id},memdev=mem-${id},node=${Math.max(nid, 0)},label-size=2M`],
        why: `An NVDIMM; in the guest \`ndctl create-namespace -m devdax\` makes a dax device of it. QEMU chooses its address.`,
      },
    );
  }
  return options;
}

/** The command line, one option on each line. */
export function qemuCommandLine(k: Kernel): string {
  const options = qemuOptions(k).map(({ argv }) => `  ${argv.map(quoteWord).join(' ')}`);
  return `qemu-system-x86_64 \\\n${options.join(' \\\n')}\n`;
}

const qmp = (execute: string, args: Readonly<Record<string, unknown>>, why: string): QmpLine => ({
  json: JSON.stringify({ execute, arguments: args }),
  why,
});

/** QMP commands that plug the devices of a state into a machine without them, and set what virtio-mem is asked for. */
export function qmpCommands(k: Kernel): QmpLine[] {
  const plug = dimmsOf(k).flatMap(({ id, startBytes, sizeBytes, nid }) => [
    qmp(
      'object-add',
      { 'qom-type': 'memory-backend-ram', id: `mem-${id}`, size: sizeBytes },
      `Memory for the DIMM ${id}.`,
    ),
    qmp(
      'device_add',
      { driver: 'pc-dimm', id, memdev: `mem-${id}`, node: nid, addr: startBytes },
      `The DIMM ${id} is plugged.`,
    ),
  ]);
  const ask = virtioMemOf(k).map(({ id, requestedBytes }) =>
    qmp(
      'qom-set',
      { path: `/machine/peripheral/${id}`, property: 'requested-size', value: requestedBytes },
      `${id} is asked for ${sizeWord(requestedBytes)}.`,
    ),
  );
  return [...plug, ...ask];
}
