/**
 * Words for a POSIX shell.
 */

/** A word as a shell takes it: in single quotes where a character could mean something. */
export function quoteWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
