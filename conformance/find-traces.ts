/**
 * From the words on the command line to the recordings they mean.
 */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The list of recordings that the page reads; it lies beside them and is none. */
export const INDEX_FILE = 'index.json';

/** Somebody named a file or folder that is not there. */
export class UnknownPath extends Error {}

/** Recordings of a folder in alphabetical order, or the file itself. Throws `UnknownPath`. */
export function tracesAt(path: string): string[] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new UnknownPath(`${path}: there is no such file or folder`);
  if (!found.isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => name.endsWith('.json') && name !== INDEX_FILE)
    .sort()
    .map((name) => join(path, name))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() !== false);
}
