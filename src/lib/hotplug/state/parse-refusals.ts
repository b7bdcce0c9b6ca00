/**
 * Why a word or a number that was written to a file is not taken.
 */
import { EINVAL, ERANGE } from './errno.ts';
import { refusal, type Message } from './journal.ts';

export const BAD_WORD = refusal(
  EINVAL,
  'sysfs_write',
  (names, path, written) =>
    `${names.text(path)} does not take the word ${JSON.stringify(names.text(written))}`,
  () => 'write one of the words that the file knows, in full and in lower case',
);
export const BAD_NUMBER = refusal(
  EINVAL,
  'kstrtoull',
  (names, path, written) => `${names.text(path)} wants a number, not ${JSON.stringify(names.text(written))}`,
  () => 'write a decimal number, or a hexadecimal one with 0x',
);
export const NUMBER_RANGE = refusal(
  ERANGE,
  'kstrtoull',
  (names, path, written) => `${JSON.stringify(names.text(written))} is too large for ${names.text(path)}`,
  () => 'write a smaller number',
);
/** The refusal for a number that kstrtoull() did not take. */
export function numberRefusal(rc: number): Message {
  return rc === -ERANGE ? NUMBER_RANGE : BAD_NUMBER;
}
