/**
 * The scenario texts of the folder `scenarios/`, in the page: findings of the reviews, and races that nobody named.
 */
import { byId, libraryText, type LibraryFolder, type LibraryText } from '#lib/scenario/library.ts';

const FINDINGS = import.meta.glob<string>('../../../../scenarios/findings/*.txt', {
  query: '?raw',
  import: 'default',
  eager: true,
});
const RACES = import.meta.glob<string>('../../../../scenarios/races/*.txt', {
  query: '?raw',
  import: 'default',
  eager: true,
});

function textsOf(folder: LibraryFolder, files: Readonly<Record<string, string>>): LibraryText[] {
  return Object.entries(files)
    .map(([path, source]) => {
      const id = path.replace(/^.*\/|\.txt$/g, '');
      const text = libraryText(folder, id, source);
      if (!text.ok) throw new Error(`${id} has errors; the tests of the library name them`);
      return text.value;
    })
    .sort(byId);
}

/** All of them, the findings first. */
export const LIBRARY: readonly LibraryText[] = [...textsOf('findings', FINDINGS), ...textsOf('races', RACES)];

/** The finding of that id; null for none. */
export function findingOf(id: string): LibraryText | null {
  return LIBRARY.find((text) => text.folder === 'findings' && text.id === id) ?? null;
}

/** Who raised a finding where: the first sentence of its story, which has the date of a mail; empty where none has. */
export function referenceOf({ about }: Pick<LibraryText, 'about'>): string {
  return /^.*?\d{4}-\d{2}-\d{2}.*?(?=[:.](?:\s|$))/.exec(about)?.[0] ?? '';
}
