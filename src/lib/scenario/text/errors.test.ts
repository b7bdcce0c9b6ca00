/** Wrong texts: each error names its place, what was expected, the nearest word and a fix; several in one run. */
import { describe, expect, it } from 'vitest';
import type { VariantId } from '#lib/hotplug/variants/index.ts';
import { compileScenario } from './compile.ts';
import { MAX_SCENARIO_TEXT, parseScenario } from './parse.ts';
import { MOST_ERRORS, textErrorLine } from './text-error.ts';

function problems(text: string, variant: VariantId = 'merged'): string[] {
  const syntax = parseScenario(text);
  if (!syntax.ok) return syntax.error.map(textErrorLine);
  const result = compileScenario(syntax.value, variant);
  return result.ok ? [] : result.error.map(textErrorLine);
}

const HEAD = 'node 0 ram=0-4G\nnode 1\ndax dax0.0 node=1 ranges=4G+512M\n';
/** The line under test is line 5. */
const inActor = (line: string): string => `${HEAD}u:\n${line}`;
/** The condition under test is line 6. */
const condition = (formula: string): string => `${HEAD}u:\nr1 = echo online > memory32/state\n${formula}`;

describe('a statement', () => {
  it.each([
    ['kernal v1p8', 'line 1, column 1: no statement begins with kernal; did you mean kernel?'],
    ['kernel v1p9', 'line 1, column 8: there is no kernel v1p9; did you mean v1p3?'],
    ['machine arm64', 'line 1, column 9: arm64 is no arch; expected x86_64'],
    ['machine blok=128M', 'line 1, column 9: machine knows no blok; did you mean block=?'],
    [
      'machine block=100M',
      'line 1, column 15: a memory block cannot have 100M; expected 128M, 256M, 2G, 64G',
    ],
    ['machine\nmachine', 'line 2, column 1: there is a machine statement already; join the two'],
    [
      'node 0 ram=0-4G,3G-5G',
      'line 1, column 17: RAM of node 0 overlaps RAM of node 0; choose other addresses',
    ],
    [
      'node 0 ram=0-4G\nnode 1 ram=2G+4G',
      'line 2, column 12: RAM of node 1 overlaps RAM of node 0; choose other addresses',
    ],
    [
      'node 0 ram=0-100M',
      'line 1, column 12: RAM does not begin and end at a multiple of the block size, 128M; choose whole blocks, or another block=',
    ],
    [
      'node 0 ram=4G',
      'line 1, column 12: ram cannot be 4G; expected a range such as 4G+512M, 4G-5G, memory32 or memory32-35',
    ],
    [
      'node 0 ram=4G-4G',
      'line 1, column 12: the range 4G-4G is empty or ends beyond 4096T; write START+SIZE or START-END, the end behind the start',
    ],
    ['node 0', 'line 1, column 1: no node has RAM at boot; write node 0 ram=0-4G'],
    ['node 0 ram=0-4G\nnode 0', 'line 2, column 6: node 0 is there already; join the two statements'],
    [
      'node 0 ram=0-4G\ndax dax0.0 node=3 ranges=4G+512M',
      'line 2, column 17: node 3 is not possible on this machine; add: node 3',
    ],
    [
      'node 0 ram=0-4G\ndax dax0.0 ranges=3G+512M',
      'line 2, column 1: dax0.0 overlaps RAM of node 0; choose other addresses',
    ],
    ['node 0 ram=0-4G\ndax dax0.0 ranges=4G+512M,4G+128M', 'line 2, column 27: 4G+128M overlaps 4G+512M'],
    ['dax hugo ranges=4G+512M', 'line 1, column 5: hugo is no name of a dax device; expected dax0.0'],
    [
      'dax dax0.0',
      'line 1, column 5: dax0.0 has no addresses; add ranges=4G+512M, or region= for a device without ranges',
    ],
    [
      'set auto_online_blocks=movable',
      'line 1, column 24: movable is no auto_online_blocks; expected offline, online, online_kernel, online_movable',
    ],
    ['set online_policy', 'line 1, column 18: online_policy is missing; expected contig-zones, auto-movable'],
    [
      'udev redhat',
      'line 1, column 6: redhat is no preset; expected rhel, ubuntu, rhel-metal, rhel-vm, hyperv',
    ],
    ['scenario "a', 'line 1, column 10: the quote is not closed; add "'],
    ['scenario "a"\nscenario "b"', 'line 2, column 10: there is a title already; leave one out'],
    [
      'echo online > memory3/state',
      'line 1, column 1: nobody is there to do echo; begin a section first: init: or the name of an actor and a colon',
    ],
    ['zone 1 Movable managed=5', 'line 1, column 8: node 1 has no memory in zone Movable at boot'],
    ['machine nodes=99999', 'line 1, column 15: at most 1024 nodes; use fewer'],
  ])('%j: %s', (text, problem) => {
    expect(problems(text)).toContain(problem);
  });
});

describe('a line', () => {
  it.each([
    ['ecko online > memory32/state', 'line 5, column 1: nobody can do ecko; did you mean echo?'],
    ['exist memory32 online', 'line 5, column 1: nobody can do exist; did you mean exists?'],
    ['allways memory32 online', 'line 5, column 1: nobody can do allways; did you mean always?'],
    ['nevr memory32 online', 'line 5, column 1: nobody can do nevr; did you mean never?'],
    ['echo online', 'line 5, column 12: echo without a file; expected >; add > and the file'],
    ['echo online >', 'line 5, column 14: a file is missing'],
    [
      'echo online > memory32/stat',
      'line 5, column 15: the model has no file memory32/stat; did you mean memory32/state?',
    ],
    [
      'echo online > auto_online_block',
      'line 5, column 15: the model has no file auto_online_block; did you mean auto_online_blocks?',
    ],
    ['echo x > dax0.1/state', 'line 5, column 10: there is no dax device dax0.1; did you mean dax0.0?'],
    ['echo dax1.0 > kmem/bind', 'line 5, column 6: there is no dax device dax1.0; did you mean dax0.0?'],
    [
      'ofline_memory(4G, 512M)',
      'line 5, column 1: no kernel here exports ofline_memory(); did you mean offline_memory?',
    ],
    ['remove_memory(4G', 'line 5, column 17: the bracket is not closed; expected ,, )'],
    ['remove_memory(4G)', 'line 5, column 15: 4G is no range; expected 4G+512M, memory32-35'],
    [
      'remove_memory(4G, 512M, 3)',
      'line 5, column 1: these are not the arguments of remove_memory(); in merged it is remove_memory(range)',
    ],
    [
      'online_memory_range(4G, 512M, 3)',
      'line 5, column 1: online_memory_range() is not exported by merged; add what it calls instead: … or offline_and_remove_memory(…), or leave out the kernel',
    ],
    [
      'add_memory(1, 4G, 512M, MHP_MERGE)',
      'line 5, column 25: MHP_MERGE is no flag; expected MHP_NONE, MHP_MERGE_RESOURCE, MHP_MEMMAP_ON_MEMORY, MHP_NID_IS_MGID',
    ],
    [
      'pin memory',
      'line 5, column 5: where cannot be memory; expected a block such as memory42, or an address such as 0x108000000',
    ],
    [
      'veto GOING memory32',
      'line 5, column 6: GOING is no event; expected PREPARE_ONLINE, GOING_ONLINE, ONLINE, CANCEL_ONLINE, GOING_OFFLINE, OFFLINE, CANCEL_OFFLINE, FINISH_OFFLINE',
    ],
    [
      'veto GOING_ONLINE memory32 EBUSY',
      'line 5, column 28: EBUSY is no negative errno; did you mean -EBUSY?; write -EBUSY',
    ],
    ['signal driver', 'line 5, column 8: there is no actor driver; expected u'],
    ['signal u SIGHUP', 'line 5, column 10: SIGHUP is no signal; expected SIGINT, SIGKILL'],
    [
      'fail arch_add_mem',
      'line 5, column 6: no fault can be injected into arch_add_mem; did you mean arch_add_memory?',
    ],
    [
      'plug dimm0',
      'line 5, column 6: nothing says where dimm0 lies; write plug dimm0 4G+1G, or a statement dimm dimm0 4G+1G',
    ],
    ['plug dimm0 8G+1G node=7', 'line 5, column 23: node 7 is not possible on this machine; add: node 7'],
    ['request vm0 1G', 'line 5, column 9: there is no virtio-mem device vm0; add a statement virtio-mem'],
    ['modprobe dax', 'line 5, column 10: dax is no module; expected kmem'],
    ['release now', 'line 5, column 9: now is too much after release'],
    [
      'cat memory0/state; cat memory1/state',
      'line 5, column 18: ; is too much after the line; put it on a line of its own',
    ],
    ['echo a > {b', 'line 5, column 10: the brace is not closed; write {a,b} without spaces'],
    ['as root cat memory0/state', 'line 5, column 4: as NAME is for init; write the line below root:'],
    ['node 2', 'line 5, column 1: node says what is there at boot; move it above the first section'],
  ])('%j: %s', (line, problem) => {
    expect(problems(inActor(line))).toContain(problem);
  });
});

describe('a condition', () => {
  it.each([
    ['exists r2 = ok', 'line 6, column 8: no line gives a result r2; did you mean r1?'],
    ['exists r1 = EBUSY', 'line 6, column 13: r1 is a number, not EBUSY; did you mean -EBUSY?'],
    [
      'exists r1',
      'line 6, column 10: the condition ends too early; expected =, absent, present, online, offline, going-offline, exists, hangs, leaks, used-after-free, in',
    ],
    ['exists driver hangs', 'line 6, column 8: there is no actor driver; expected u'],
    ['exists memory32 onlin', 'line 6, column 17: onlin says nothing; did you mean online?'],
    ['exists memory32 in Moveable', 'line 6, column 20: there is no zone Moveable; did you mean Movable?'],
    [
      'exists memory32-30 online',
      'line 6, column 8: memory32-30 are too many blocks, or they fall; at most 4096',
    ],
    [
      'exists node7 Movable present = 1G',
      'line 6, column 8: node 7 is not possible on this machine; add: node 7',
    ],
    ['exists node1 Movable presnt = 1G', 'line 6, column 22: a zone has no presnt; did you mean present?'],
    [
      'exists node1 Movable present = 65536',
      'line 6, column 32: 65536 has no unit; expected 256M, 65536 pages; write 65536 pages, or a size',
    ],
    [
      'exists held device_lock',
      'line 6, column 13: there is no lock device_lock; expected device_hotplug_lock, mem_hotplug_lock, acpi_scan_lock, dax0.0 lock, dax0.0 device_lock',
    ],
    ['exists (r1 = ok', 'line 6, column 16: the bracket is not closed; expected )'],
    ['exists r1 = ok and', 'line 6, column 19: a block, file, result or actor is missing'],
    ['exists r1 = ok memory32 online', 'line 6, column 16: memory32 is too much after the condition'],
    [
      'exists dax0.0 leaks memory',
      'line 6, column 21: dax0.0 cannot leak memory; expected blocks, reservation, group, data, name, notifier, freed-name',
    ],
    ['exists count uevent "x" = 1', 'line 6, column 14: uevent cannot be counted; did you mean uevents?'],
    ['exists iomem "x" covers 4G', 'line 6, column 25: 4G is no range; expected 4G+512M, memory32-35'],
    ['exists memory32/state > online', 'line 6, column 8: a text is equal or not; expected =, !='],
    ['exists dax9.0 leaks', 'line 6, column 8: there is no dax device dax9.0; did you mean dax0.0?'],
    [
      `exists ${'('.repeat(60)}r1 = ok${')'.repeat(60)}`,
      'line 6, column 59: the formula is nested too deeply; write it flatter',
    ],
  ])('%j: %s', (formula, problem) => {
    expect(problems(condition(formula))).toContain(problem);
  });
});

describe('several', () => {
  it('errors come in one run, in the order of the text', () => {
    const text = 'kernal v3\nnode 0 ram=5\nu:\n  eco x > y\n  pin\nexists r =\n';
    expect(problems(text).map((line) => line.split(':')[0])).toEqual([
      'line 1, column 1',
      'line 2, column 12',
      'line 4, column 3',
      'line 5, column 6',
      'line 6, column 11',
    ]);
  });

  it('errors of the machine, of lines and of conditions too', () => {
    const text = `${HEAD}node 1\nu:\n  r = cat memory0/stat\n  r = cat memory0/state\nexists x = ok`;
    expect(problems(text)).toEqual([
      'line 4, column 6: node 1 is there already; join the two statements',
      'line 6, column 11: the model has no file memory0/stat; did you mean memory0/state?',
      'line 7, column 3: r is the result of another line; choose another name',
      'line 8, column 8: no line gives a result x; did you mean r?',
    ]);
  });

  it('but never more than anybody reads', () => {
    expect(problems('nonsense\n'.repeat(1000))).toHaveLength(MOST_ERRORS);
  });
});

describe('a text that is no scenario', () => {
  it('of 5 MB is refused unread, at once', () => {
    const before = performance.now();
    expect(problems('x'.repeat(5_000_000))).toEqual([
      `line 1, column 1: the text has 5000000 characters, more than ${MAX_SCENARIO_TEXT}; a scenario has some dozens of lines: take only those`,
    ]);
    expect(performance.now() - before).toBeLessThan(100);
  });

  it('or is empty, says what could stand there', () => {
    expect(problems('')[0]).toMatch(/^line 1, column 1: there is no scenario in the text; expected scenario/);
    expect(problems('# only a comment\n')).toHaveLength(1);
  });

  it.each([
    ['brackets', '('],
    ['braces', '{'],
    ['quotes', '"'],
    ['not', 'exists not '],
    ['commas', ','],
    ['and', ' and'],
    ['marks of quoting', '> '],
    ['sums', '4G+'],
    ['lines that go on', 'and\n'],
    ['open quotes in lines', '"\n'],
    ['memory', 'memory1,'],
    ['quoted quotes', 'x"\n'],
  ])('but as long as one may be, of %s, is done soon', (_, piece) => {
    const text = `exists ${piece.repeat(Math.floor((MAX_SCENARIO_TEXT - 10) / piece.length))}`;
    const before = performance.now();
    problems(text);
    expect(performance.now() - before).toBeLessThan(5000);
  });
});
