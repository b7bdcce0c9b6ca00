/**
 * The scenario texts of the folder `scenarios/`: stories users ask for, findings of the reviews, races nobody named.
 * Everything that is shown of a text (title, story, kernels) comes from the text itself; its id is the name of its file.
 */
import { failure, success, type Result } from '#lib/capture/result.ts';
import type { VariantId } from '#lib/hotplug/variants/variant.ts';
import { variantsOf } from './text/compile.ts';
import { wordsOf } from './text/given.ts';
import { parseScenario } from './text/parse.ts';
import type { ScenarioText } from './text/syntax.ts';
import type { TextError } from './text/text-error.ts';

/** Folder below `scenarios/`. */
export type LibraryFolder = 'stories' | 'findings' | 'races';

export interface LibraryText {
  readonly folder: LibraryFolder;
  /** Name of the file without `.txt`: a3, policy-between-ranges. */
  readonly id: string;
  readonly title: string;
  /** Who raised it where and what it is, in one paragraph. */
  readonly about: string;
  /** Words under which the gallery lists it. */
  readonly tags: readonly string[];
  /** Kernels that the text names: in findings first one that shows it, then one that does not. */
  readonly kernels: readonly VariantId[];
  readonly source: string;
  readonly text: ScenarioText;
}

/** Reads a text of the library; fails with what the parser says. */
export function libraryText(
  folder: LibraryFolder,
  id: string,
  source: string,
): Result<LibraryText, readonly TextError[]> {
  const text = parseScenario(source);
  if (!text.ok) return text;
  const kernels = variantsOf(text.value);
  if (!kernels.ok) return failure(kernels.error);
  const contents = text.value.items.map(({ content }) => content);
  const title = contents.find((content) => content.kind === 'title')?.text ?? id;
  const about = contents.flatMap((content) => (content.kind === 'about' ? content.text : [])).join(' ');
  const tags = contents.flatMap((content) =>
    content.kind === 'fact' && content.clause.name === 'tags'
      ? wordsOf(content.clause, 'tag').map((word) => word.text)
      : [],
  );
  return success({ folder, id, title, about, tags, kernels: kernels.value, source, text: text.value });
}

/** a2 before a10, and a before b. */
export function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id.localeCompare(b.id, 'en', { numeric: true });
}
