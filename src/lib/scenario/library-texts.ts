/**
 * The texts of `scenarios/` for the page. They are taken into the build as they are; load this module only where a
 * list of them is shown.
 */
import { byId, libraryText, type LibraryFolder, type LibraryText } from './library.ts';

const sources = import.meta.glob<string>('../../../scenarios/*/*.txt', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** All texts of a folder, in the order of their ids. A text that does not parse fails the tests before it gets here. */
export function libraryTexts(folder: LibraryFolder): LibraryText[] {
  return Object.entries(sources)
    .flatMap(([path, source]) => {
      const [, from, id] = /([a-z]+)\/([\w-]+)\.txt$/.exec(path)!;
      const read = from === folder ? libraryText(folder, id!, source) : null;
      return read?.ok === true ? read.value : [];
    })
    .sort(byId);
}
