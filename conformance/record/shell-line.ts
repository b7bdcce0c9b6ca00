/**
 * The shell command that does what a recorded write did.
 */

/** For example `echo online > /sys/…`; `echo -n` when no newline follows the value. */
export function echo(value: string, path: string, newline: boolean): string {
  return `echo ${newline ? '' : '-n '}${quoted(value)} > ${path}`;
}

/** A word as a POSIX shell takes it literally. */
function quoted(word: string): string {
  return /^[\w.:/+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
