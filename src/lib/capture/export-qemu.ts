/**
 * The machine of a state for QEMU, as options of its command line. export-qmp.ts plugs devices while it runs. Memory is
 * not reserved on the host: what the guest does not touch is not needed, so that large machines start on small ones.
 */
import type { Kernel } from '#lib/hotplug/state/kernel.ts';
import { hex } from '#lib/hotplug/state/units.ts';
import { fitsItsPlace, qemuMachine, sizeWord, type PlacedDevice, type QemuMachine } from './qemu-machine.ts';
import { quoteWord } from './shell-quote.ts';

/** An option with its value and what it is for. */
export interface QemuOption {
  readonly argv: readonly string[];
  readonly why: string;
}

/** `addr=` where QEMU can put the device there, and a sentence where it cannot. */
function placeOf(
  machine: QemuMachine,
  device: PlacedDevice,
  property: string,
): { word: string; note: string } {
  if (fitsItsPlace(machine, device)) return { word: `,${property}=${hex(device.startBytes)}`, note: '' };
  const note = ` QEMU chooses its address: ${hex(device.startBytes)} is below its room for devices.`;
  return { word: '', note };
}

function machineOptions(machine: QemuMachine): QemuOption[] {
  const { bootBytes, maxBytes, slots, dax } = machine;
  return [
    { argv: ['-machine', dax.length === 0 ? 'q35' : 'q35,nvdimm=on'], why: 'A PC with memory devices.' },
    {
      argv: ['-m', `${sizeWord(bootBytes)},slots=${slots},maxmem=${sizeWord(maxBytes)}`],
      why: 'Boot memory, and room for what is plugged later. QEMU has its own holes below 4 GiB.',
    },
  ];
}

function nodeOptions(k: Kernel, { boot }: QemuMachine): QemuOption[] {
  const options: QemuOption[] = [];
  let cpus = 0;
  for (let nid = 0; nid < k.constants.nodeCount; nid++) {
    const size = boot.get(nid);
    const cpu = k.nodes.hasCpu.get(nid) === 0 ? '' : `,cpus=${cpus++}`;
    if (size === undefined) {
      options.push({
        argv: ['-numa', `node,nodeid=${nid}${cpu}`],
        why: `Node ${nid} has no memory at boot.`,
      });
      continue;
    }
    options.push(
      {
        argv: ['-object', `memory-backend-ram,id=ram${nid},size=${sizeWord(size)},reserve=off`],
        why: `Boot memory of node ${nid}.`,
      },
      { argv: ['-numa', `node,nodeid=${nid}${cpu},memdev=ram${nid}`], why: `Node ${nid}.` },
    );
  }
  const smp = { argv: ['-smp', String(Math.max(1, cpus))], why: 'One processor for each node that has any.' };
  return [smp, ...options];
}

function dimmOptions(machine: QemuMachine): QemuOption[] {
  return machine.dimms.flatMap((dimm) => {
    const { id, sizeBytes, nid } = dimm;
    const { word, note } = placeOf(machine, dimm, 'addr');
    return [
      {
        argv: ['-object', `memory-backend-ram,id=mem-${id},size=${sizeWord(sizeBytes)},reserve=off`],
        why: `Memory of the DIMM ${id}.`,
      },
      {
        argv: ['-device', `pc-dimm,id=${id},memdev=mem-${id},node=${nid}${word}`],
        why: `The DIMM ${id}.${note}`,
      },
    ];
  });
}

function virtioOptions(machine: QemuMachine): QemuOption[] {
  return machine.virtio.flatMap((device) => {
    const { id, sizeBytes, nid, requestedBytes, deviceBlockBytes } = device;
    const { word, note } = placeOf(machine, device, 'memaddr');
    const sizes = `block-size=${sizeWord(deviceBlockBytes)},requested-size=${sizeWord(requestedBytes)}`;
    return [
      {
        argv: ['-object', `memory-backend-ram,id=mem-${id},size=${sizeWord(sizeBytes)},reserve=off`],
        why: `Most memory that ${id} can give.`,
      },
      {
        argv: ['-device', `virtio-mem-pci,id=${id},memdev=mem-${id},node=${nid},${sizes}${word}`],
        why: `The virtio-mem device ${id}, asked for what it is asked for now.${note}`,
      },
    ];
  });
}

function daxOptions({ dax }: QemuMachine): QemuOption[] {
  return dax.flatMap(({ name, id, sizeBytes, nid }) => [
    {
      argv: [
        '-object',
        `memory-backend-file,id=mem-${id},share=on,mem-path=${id}.img,size=${sizeWord(sizeBytes)}`,
      ],
      why: `A file that stands for the memory of ${name}.`,
    },
    {
      argv: ['-device', `nvdimm,id=${id},memdev=mem-${id},node=${nid},label-size=2M`],
      why: 'An NVDIMM; in the guest `ndctl create-namespace -m devdax` makes a dax device of it. QEMU chooses its address.',
    },
  ]);
}

/** Options for qemu-system-x86_64 that make a machine with the same memory, devices plugged. */
export function qemuOptions(k: Kernel, machine: QemuMachine = qemuMachine(k)): QemuOption[] {
  return [
    ...machineOptions(machine),
    ...nodeOptions(k, machine),
    ...dimmOptions(machine),
    ...virtioOptions(machine),
    ...daxOptions(machine),
  ];
}

/** The command line, one option on each line. */
export function qemuCommandLine(k: Kernel): string {
  const options = qemuOptions(k).map(({ argv }) => `  ${argv.map(quoteWord).join(' ')}`);
  return `qemu-system-x86_64 \\\n${options.join(' \\\n')}\n`;
}
