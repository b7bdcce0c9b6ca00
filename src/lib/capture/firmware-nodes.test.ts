/**
 * Proximity domains of the firmware and the kernel's node numbers.
 */
import { describe, expect, test } from 'vitest';
import { domainsOfBootLog, domainsOfMachine } from './firmware-nodes.ts';

describe('domainsOfBootLog', () => {
  test('takes the node of each domain from what the kernel said about the table', () => {
    const log = [
      'ACPI: SRAT 0x000000007FFE3621 000130 (v01 BOCHS  BXPC     00000001 BXPC 00000001)',
      'ACPI: SRAT: PXM 3 -> APIC 0x00 -> Node 0',
      'ACPI: SRAT: Node 1 PXM 0 [mem 0x00000000-0x0009ffff]',
      'ACPI: SRAT: Node 2 PXM 2 [mem 0x1c0000000-0x187fffffff] hotplug',
    ];
    expect([...domainsOfBootLog(log)]).toEqual([
      [3, 0],
      [0, 1],
      [2, 2],
    ]);
  });

  test('a log without the table says nothing', () => {
    expect(domainsOfBootLog(['NUMA: Node 0 [mem 0x0-0x1]']).size).toBe(0);
  });
});

describe('domainsOfMachine', () => {
  const node = (domain: number, hasMemory: boolean, hasProcessor = false) => ({
    domain,
    hasMemory,
    hasProcessor,
  });

  test('a domain with neither memory nor processor has no node, unless it is the last', () => {
    expect([...domainsOfMachine([node(0, true, true), node(1, false), node(2, false)])]).toEqual([
      [0, 0],
      [2, 1],
    ]);
  });

  test('domains with a processor come first', () => {
    expect([...domainsOfMachine([node(0, true), node(1, true, true)])]).toEqual([
      [1, 0],
      [0, 1],
    ]);
  });
});
