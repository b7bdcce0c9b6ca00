/**
 * The regression matrix: every finding on every kernel, answered over all orders of its actors.
 */
import { VARIANT_IDS, type VariantId } from '#lib/hotplug/variants/index.ts';
import type { LibraryText } from '#lib/scenario/library.ts';
import { compileScenario } from '#lib/scenario/text/compile.ts';
import { missingOf } from '#lib/scenario/text/missing.ts';
import { textErrorLine } from '#lib/scenario/text/text-error.ts';
import { Exploration } from './explore.ts';
import type { ConditionVerdict } from './report.ts';
import type { FindingAnswer, FindingCell, FindingRow } from './finding-cell.ts';

function textOf(answer: FindingAnswer, holdsIn: number, outOf: number): string {
  switch (answer) {
    case 'Never':
      return outOf === 1 ? 'does not happen' : `happens in no order (${outOf} outcomes)`;
    case 'Always':
      return outOf === 1 ? 'happens' : `happens in every order (${outOf} outcomes)`;
    default:
      return `happens in some orders (${holdsIn} of ${outOf} outcomes)`;
  }
}

/** The verdict on the first condition of a text, which is its question; throws when the search was cut short. */
export function askOf(finding: LibraryText, variant: VariantId): ConditionVerdict {
  const program = compileScenario(finding.text, variant);
  if (!program.ok) {
    throw new Error(`${finding.id} on ${variant}: ${program.error.map(textErrorLine).join('; ')}`);
  }
  const exploration = Exploration.of(program.value);
  if (!exploration.ok) throw new Error(`${finding.id} on ${variant}: ${exploration.error.what}`);
  exploration.value.run();
  const verdict = exploration.value.report().conditions[0];
  if (verdict === undefined) throw new Error(`${finding.id} asks nothing`);
  return verdict;
}

/** One finding on one kernel. */
export function findingCell(finding: LibraryText, variant: VariantId): FindingCell {
  const missing = missingOf(finding.text, variant);
  if (missing.length > 0) {
    return { variant, answer: 'absent', isBad: false, text: `cannot be tried: ${missing.join(', ')}` };
  }
  const { answer, isMet, holdsIn, outOf } = askOf(finding, variant);
  if (answer === null)
    throw new Error(`${finding.id} on ${variant}: too many states, make its machine smaller`);
  return { variant, answer, isBad: isMet === true, text: textOf(answer, holdsIn, outOf) };
}

/** All findings on all kernels; a pure function of the texts and the model. */
export function findingMatrix(findings: readonly LibraryText[]): FindingRow[] {
  return findings.map((finding) => ({
    id: finding.id,
    title: finding.title,
    cells: VARIANT_IDS.map((variant) => findingCell(finding, variant)),
  }));
}
