/**
 * Writes the compiled charts as TypeScript source, so that the kernel core can import plain numbers.
 *
 * The core may not carry XState with it (first load, worker, command line); the tables hold everything that
 * it needs. Only `generate.ts` writes the files; a test compares them with what these functions return.
 */
import type { StateValue } from 'xstate';
import { type CompiledTable, compileTable } from './compile-table.ts';
import { createKmemDeviceMachine } from './kmem-device.ts';
import { type KmemFamily, kmemEvents, kmemFamilies, kmemStates } from './kmem-families.ts';
import { memoryBlockEvents } from './memory-block-events.ts';
import { blockFile, memoryBlockMachine } from './memory-block.ts';
import { REFUSED } from './refused.ts';

/** Stands in the first lines of the generated files. */
const GENERATE_COMMAND = 'npx --no-install node src/lib/machines/generate.ts';

/** The source of `memory-block.table.ts`, not yet formatted. */
export function memoryBlockTableSource(): string {
  const table = compileTable(memoryBlockMachine, Object.keys(memoryBlockEvents));
  const rows = table.configurations.map(({ value, context }) => {
    const state = flatState(value);
    const zone = String(context['zone']);
    const passing = state === 'goingOnline' || state === 'goingOffline';
    const name = upperSnake(state) + (passing ? `_${zone === 'none' ? 'MIXED' : zone.toUpperCase()}` : '');
    return { name, value: state, zone, file: blockFile(state) };
  });
  const names = rows.map((row) => row.name);
  return [
    header('memory-block.ts', 'A memory block in numbers: a block is one byte, its configuration.'),
    ...eventConstants('BLOCK', table.events),
    `/** Configuration numbers: the state of the chart together with the zone class that it remembers. */
    ${numbered('BLOCK', names)}`,
    `/** For each configuration its name, the state of the chart, the zone class and what \`memoryN/state\` reads. */
    export const BLOCK_CONFIGURATIONS = ${JSON.stringify(rows)} as const;`,
    `/** \`BLOCK_NEXT[configuration * BLOCK_EVENT_COUNT + event]\`: the next configuration, 255 if refused. */
    export const BLOCK_NEXT = ${nextTable(rowsOf(table), names)};`,
  ].join('\n\n');
}

/** The source of `kmem-device.table.ts`, not yet formatted. All families share the numbers. */
export function kmemDeviceTableSource(): string {
  const events = Object.keys(kmemEvents);
  const names = kmemStates.map(upperSnake);
  const families = (Object.keys(kmemFamilies) as KmemFamily[]).map((family) => {
    const { attribute, words, reads } = kmemFamilies[family];
    const pairs = Object.entries(words).map(([word, event]) => `['${word}', KMEM_EVENT.${event}]`);
    return `${family}: {
      attribute: '${attribute}',
      words: new Map([${pairs.join(', ')}]),
      reads: ${JSON.stringify(kmemStates.map((state) => reads[state] ?? null))},
      next: ${nextTable(kmemRows(family, events), names)},
    },`;
  });
  return [
    header('kmem-device.ts', 'The state of a kmem device in numbers, for each family of the attribute.'),
    ...eventConstants('KMEM', events),
    `/** State numbers, the same in every family. From UNPLUGGED on, the number minus two is \`data->state\`. */
    ${numbered('KMEM', names)}`,
    `/** The name of each state number. */
    export const KMEM_NAMES = ${JSON.stringify(names)} as const;`,
    `/** One family of the attribute. */
    export interface KmemFamilyTable {
      /** The file's name below the dax device. */
      readonly attribute: 'hotplug' | 'state';
      /** The words that may be written, each with the event number that follows if the write changes the state. */
      readonly words: ReadonlyMap<string, number>;
      /** What the file reads in each state; null where there is no file or the state does not occur. */
      readonly reads: readonly (string | null)[];
      /** \`next[state * KMEM_EVENT_COUNT + event]\`: the next state, 255 if refused. */
      readonly next: Uint8Array;
    }`,
    `export type KmemFamilyName = ${Object.keys(kmemFamilies)
      .map((family) => `'${family}'`)
      .join(' | ')};`,
    `export const KMEM_FAMILIES: Readonly<Record<KmemFamilyName, KmemFamilyTable>> = {${families.join('\n')}};`,
  ].join('\n\n');
}

/** The rows of a family in the shared numbers; a state that does not occur in it refuses everything. */
function kmemRows(family: KmemFamily, events: readonly string[]): number[][] {
  const table = compileTable(createKmemDeviceMachine(family), events);
  const values = table.configurations.map(({ value }) => flatState(value));
  const rows = rowsOf(table);
  const shared = values.map((value) => kmemStates.findIndex((state) => state === value));
  return kmemStates.map((state) => {
    const row = rows[values.indexOf(state)] ?? events.map(() => REFUSED);
    return row.map((next) => shared[next] ?? REFUSED);
  });
}

function header(chart: string, sentence: string): string {
  return `/**
 * ${sentence}
 *
 * Generated from the chart in \`${chart}\`: do not edit, run
 * \`${GENERATE_COMMAND}\`.
 */`;
}

/** `export const NAME = { A: 0, B: 1 } as const;` */
function numbered(name: string, keys: readonly string[]): string {
  return `export const ${name} = { ${keys.map((key, i) => `${key}: ${i}`).join(', ')} } as const;`;
}

function eventConstants(prefix: string, events: readonly string[]): string[] {
  return [
    `/** Event numbers. */
    ${numbered(`${prefix}_EVENT`, events)}`,
    `/** The name of each event number. */
    export const ${prefix}_EVENT_NAMES = ${JSON.stringify(events)} as const;`,
    `export const ${prefix}_EVENT_COUNT = ${events.length};`,
  ];
}

function rowsOf({ next, events }: CompiledTable): number[][] {
  const count = events.length;
  return Array.from({ length: next.length / count }, (_, i) => [
    ...next.subarray(i * count, (i + 1) * count),
  ]);
}

/** An expression for the table's bytes with one named line per configuration. */
function nextTable(rows: readonly number[][], names: readonly string[]): string {
  const lines = rows.map((row, i) => `[${row.join(', ')}], // ${names[i]}`);
  return `Uint8Array.from([\n${lines.join('\n')}\n].flat())`;
}

/** The name of a state of a chart without nested states. */
function flatState(value: StateValue): string {
  if (typeof value !== 'string') throw new TypeError(`state ${JSON.stringify(value)} has states inside`);
  return value;
}

function upperSnake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}
