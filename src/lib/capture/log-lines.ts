/**
 * Kernel log lines as they are compared: which of a recording's lines the model speaks of, and which numbers in them
 * belong to the machine that was recorded (spec 02 §18).
 */

/**
 * Of a bug only that it happened is compared, with the job that died of it; of a program that died of a wrong address
 * its exit code is.
 */
const NEVER_COMPARED = [/^Kernel BUG at /, /^page dumped because/, /^\w+\[\d+\]: segfault at /];

const MEM = String.raw`\[mem 0x[0-9a-f]+-0x[0-9a-f]+\]`;
const KMEM = String.raw`kmem \S+: `;
const MAPPING = String.raw`${KMEM}mapping\d+: 0x[0-9a-f]+-0x[0-9a-f]+ `;
const VIRTIO_MEM = String.raw`virtio_mem \S+: `;

/** Every line that the memory core, its drivers and the test module print. */
const KNOWN = [
  String.raw`hpctl: event \w+ ${MEM}( vetoed| held)?`,
  String.raw`Block size \[0x[0-9a-f]+\] unaligned hotplug range: .*`,
  String.raw`Hotplug memory \[.*\] exceeds maximum addressable range .*`,
  String.raw`node -?\d+ was absent from the node_possible_map`,
  String.raw`WARNING: .*at \w+.*`,
  String.raw`online_pages ${MEM} failed`,
  String.raw`Offlined Pages \d+`,
  String.raw`memory offlining ${MEM} failed due to .*`,
  String.raw`Fallback order for Node \d+: .*`,
  String.raw`Built \d+ zonelists, mobility grouping .*`,
  String.raw`Policy zone: \w+`,
  String.raw`Demotion targets for Node \d+: .*`,
  String.raw`removing memory fails, because memory \[.*\] is onlined`,
  String.raw`offline_and_remove_memory: Failed to remove memory: -?\d+`,
  String.raw`try_reonline_memory_block: Failed to re-online memory: -?\d+`,
  String.raw`memory memory\d+: Offline failed\.`,
  String.raw`acpi PNP0C80:\w+: (add_memory failed|acpi_memory_enable_device\(\) error)`,
  String.raw`${MAPPING}(could not reserve region|memory add failed|too small after alignment)`,
  String.raw`${MAPPING}(cannot be hotremoved until the next reboot|offline and remove failed)`,
  String.raw`${MAPPING}(stuck online until reboot|hotremove failed)`,
  String.raw`${KMEM}Hotplug regions stuck online until reboot`,
  String.raw`${KMEM}hotplug state is inconsistent`,
  String.raw`${KMEM}hotremove failed, device left online: -?\d+`,
  String.raw`${KMEM}partial hotremove: \d+ of \d+ ranges removed`,
  String.raw`${KMEM}probe with driver kmem failed with error -?\d+`,
  String.raw`Hotplug memory regions stuck online until reboot`,
  String.raw`Memory failure: 0x[0-9a-f]+: recovery action for (free buddy page: Recovered|already poisoned page: Failed)`,
  String.raw`Memory failure: 0x[0-9a-f]+: recovery action for get hwpoison page: Ignored`,
  String.raw`Memory failure: 0x[0-9a-f]+: (memory outside kernel control|unhandlable page\.)`,
  String.raw`synth uevent: /devices/system/memory/memory\d+: unknown uevent action string`,
  String.raw`memory memory\d+: uevent: failed to send synthetic uevent: -\d+`,
  String.raw`kmem: unknown parameter '.*' ignored`,
  String.raw`dax \S+: 0-size allocation must be first`,
  String.raw`Soft offline: 0x[0-9a-f]+: page already poisoned`,
  String.raw`${VIRTIO_MEM}(plugged|requested) size: 0x[0-9a-f]+`,
  String.raw`${VIRTIO_MEM}(adding memory failed|unknown error, marking device broken): -?\d+`,
  String.raw`${VIRTIO_MEM}memory block onlining denied`,
].map((pattern) => new RegExp(`^${pattern}$`));

/** A line without the numbers that are not comparable; null for one that is not compared at all. */
export function normalizedLine(line: string): string | null {
  if (NEVER_COMPARED.some((pattern) => pattern.test(line))) return null;
  // A kernel that was built to tell file and line puts them before the function.
  const warning = /^WARNING: .*?\bat (?:[\w./-]+:\d+ )?(\w+)/.exec(line);
  if (warning !== null) return `WARNING: at ${warning[1]}`;
  return line
    .replace(/(Total pages: )\d+$/, '$1N')
    .replace(/^(acpi PNP0C80:)[0-9a-f]+:/, '$1NN:')
    .replace(/^(Demotion targets for Node \d+: ).*$/, '$1…');
}

export interface ComparableLog {
  readonly lines: readonly string[];
  /** Lines of the kernel that neither specification nor model speak of. */
  readonly unknown: number;
}

/** What of a recorded log is compared. */
export function comparableLog(recorded: readonly string[]): ComparableLog {
  const known = recorded.flatMap((line) => {
    const normalized = normalizedLine(line);
    return normalized === null ? [] : [{ line, normalized }];
  });
  const lines = known.filter(({ line }) => KNOWN.some((pattern) => pattern.test(line)));
  return { lines: lines.map(({ normalized }) => normalized), unknown: known.length - lines.length };
}

/** What of the model's log is compared. */
export function modelLog(printed: readonly string[]): string[] {
  return printed.flatMap((line) => normalizedLine(line) ?? []);
}
