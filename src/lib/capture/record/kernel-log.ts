/**
 * Which lines of a guest's kernel log a recording keeps: those about memory, without the dumps of registers, pages and
 * stacks that follow a warning.
 */

/** Printed by the guest agent to push out a message that has no newline yet. */
const END_OF_STEP = 'hotplug recorder: end of a step';

const ABOUT_MEMORY =
  /mem|page|zone|node|fallback|policy|demotion|migrat|offlin|onlin|hotplug|dax|ACPI|PNP0C80|resource|WARNING|BUG/i;

const NOT_KEPT = [
  /^(Command line|BIOS-e820|Freeing|Call Trace|Modules linked in|Code|Hardware name|Tainted)/,
  /PCI|\bpnp\b|clocksource|tsc:|microcode|module verification|taint|loaded successfully/,
  // A page that stands in the way is described in many lines; that it does is said by the line kept before them.
  /^ ?(page|flags|raw|head|page_type|page_owner|memcg|aops|anon|ksm|mapping|page last)\b.*:/,
  // Stack frames and registers.
  /^ *(\? )?[\w.]+\+0x[0-9a-f]+\/0x[0-9a-f]+/,
  /^ *<\/?\w+>|^(RIP|RSP|RAX|RDX|RBP|R\d\d|FS|CR2|PKRU|CPU): /,
  /^------------\[|^---\[/,
];

const ABOUT_BOOT =
  /^Memory:|^Zone ranges|^ {2}(DMA|DMA32|Normal|Device|Movable) |Movable zone|^Early memory node|^ {2}node |^Initmem|SRAT|NUMA:|^Fallback order|^Built \d+ zonelists|^Policy zone|virtio_mem|dax|Command line/;

/** The text of a record of `/dev/kmsg`: `priority,sequence,time,flag;text`, then lines for programs. */
export function recordText(record: string): string {
  const semicolon = record.indexOf(';');
  return (semicolon < 0 ? record : record.slice(semicolon + 1)).split('\n')[0]!;
}

/** The lines that a step of a recording keeps, in their order. */
export function linesOfStep(records: readonly string[]): string[] {
  return records
    .map(recordText)
    .filter(
      (line) => line !== END_OF_STEP && ABOUT_MEMORY.test(line) && !NOT_KEPT.some((not) => not.test(line)),
    );
}

/** The lines that describe the machine as it booted. */
export function linesOfBoot(records: readonly string[]): string[] {
  return records
    .map(recordText)
    .filter((line) => ABOUT_BOOT.test(line) && !/BIOS-e820|microcode|module verification/.test(line));
}

const REFUSED =
  /^memory offlining \[mem 0x([0-9a-f]+)-.*failed due to (failure to isolate range|unmovable page|signal backoff)/;

/**
 * Blocks in which the kernel met pages that it could not move. Which blocks these are depends on what the kernel
 * happened to allocate there, so a recording gives them to whoever replays it.
 */
export function unmovableBlocks(lines: readonly string[], blockSizeBytes: number): string[] {
  const names = lines.flatMap((line) => {
    const match = REFUSED.exec(line);
    return match === null ? [] : [`memory${Math.floor(Number.parseInt(match[1]!, 16) / blockSizeBytes)}`];
  });
  return [...new Set(names)];
}
