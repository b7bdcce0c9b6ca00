/** Output of machines unlike the recorded ones, bad input, and what disagrees: what is read, and what is said. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinPieces } from './join.ts';
import type { ImportedMachine } from './joined.ts';
import { recognise } from './recognise.ts';
import { recordedText } from '../fixtures/recorded-runs.ts';

function machineOf(...texts: readonly string[]): ImportedMachine {
  const joined = joinPieces(texts.flatMap((text) => recognise(text).pieces));
  if (!joined.ok) throw new Error(`${joined.error.what} ${joined.error.why}`);
  return joined.value;
}
const blocksOf = (machine: ImportedMachine): string[] =>
  machine.blocks.map(
    ({ id, state, nid, zones }) => `${id} ${state ?? '?'} ${nid} ${zones?.join('/') ?? '-'}`,
  );

describe('lsmem of other machines', () => {
  it('may begin at another block than 0, without zones, with 64 KiB pages', () => {
    const machine = machineOf(
      `RANGE                                  SIZE  STATE REMOVABLE BLOCK NODE ZONES
0x0000000080000000-0x00000000bfffffff    1G online       yes   4-5    0      
0x0000000880000000-0x00000009ffffffff    6G online       yes 68-79    0      

Memory block size:       512M
Total online memory:       7G
Total offline memory:      0B
`,
      `Node 0, zone      DMA
        spanned  16384
        present  16384
        managed  16000
  start_pfn:           32768
Node 0, zone   Normal
        spanned  589824
        present  98304
        managed  97000
  start_pfn:           65536
`,
    );
    expect(blocksOf(machine).slice(0, 3)).toEqual(['4 online 0 -', '5 online 0 -', '68 online 0 -']);
    expect(machine.machine.zones.map(({ startPfn }) => startPfn)).toEqual([32768 * 16, 65536 * 16]);
    expect(machine.assumptions.map(({ what }) => what)).toContain('Pages have 64 KiB.');
    expect(machine.contradictions).toEqual([]);
  });

  it('may have nodes for some blocks only', () => {
    const machine = machineOf('BLOCK STATE NODE\n    0 online   -1\n1-2 online 1\n');
    expect(blocksOf(machine)).toEqual(['0 online 0 -', '1 online 1 -', '2 online 1 -']);
    expect(machine.assumptions.map(({ what }) => what)).toContain('memory0: in node 0.');
  });

  it('may have blocks smaller than the model has', () => {
    const machine = machineOf(
      'RANGE STATE BLOCK\n0x0000000000000000-0x000000001fffffff online 0-31\n0x0000000020000000-0x0000000023ffffff offline 32-35\n',
    );
    expect(machine.machine.blockSizeBytes).toBe(128 * 2 ** 20);
    expect(blocksOf(machine)).toEqual([
      '0 online 0 -',
      '1 online 0 -',
      '2 online 0 -',
      '3 online 0 -',
      '4 offline 0 -',
    ]);
    expect(machine.assumptions.map(({ what }) => what)).toContain('memory4: shown as whole.');
  });

  it('may come as grep prints files', () => {
    const machine = machineOf(
      ['0/state:online', '0/valid_zones:none', '1/state:offline', '1/valid_zones:Normal Movable']
        .map((line) => `/sys/devices/system/memory/memory${line}`)
        .join('\n'),
    );
    expect(blocksOf(machine)).toEqual(['0 online 0 none', '1 offline 0 Normal/Movable']);
  });
});

it('dax devices come from daxctl, with their mappings, and from ndctl', () => {
  const list = `[
  { "chardev":"dax0.0", "size":1073741824, "target_node":1, "align":2097152, "mode":"system-ram", "movable":true,
    "mappings":[ { "page_offset":0, "start":4294967296, "end":5368709119, "size":1073741824 } ] },
  { "chardev":"dax1.0", "size":"1024.00 MiB (1073.74 MB)", "target_node":2, "align":2097152, "mode":"devdax",
    "mappings":[ { "page_offset":0, "start":"0x200000000", "end":"0x23fffffff", "size":1073741824 } ] } ]`;
  const machine = machineOf(
    'BLOCK SIZE STATE NODE ZONES\n0-7 1G online 0 DMA32\n32-39 1G online 1 Movable\n',
    list,
  );
  expect(machine.boundDax).toEqual(['dax0.0']);
  expect(machine.dimms).toEqual([]);
  expect(
    machine.machine.daxDevices.map(({ name, targetNode, regionStartBytes }) => [
      name,
      targetNode,
      regionStartBytes,
    ]),
  ).toEqual([
    ['dax0.0', 1, 2 ** 32],
    ['dax1.0', 2, 2 ** 33],
  ]);
  const ndctl = recognise(
    '{"dev":"namespace0.0","mode":"devdax","map":"dev","daxregion":{"id":0,"size":1,"align":2097152,"devices":[{"chardev":"dax0.0","size":1073741824,"target_node":1,"mode":"devdax"}]},"chardev":"dax0.0"}',
  );
  expect(ndctl.pieces.map(({ form }) => form)).toEqual(['ndctl list']);
  expect(ndctl.pieces[0]!.facts.dax).toHaveLength(1);
});

it('the kernel log gives block size and virtio-mem devices', () => {
  const machine = machineOf(
    'BLOCK SIZE STATE ZONES\n0-15 2G online DMA32\n32-35 512M online Movable\n',
    `[    0.1] x86/mm: Memory block size: 128MB
[    1.2] virtio_mem virtio2: start address: 0x100000000
[    1.2] virtio_mem virtio2: region size: 0x80000000
[    1.2] virtio_mem virtio2: device block size: 0x200000
[    1.2] virtio_mem virtio2: nid: 0
[    1.3] virtio_mem virtio2: plugged size: 0x20000000
`,
  );
  expect(machine.plugged).toEqual([{ id: 'virtio2', bytes: 2 ** 29 }]);
  expect(machine.dimms).toEqual([]);
});

describe('what disagrees', () => {
  const table =
    'RANGE STATE BLOCK\n0x0000000000000000-0x0000000007ffffff online 0\n0x0000000008000000-0x000000000fffffff offline 1\n';

  it('is told, with who says what and what is used', () => {
    const machine = machineOf(table, table.replace('offline', 'online'));
    expect(machine.contradictions.map(({ what }) => what)).toEqual([
      'Two pieces say different states of memory1.',
    ]);
    expect(machine.contradictions[0]!.used).toBe('lsmem (lines 1 to 3) is used.');
  });

  it('is found between totals, memory and blocks', () => {
    const machine = machineOf(
      `${table}\nMemory block size: 128M\nTotal online memory: 4G\n`,
      'MemTotal: 8388608 kB\n',
    );
    expect(machine.contradictions.map(({ what }) => what)).toEqual([
      'The total of online memory is not what the blocks come to.',
      'MemTotal is more than all blocks that are online.',
    ]);
  });
});

describe('bad input', () => {
  it('names line, what was expected and what is still used', () => {
    const found = recognise(
      'hello\nRANGE STATE BLOCK\n0x0000000000000000-0x0000000007ffffff online 0\n0x0000000008000000-0x000000000fffffff onlin 1\n',
    );
    expect(found.problems).toEqual([
      expect.objectContaining({ line: 1, found: '"hello"', used: 'the other lines' }),
      expect.objectContaining({ line: 4, expected: 'a row of lsmem with a cell for each of its columns' }),
    ]);
    expect(found.pieces).toHaveLength(1);
  });

  it('of zeroed addresses says that /proc/iomem was read without rights', () => {
    const found = recognise(
      '00000000-00000000 : Reserved\n00000000-00000000 : System RAM\n  00000000-00000000 : Kernel code\n',
    );
    expect(found.pieces[0]!.notes[0]).toMatch(/^All 3 addresses of \/proc\/iomem are zero/);
    expect(joinPieces(found.pieces)).toMatchObject({
      ok: false,
      error: { what: 'No memory was found in what was given.' },
    });
  });

  it('with JSON that is cut off says so', () => {
    expect(recognise('{\n "memory": [\n {"range": "0x').problems[0]!.expected).toBe(
      'JSON whose brackets close',
    );
  });
});

it('weaker sources are guessed from, and the guess is told', () => {
  const machine = machineOf(
    'available: 2 nodes (0-1)\nnode 0 cpus: 0 1\nnode 0 size: 3900 MB\nnode 0 free: 1 MB\nnode 1 cpus:\nnode 1 size: 1000 MB\nnode 1 free: 1000 MB\nnode distances:\nnode   0   1 \n  0:  10  20 \n  1:  20  10 \n',
  );
  expect(machine.blocks.length).toBe(31 + 8);
  expect(machine.assumptions[1]!.what).toMatch(/^Memory lies from 0 to 3 GiB/);
  expect(machineOf('MemTotal:       2000000 kB\n').blocks.length).toBe(16);
});

it('reads and joins 32 768 blocks in less than a second', () => {
  const rows = Array.from({ length: 32_768 }, (_, id) => {
    const start = (id * 2 ** 27).toString(16).padStart(16, '0');
    const end = ((id + 1) * 2 ** 27 - 1).toString(16).padStart(16, '0');
    return `0x${start}-0x${end} 128M ${id % 3 === 0 && id > 20_000 ? 'offline    ' : 'online  yes'} ${id} ${id % 2} Normal`;
  });
  const text = `RANGE SIZE STATE REMOVABLE BLOCK NODE ZONES\n${rows.join('\n')}\n`;
  machineOf(text);
  // Time of the processor: others may use the machine too.
  const from = process.cpuUsage();
  const machine = machineOf(text);
  const { user, system } = process.cpuUsage(from);
  const ms = (user + system) / 1000;
  console.log(`32,768 blocks read and joined in ${ms.toFixed(0)} ms`);
  expect(machine.blocks.length).toBe(32_768);
  expect(ms).toBeLessThan(1000);
});

describe('anything at all', () => {
  const samples = [
    recordedText('kmem-two-ranges').slice(0, 20_000),
    'RANGE SIZE STATE REMOVABLE BLOCK NODE ZONES\n0x0000000000000000-0x0000000007ffffff 128M online yes 0 0 DMA32\n',
    '{"memory":[{"range":"0x0-0x7ffffff","size":134217728,"state":"online","removable":true,"block":"0","node":0,"zones":"None"}]}',
    'Node 0, zone   Normal\n        spanned  1\n        present 2\n  start_pfn: 5\n',
    '00001000-0009fbff : System RAM\n  00000000-ffffffffffffffff : dax0.0\n',
    '=== capture 1\n=== blocks\nmemory1 online 1 node0 Normal\n=== end\n',
    '[{"chardev":"dax0.0","size":4096,"mappings":[{"start":1,"end":9}]}]',
    'available: 1 nodes (0)\nnode 0 size: 1 MB\n',
  ];

  it('is read and joined without an exception, damaged samples too', () => {
    const damaged = fc
      .tuple(
        fc.constantFrom(...samples),
        fc.array(fc.tuple(fc.nat(), fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 6 }),
      )
      .map(([text, edits]) =>
        edits.reduce(
          (now, [at, by]) =>
            now.slice(0, at % (now.length + 1)) + by + now.slice((at % (now.length + 1)) + 1),
          text,
        ),
      );
    fc.assert(
      fc.property(fc.oneof(damaged, fc.string({ unit: 'binary' })), (text) => {
        const found = recognise(text);
        const joined = joinPieces(found.pieces);
        expect(joined.ok ? joined.value.blocks.length > 0 : joined.error.what !== '').toBe(true);
      }),
      { numRuns: 1500 },
    );
  });

  it('as bytes too', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), fc.constantFrom([], [0x1f, 0x8b]), (bytes, head) => {
        const found = recognise(Uint8Array.from([...head, ...bytes]));
        const joined = joinPieces(found.pieces);
        expect(joined.ok ? joined.value.blocks.length > 0 : joined.error.remedy !== '').toBe(true);
      }),
    );
  });
});
