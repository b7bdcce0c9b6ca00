/**
 * Writes the compiled charts as TypeScript source, so that the kernel core can import plain numbers.
 *
 * The core may not carry XState with it (first load, worker, command line); the tables hold everything that it
 * needs. Only `generate.ts` writes the files; a test compares them with what these functions return.
 */
import { type CompiledTable, compileTable } from './compile-table.ts';
import { memoryBlockEvents, memoryBlockMachine } from './memory-block.ts';

/** The command that writes the generated files again; it stands in their first lines. */
export const GENERATE_COMMAND = 'npx --no-install node src/lib/machines/generate.ts';

/** The source of `memory-block.table.ts`, not yet formatted. */
export function memoryBlockTableSource(): string {
  const table = compileTable(memoryBlockMachine, Object.keys(memoryBlockEvents));
  const rows = table.configurations.map(({ value, context }) => {
    const state = String(value);
    const zone = String(context['zone']);
    const passing = state === 'goingOnline' || state === 'goingOffline';
    const name = upperSnake(state) + (passing ? `_${zone === 'none' ? 'MIXED' : zone.toUpperCase()}` : '');
    const { file } =
      memoryBlockMachine.root.states[state as keyof typeof memoryBlockMachine.root.states]!.meta;
    return { name, value: state, zone, file };
  });
  const names = rows.map((row) => row.name);
  return [
    header('memory-block.ts', 'A memory block in numbers: a block is one byte, its configuration.'),
    ...eventConstants('BLOCK', 'Block', table.events),
    `/** Configuration numbers: the state of the chart together with the zone class that it remembers. */
    ${numbered('BLOCK', names)}`,
    'export type BlockConfiguration = (typeof BLOCK)[keyof typeof BLOCK];',
    `/** For each configuration its name, the state of the chart, the zone class and what \`memoryN/state\` reads. */
    export const BLOCK_CONFIGURATIONS = ${JSON.stringify(rows)} as const;`,
    `/** \`BLOCK_NEXT[configuration * BLOCK_EVENT_COUNT + event]\`: the next configuration, 255 if refused. */
    export const BLOCK_NEXT = ${nextTable(table, names)};`,
  ].join('\n\n');
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

function eventConstants(prefix: string, typePrefix: string, events: readonly string[]): string[] {
  return [
    `/** Event numbers. */
    ${numbered(`${prefix}_EVENT`, events)}`,
    `export type ${typePrefix}Event = (typeof ${prefix}_EVENT)[keyof typeof ${prefix}_EVENT];`,
    `/** The name of each event number. */
    export const ${prefix}_EVENT_NAMES = ${JSON.stringify(events)} as const;`,
    `export const ${prefix}_EVENT_COUNT = ${events.length};`,
  ];
}

/** An expression for the table's bytes with one named line per configuration. */
function nextTable({ next, events }: CompiledTable, names: readonly string[]): string {
  const lines = names.map((name, i) => {
    const row = next.subarray(i * events.length, (i + 1) * events.length);
    return `[${row.join(', ')}], // ${name}`;
  });
  return `Uint8Array.from([\n${lines.join('\n')}\n].flat())`;
}

function upperSnake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}
