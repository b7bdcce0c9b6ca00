/**
 * Tables as util-linux prints them into a pipe (libsmartcols): for people, `-r`, `-P` and `-J`.
 */

/** `string`, `number` and `boolean` are types of JSON; for people a column is a text in any case. */
export interface Column {
  readonly name: string;
  readonly isRight: boolean;
  /** Least width that is used for data wider than the heading; 0 for none. */
  readonly widthHint: number;
  readonly json: 'string' | 'number' | 'boolean';
}

/** A cell without data is null. */
export type Cell = string | null;
export type Rows = readonly (readonly Cell[])[];

function widthOf({ name, widthHint }: Column, cells: readonly Cell[]): number {
  const width = cells.reduce((most, cell) => Math.max(most, cell?.length ?? 0), 0);
  if (width < name.length) return name.length;
  return widthHint >= 1 && width < widthHint && name.length < widthHint ? widthHint : width;
}

/** Columns padded with spaces; a last column that is not right aligned has none behind it. */
export function tableText(columns: readonly Column[], rows: Rows, headings: boolean): string {
  const widths = columns.map((column, i) =>
    widthOf(
      column,
      rows.map((row) => row[i] ?? null),
    ),
  );
  const line = (cells: readonly Cell[]): string => {
    const parts = columns.map(({ isRight }, i) => {
      const text = cells[i] ?? '';
      const isLast = i === columns.length - 1;
      if (isRight && text !== '') return text.padStart(widths[i]!);
      return isLast ? text : text.padEnd(widths[i]!);
    });
    return `${parts.join(' ')}\n`;
  };
  return (headings ? line(columns.map(({ name }) => name)) : '') + rows.map(line).join('');
}

/** One space between cells, nothing for an empty one; what is not printable or a blank is written as \\x20. */
export function rawText(columns: readonly Column[], rows: Rows, headings: boolean): string {
  const word = (cell: Cell): string =>
    (cell ?? '').replaceAll(
      /[^!-[\]-~]/g,
      (blank) => `\\x${blank.charCodeAt(0).toString(16).padStart(2, '0')}`,
    );
  const lines = rows.map((row) => `${row.map(word).join(' ')}\n`);
  return (headings ? `${columns.map(({ name }) => name).join(' ')}\n` : '') + lines.join('');
}

/** KEY="value" for each cell. */
export function pairsText(columns: readonly Column[], rows: Rows): string {
  const quote = (cell: Cell): string =>
    `"${(cell ?? '').replaceAll(/["\\`$]|[^ -~]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`)}"`;
  return rows
    .map((row) => `${row.map((cell, i) => `${columns[i]!.name}=${quote(cell)}`).join(' ')}\n`)
    .join('');
}

function jsonValue({ json }: Column, cell: Cell): string {
  if (json === 'boolean') {
    return /^(1|y)/i.test(cell ?? '') ? 'true' : 'false';
  }
  if (cell === null || cell === '') return 'null';
  return json === 'number' ? cell : JSON.stringify(cell);
}

/** A JSON object with the rows under a name. */
export function jsonText(name: string, columns: readonly Column[], rows: Rows): string {
  const objects = rows.map((row) => {
    const members = columns.map(
      (column, i) =>
        `         ${JSON.stringify(column.name.toLowerCase())}: ${jsonValue(column, row[i] ?? null)}`,
    );
    return `{\n${members.join(',\n')}\n      }`;
  });
  return `{\n   ${JSON.stringify(name)}: [\n      ${objects.join(',')}\n   ]\n}\n`;
}
