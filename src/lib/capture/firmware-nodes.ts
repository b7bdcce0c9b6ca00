/**
 * Which node of the kernel a proximity domain of the firmware became. The kernel numbers domains as it meets them in
 * the firmware's table (SRAT); a domain that the table does not name has no node at all.
 */

/** Nodes by proximity domain, taken from the lines that the kernel printed about the table; empty without such lines. */
export function domainsOfBootLog(bootLog: readonly string[]): Map<number, number> {
  const nodes = new Map<number, number>();
  for (const line of bootLog) {
    const memory = /^ACPI: SRAT: Node (\d{1,4}) PXM (\d{1,4}) \[mem /.exec(line);
    if (memory !== null) nodes.set(Number(memory[2]), Number(memory[1]));
    const processor = /^ACPI: SRAT: PXM (\d{1,4}) -> APIC \S+ -> Node (\d{1,4})$/.exec(line);
    if (processor !== null) nodes.set(Number(processor[1]), Number(processor[2]));
  }
  return nodes;
}

/** A node of the machine as its arguments describe it. */
export interface DescribedNode {
  readonly domain: number;
  readonly hasMemory: boolean;
  readonly hasProcessor: boolean;
}

/**
 * The same for a recording without a boot log, from QEMU's table: processors come first, then memory by domain; the
 * range for memory that is added later belongs to the last domain, and a domain with nothing is not named.
 */
export function domainsOfMachine(described: readonly DescribedNode[]): Map<number, number> {
  const domains = [...described].sort((a, b) => a.domain - b.domain);
  const last = domains.at(-1);
  const named = [
    ...domains.filter(({ hasProcessor }) => hasProcessor),
    ...domains.filter((node) => node.hasMemory || node === last),
  ];
  const order = [...new Set(named.map(({ domain }) => domain))];
  return new Map(order.map((domain, nid) => [domain, nid]));
}
