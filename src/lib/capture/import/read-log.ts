/**
 * Lines of the kernel log that speak of hotplug: block size, command line, hot-pluggable ranges, virtio-mem devices.
 * Others are passed over without a word: logs are long.
 */
import type { Facts, SeenNode, SeenVirtioMem } from './facts.ts';
import { decimal, hexNumber, MOST_NODES, type Reader } from './reading.ts';

/** Time stamps of dmesg (also -T, -H) and of the journal. */
const STAMP =
  /^(?:<\d+>)?(?:\[[ \d.]+\]|\[\w{3} \w{3} [ \d:]+\]|\w{3} [ \d]\d [\d:]{8} \S+ kernel:(?: \[[ \d.]+\])?)\s*/;

const HOTPLUG_LINES = [
  /^Linux version /,
  /^(Kernel command line|Command line): /,
  /^x86\/mm: Memory block size: /,
  /^ACPI: SRAT: Node \d+ PXM \d+ /,
  /^virtio_mem /,
  /^(Offlined Pages|Fallback order for Node|Built \d+ zonelists|Policy zone:)/,
  /^memory offlining \[mem /,
  /^(kmem|acpi PNP0C80|removing memory fails|online_pages)/,
  /^Block size \[0x/,
  /^Booting paravirtualized kernel on |^Hypervisor detected/,
];

interface Known {
  blockSizeBytes?: number;
  release?: string;
  cmdline?: string;
  isVirtual?: boolean;
}

const VIRTIO_FIELDS: Readonly<Record<string, keyof SeenVirtioMem>> = {
  'start address': 'startBytes',
  'region size': 'regionBytes',
  'device block size': 'deviceBlockBytes',
  'plugged size': 'pluggedBytes',
};

class LogFacts {
  readonly known: Known = {};
  readonly nodes = new Map<number, SeenNode>();
  readonly virtio = new Map<string, SeenVirtioMem>();
  refusals = 0;

  take(text: string): void {
    const { known } = this;
    const version = /^Linux version (\S+)/.exec(text);
    if (version !== null) known.release = version[1]!;
    const cmdline = /^(?:Kernel command line|Command line): (.*)$/.exec(text);
    if (cmdline !== null) known.cmdline = cmdline[1]!;
    const block = /^x86\/mm: Memory block size: (\d{1,6})MB$/.exec(text);
    if (block !== null) known.blockSizeBytes = Number(block[1]) * 2 ** 20;
    if (/^Hypervisor detected|^Booting paravirtualized kernel on (KVM|Xen|Hyper-V|VMware)/.test(text))
      known.isVirtual = true;
    const srat = /^ACPI: SRAT: Node (\d{1,4}) PXM/.exec(text);
    if (srat !== null && Number(srat[1]) < MOST_NODES)
      this.nodes.set(Number(srat[1]), { nid: Number(srat[1]), possible: true });
    if (/^memory offlining \[mem .* failed/.test(text) || /^removing memory fails/.test(text))
      this.refusals++;
    this.#virtioLine(text);
  }

  #virtioLine(text: string): void {
    const match = /^virtio_mem (virtio\d{1,4}): ([a-z ]+): (0x[0-9a-f]{1,16}|\d{1,4})$/.exec(text);
    if (match === null) return;
    const [, id, label, number] = match;
    const none = {
      nid: null,
      startBytes: null,
      regionBytes: null,
      deviceBlockBytes: null,
      pluggedBytes: null,
    };
    const device = this.virtio.get(id!) ?? { id: id!, ...none };
    const field = label === 'nid' ? 'nid' : VIRTIO_FIELDS[label!];
    const value = field === 'nid' ? decimal(number!) : hexNumber(number!);
    if (field !== undefined) this.virtio.set(id!, { ...device, [field]: value });
  }

  facts(): Facts {
    return { ...this.known, nodes: [...this.nodes.values()], virtioMem: [...this.virtio.values()] };
  }
}

/** Reads a log from its first line of hotplug on, over all that follows with a time stamp or a known beginning. */
export const readLog: Reader = (source, from) => {
  const plain = (at: number): string => source.line(at).replace(STAMP, '');
  const speaks = (at: number): boolean => HOTPLUG_LINES.some((pattern) => pattern.test(plain(at)));
  if (!STAMP.test(source.line(from)) && !speaks(from)) return null;
  const log = new LogFacts();
  let next = from;
  for (; next < source.lines.length; next++) {
    if (!STAMP.test(source.line(next)) && !speaks(next)) break;
    log.take(plain(next));
  }
  const notes = ['Of the kernel log only what describes the machine is read, not what happened to it.'];
  if (log.refusals > 0)
    notes.push(
      `It tells of ${log.refusals} refusals; which pages stood in the way is not known to the model.`,
    );
  return { next, pieces: [source.piece('kernel log', from, next, log.facts(), notes)] };
};
