/** How many rows a terminal may be asked to have. */
import { expect, it } from 'vitest';
import { allowedRows, FEWEST_ROWS, LEAST_ROWS, MOST_ROWS } from './terminal-room.ts';

it('rows are whole, and neither too few to read nor more than a screen', () => {
  expect(allowedRows(LEAST_ROWS + 0.6)).toBe(LEAST_ROWS + 1);
  expect(allowedRows(-3)).toBe(FEWEST_ROWS);
  expect(allowedRows(1e9)).toBe(MOST_ROWS);
});
