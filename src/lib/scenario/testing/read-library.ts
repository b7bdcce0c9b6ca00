/** The texts of `scenarios/` for tests and commands that run in Node. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { byId, libraryText, type LibraryFolder, type LibraryText } from '../library.ts';
import { textErrorLine } from '../text/text-error.ts';

/** All texts of a folder, in the order of their ids; throws when one does not parse. */
export function readLibrary(folder: LibraryFolder): LibraryText[] {
  const path = fileURLToPath(new URL(`../../../../scenarios/${folder}/`, import.meta.url));
  return readdirSync(path)
    .filter((name) => name.endsWith('.txt'))
    .map((name) => {
      const read = libraryText(folder, name.replace(/\.txt$/, ''), readFileSync(path + name, 'utf8'));
      if (!read.ok) throw new Error(`${name}: ${read.error.map(textErrorLine).join('; ')}`);
      return read.value;
    })
    .sort(byId);
}
