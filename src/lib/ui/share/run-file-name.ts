/** Names of the files that a reader saves. */
import type { RunFacts } from '#lib/workbench/shown-run.ts';

/** The run, the kernel and the step; without an ending. */
export function runFileName(
  { source, variant }: Pick<RunFacts, 'source' | 'variant'>,
  position: number,
): string {
  const run = source.kind === 'scenario' ? source.id : source.kind === 'trace' ? source.name : 'scenario';
  return `${run}-${variant}-step-${position}`;
}
