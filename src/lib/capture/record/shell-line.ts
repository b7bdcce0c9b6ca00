/**
 * The shell commands that do what recorded steps did.
 */

/** For example `echo online > /sys/…`; `echo -n` when no newline follows the value. */
export function echo(value: string, path: string, newline: boolean): string {
  return `echo ${newline ? '' : '-n '}${quoted(value)} > ${path}`;
}

/** The words of a program as a shell takes them. */
export function commandLine(argv: readonly string[]): string {
  return argv.map(quoted).join(' ');
}

/** A word as a POSIX shell takes it literally. */
function quoted(word: string): string {
  return /^[\w.:/+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
