/**
 * QMP commands for a machine that runs: plugs the DIMMs and NVDIMMs of a state, asks virtio-mem devices for their size.
 */
import type { Kernel } from '#lib/hotplug/state/kernel.ts';
import { fitsItsPlace, qemuMachine, sizeWord } from './qemu-machine.ts';

/** One QMP command, to send as one line. */
export interface QmpLine {
  readonly json: string;
  readonly why: string;
}

const LABEL_BYTES = 2 ** 21;

const qmp = (execute: string, args: Readonly<Record<string, unknown>>, why: string): QmpLine => ({
  json: JSON.stringify(Object.keys(args).length === 0 ? { execute } : { execute, arguments: args }),
  why,
});

/**
 * QMP commands that plug the devices of a state into a machine without them, and set what virtio-mem is asked for. A
 * virtio-mem device itself stands on the command line: the root bus of q35 takes none later.
 */
export function qmpCommands(k: Kernel): QmpLine[] {
  const machine = qemuMachine(k);
  const { dimms, virtio, dax } = machine;
  const plugged = dimms.flatMap((dimm) => {
    const { id, sizeBytes, nid, startBytes } = dimm;
    const place = fitsItsPlace(machine, dimm) ? { addr: startBytes } : {};
    return [
      qmp(
        'object-add',
        { 'qom-type': 'memory-backend-ram', id: `mem-${id}`, size: sizeBytes, reserve: false },
        `Memory for the DIMM ${id}.`,
      ),
      qmp(
        'device_add',
        { driver: 'pc-dimm', id, memdev: `mem-${id}`, node: nid, ...place },
        `The DIMM ${id} is plugged.`,
      ),
    ];
  });
  const nvdimms = dax.flatMap(({ name, id, sizeBytes, nid }) => [
    qmp(
      'object-add',
      {
        'qom-type': 'memory-backend-file',
        id: `mem-${id}`,
        size: sizeBytes,
        share: true,
        'mem-path': `${id}.img`,
      },
      `A file for the memory of ${name}.`,
    ),
    qmp(
      'device_add',
      { driver: 'nvdimm', id, memdev: `mem-${id}`, node: nid, 'label-size': LABEL_BYTES },
      `An NVDIMM for ${name} is plugged; the machine needs nvdimm=on.`,
    ),
  ]);
  const asked = virtio.map(({ id, requestedBytes }) =>
    qmp(
      'qom-set',
      { path: `/machine/peripheral/${id}`, property: 'requested-size', value: requestedBytes },
      `${id} is asked for ${sizeWord(requestedBytes)}.`,
    ),
  );
  const all = [...plugged, ...nvdimms, ...asked];
  return all.length === 0
    ? []
    : [qmp('qmp_capabilities', {}, 'A monitor takes commands after this.'), ...all];
}
