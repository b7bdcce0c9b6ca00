/**
 * Command that writes the generated tables: `npx --no-install node src/lib/machines/generate.ts`.
 *
 * Also used by the test that keeps the files fresh; therefore it writes only when run as a program.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { kmemDeviceTableSource, memoryBlockTableSource } from './table-source.ts';

const sources: Record<string, () => string> = {
  'kmem-device.table.ts': kmemDeviceTableSource,
  'memory-block.table.ts': memoryBlockTableSource,
};

/** The names of the generated files of this folder. */
export const generatedFiles: readonly string[] = Object.keys(sources);

/** The formatted text that generated file `name` of this folder should have. */
export async function generatedText(name: string): Promise<string> {
  const source = sources[name];
  if (source === undefined) throw new RangeError(`${name} is not a generated file of src/lib/machines`);
  const filepath = generatedPath(name);
  return format(source(), { ...(await resolveConfig(filepath)), filepath });
}

/** Where generated file `name` lies. */
export function generatedPath(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

if (import.meta.main) {
  for (const name of generatedFiles) writeFileSync(generatedPath(name), await generatedText(name));
}
