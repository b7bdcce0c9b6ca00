/** The findings of the reviews, explored on every kernel, against what the reviews say. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { VARIANT_IDS, type VariantId } from '#lib/hotplug/variants/index.ts';
import { libraryTexts } from '#lib/scenario/library-texts.ts';
import { readLibrary } from '#lib/scenario/testing/read-library.ts';
import type { FindingRow } from './finding-cell.ts';
import { findingMatrix } from './finding-matrix.ts';
import { MATRIX_PATH, matrixText } from './generate-matrix.ts';
import { EXPECTATIONS, RACE_ANSWERS } from './testing/finding-expectations.ts';

const LETTERS = { Sometimes: 'S', Always: 'A', Never: 'N', absent: '-' } as const;
const findings = readLibrary('findings');
const matrix = findingMatrix(findings);
const lettersOfRow = ({ cells }: FindingRow): string => cells.map(({ answer }) => LETTERS[answer]).join(' ');
const lettersOf = (id: string): string => lettersOfRow(matrix.find((row) => row.id === id)!);

describe('the regression matrix', () => {
  it('has every finding that concerns behaviour', () => {
    const wanted = [
      ...Array.from({ length: 11 }, (_, i) => `a${i + 1}`),
      ...Array.from({ length: 11 }, (_, i) => `b${i + 1}`),
      ...['c1', 'c2', 'c3', 'd2', 'd5', 'd8', 'f3'],
    ];
    expect(findings.map(({ id }) => id)).toEqual(wanted);
    expect(Object.keys(EXPECTATIONS)).toEqual(wanted);
  });

  it.each(Object.entries(EXPECTATIONS))('says of %s what the reviews say', (id, { answers }) => {
    expect(lettersOf(id)).toBe(answers);
  });

  it('lies in the project as it is computed today', async () => {
    expect(readFileSync(MATRIX_PATH, 'utf8')).toBe(await matrixText(matrix));
  });
});

describe('races that nobody named', () => {
  it('end as they were found to end', () => {
    const rows = findingMatrix(readLibrary('races'));
    expect(Object.fromEntries(rows.map((row) => [row.id, lettersOfRow(row)]))).toEqual(RACE_ANSWERS);
  });
});

describe('what is expected', () => {
  const answerOf = (answers: string, variant: VariantId): string =>
    answers.split(' ')[VARIANT_IDS.indexOf(variant)]!;

  it.each(Object.entries(EXPECTATIONS))('of %s is what its thread names', (_, expectation) => {
    const { answers, affects, pair, notes = {} } = expectation;
    for (const variant of VARIANT_IDS) {
      const isShown = 'SA'.includes(answerOf(answers, variant));
      if (isShown !== affects.includes(variant)) expect(notes[variant], variant).toBeTruthy();
      else expect(notes[variant], variant).toBeUndefined();
    }
    if (pair === null) return;
    expect('SA').toContain(answerOf(answers, pair[0]));
    expect('N-').toContain(answerOf(answers, pair[1]));
  });
});

describe('the texts of the library', () => {
  const all = [...findings, ...readLibrary('races')];

  it.each(all)('$folder/$id survives a plain-text mail and tells its story', (text) => {
    const lines = text.source.split('\n');
    expect(lines.filter((line) => line.length > 72)).toEqual([]);
    expect(text.source).toMatch(/^[\x20-\x7e\n]*\n$/);
    expect(text.about.length).toBeGreaterThan(60);
    if (text.folder === 'findings') expect(text.title.startsWith(`${text.id.toUpperCase()}: `)).toBe(true);
  });

  it.each(findings.filter(({ id }) => id !== 'b2'))(
    '$id names a kernel that shows it first',
    ({ id, kernels }) => {
      const cells = matrix.find((row) => row.id === id)!.cells;
      const cellOf = (variant: VariantId) => cells.find((cell) => cell.variant === variant)!;
      expect(cellOf(kernels[0]!).isBad).toBe(true);
      expect(cellOf(kernels[1]!).isBad).toBe(false);
    },
  );

  it.each(['findings', 'races'] as const)('%s are the same for the page', (folder) => {
    expect(libraryTexts(folder)).toEqual(readLibrary(folder));
  });
});
