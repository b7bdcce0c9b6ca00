/**
 * Which log lines are compared, and what of them.
 */
import { describe, expect, it } from 'vitest';
import { recordedNames, recordedRun } from './fixtures/recorded-runs.ts';
import { comparableLog, modelLog, normalizedLine } from './log-lines.ts';

describe('a line of the kernel log', () => {
  it('loses the page count of a zonelist, but not the number of zonelists', () => {
    expect(normalizedLine('Built 1 zonelists, mobility grouping on.  Total pages: 246963')).toBe(
      'Built 1 zonelists, mobility grouping on.  Total pages: N',
    );
  });

  it('loses the number of an ACPI device', () => {
    expect(normalizedLine('acpi PNP0C80:1f: add_memory failed')).toBe('acpi PNP0C80:NN: add_memory failed');
  });

  it('that warns keeps the function only, recorded or of the model', () => {
    const recorded = 'WARNING: CPU: 0 PID: 77 at dax_kmem_cleanup_resources+0xc4/0xe0 [kmem]';
    expect(normalizedLine(recorded)).toBe('WARNING: at dax_kmem_cleanup_resources');
    const withFile = 'WARNING: CPU: 0 PID: 1 at drivers/dax/bus.c:854 alloc_dev_dax_range+0x1b5/0x1f0';
    expect(normalizedLine(withFile)).toBe('WARNING: at alloc_dev_dax_range');
    expect(normalizedLine('WARNING: at dax_kmem_cleanup_resources')).toBe(
      'WARNING: at dax_kmem_cleanup_resources',
    );
  });

  it('of a bug or a page dump is not compared', () => {
    expect(normalizedLine('Kernel BUG at try_remove_memory+0x1a/0x2b [verbose debug info unavailable]')).toBe(
      null,
    );
    expect(normalizedLine('page dumped because: unmovable page')).toBe(null);
  });

  it('of any other kind stays as it is', () => {
    const line = 'memory offlining [mem 0x180000000-0x187ffffff] failed due to notifier failure';
    expect(normalizedLine(line)).toBe(line);
  });
});

describe('a recorded log', () => {
  it('keeps the order and leaves out, but counts, what the model does not speak of', () => {
    expect(comparableLog(['Offlined Pages 32768', 'usb 1-1: new device', 'Offlined Pages 1'])).toEqual({
      lines: ['Offlined Pages 32768', 'Offlined Pages 1'],
      unknown: 1,
    });
  });

  it('knows every line of every recording that is kept', () => {
    for (const name of recordedNames()) {
      for (const { dmesg } of recordedRun(name).steps) expect(comparableLog(dmesg).unknown, name).toBe(0);
    }
  });
});

it('a line of the model is compared even when no kernel ever printed one like it', () => {
  expect(modelLog(['something else', 'page dumped because: unmovable page'])).toEqual(['something else']);
});
