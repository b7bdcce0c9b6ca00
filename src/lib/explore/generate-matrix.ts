/**
 * Command that writes the regression matrix: `npx --no-install node src/lib/explore/generate-matrix.ts`.
 *
 * Also used by the test that keeps the file fresh; therefore it writes only when run as a program.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { readLibrary } from '#lib/scenario/testing/read-library.ts';
import { findingMatrix } from './finding-matrix.ts';
import type { FindingRow } from './finding-cell.ts';

/** Where the matrix lies. */
export const MATRIX_PATH = fileURLToPath(new URL('finding-matrix.table.ts', import.meta.url));

const HEADER = `/**
 * Every finding on every kernel. Made by generate-matrix.ts from the texts below scenarios/findings; do not edit. It is
 * long because it has one cell for each.
 */
import type { FindingRow } from './finding-cell.ts';
`;

/** The formatted text that the file should have. */
export async function matrixText(rows: readonly FindingRow[]): Promise<string> {
  const source = `${HEADER}\nexport const FINDING_MATRIX: readonly FindingRow[] = ${JSON.stringify(rows)};\n`;
  return format(source, { ...(await resolveConfig(MATRIX_PATH)), filepath: MATRIX_PATH });
}

if (import.meta.main) writeFileSync(MATRIX_PATH, await matrixText(findingMatrix(readLibrary('findings'))));
