/** Which lines of the kernel log a recording keeps. */
import { describe, expect, test } from 'vitest';
import { linesOfBoot, linesOfStep, recordText, unmovableBlocks } from './kernel-log.ts';

const record = (text: string): string => `6,1234,567890,-;${text}\n SUBSYSTEM=memory\n`;

describe('a record of the log', () => {
  test('is the text behind the first semicolon, without the lines for programs', () => {
    expect(recordText(record('virtio_mem virtio0: a; b'))).toBe('virtio_mem virtio0: a; b');
    expect(recordText('bare')).toBe('bare');
  });
});

describe('a step', () => {
  test('keeps what the memory core and its drivers say', () => {
    const said = [
      'Offlined Pages 32768',
      'Fallback order for Node 0: 0 1 ',
      'Built 1 zonelists, mobility grouping on.  Total pages: 471847',
      'Policy zone: Normal',
      'acpi PNP0C80:00: acpi_memory_enable_device() error',
      'Memory failure: 0x1c0300: recovery action for free buddy page: Recovered',
      'Soft offline: 0x1c0300: page already poisoned',
      'WARNING: CPU: 0 PID: 1 at drivers/base/memory.c:900 remove_memory_block_devices+0x1/0x2',
      'kmem dax0.0: mapping0: 0x0-0x1 could not reserve region',
      'hpctl: event ONLINE [mem 0x0-0x1]',
    ];
    expect(linesOfStep(said.map(record))).toEqual(said);
  });

  test('leaves out page dumps, registers, stack frames and other subsystems', () => {
    const said = [
      'page: refcount:1 mapcount:0 mapping:0000000000000000 index:0x0 pfn:0x1',
      'flags: 0x17ffffc0000000(node=0|zone=2|lastcpupid=0x1fffff)',
      'raw: 0017ffffc0000000 dead000000000100',
      'page_type: f5(slab)',
      ' ? memory_block_offline+0x1b/0x40',
      ' __remove_memory+0x1b/0x40',
      ' <TASK>',
      'CPU: 0 UID: 0 PID: 1 Comm: init Not tainted, memory',
      'RIP: 0010:remove_memory_block_devices+0xa1/0xb0',
      'Modules linked in: kmem device_dax',
      'pci 0000:01:00.0: BAR 4 [mem 0xfea00000-0xfea03fff] PCI',
      'hotplug recorder: end of a step',
      'random: crng init done',
    ];
    expect(linesOfStep(said.map(record))).toEqual([]);
  });
});

describe('the boot', () => {
  test('keeps what tells the machine: nodes, zones, devices', () => {
    const said = [
      'ACPI: SRAT: Node 1 PXM 2 [mem 0x1c0000000-0x187fffffff] hotplug',
      '  Normal   [mem 0x0000000100000000-0x00000001bfffffff]',
      'virtio_mem virtio0: nid: 0',
    ];
    expect(linesOfBoot([...said, 'clocksource: tsc', 'BIOS-e820: [mem 0x0-0x1] NUMA'].map(record))).toEqual(
      said,
    );
  });
});

describe('unmovableBlocks', () => {
  test('names each block that met a page which cannot move, once', () => {
    const lines = [
      'memory offlining [mem 0x108000000-0x10fffffff] failed due to failure to isolate range',
      'memory offlining [mem 0x108000000-0x10fffffff] failed due to unmovable page',
      'memory offlining [mem 0x110200000-0x117ffffff] failed due to signal backoff',
      'memory offlining [mem 0x118000000-0x11fffffff] failed due to notifier failure',
    ];
    expect(unmovableBlocks(lines, 2 ** 27)).toEqual(['memory33', 'memory34']);
  });
});
