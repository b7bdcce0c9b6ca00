/** A finding that was really explored, for tests. */
import { Exploration } from '#lib/explore/explore.ts';
import type { ExploreReport } from '#lib/explore/report.ts';
import type { VariantId } from '#lib/hotplug/variants/variant.ts';
import type { Program } from '#lib/scenario/program.ts';
import { readLibrary } from '#lib/scenario/testing/read-library.ts';
import { compileText } from '../../playable-text.ts';

/** The text of the finding A4. */
export const A4 = readLibrary('findings').find(({ id }) => id === 'a4')!.source;

/** A text on a kernel, every order tried. */
export function explored(text: string, variant: VariantId): { program: Program; report: ExploreReport } {
  const compiled = compileText(text, variant);
  if (!compiled.ok) throw new Error(compiled.error[0]?.what);
  const { program } = compiled.value;
  const exploration = Exploration.of(program);
  if (!exploration.ok) throw new Error(exploration.error.what);
  exploration.value.run();
  return { program, report: exploration.value.report() };
}

export const exploredA4 = (variant: VariantId): ReturnType<typeof explored> => explored(A4, variant);
