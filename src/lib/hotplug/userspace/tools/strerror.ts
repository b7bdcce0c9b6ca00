/**
 * Words of the C library for error numbers, as tools print them.
 */
const WORDS: Readonly<Record<number, string>> = {
  1: 'Operation not permitted',
  2: 'No such file or directory',
  3: 'No such process',
  4: 'Interrupted system call',
  5: 'Input/output error',
  6: 'No such device or address',
  7: 'Argument list too long',
  11: 'Resource temporarily unavailable',
  12: 'Cannot allocate memory',
  13: 'Permission denied',
  16: 'Device or resource busy',
  17: 'File exists',
  19: 'No such device',
  20: 'Not a directory',
  21: 'Is a directory',
  22: 'Invalid argument',
  26: 'Text file busy',
  28: 'No space left on device',
  34: 'Numerical result out of range',
  95: 'Operation not supported',
  133: 'Memory page has hardware error',
};

/** strerror() of an errno with either sign. */
export function strerror(errno: number): string {
  const number = Math.abs(errno);
  return WORDS[number] ?? `Unknown error ${number}`;
}
