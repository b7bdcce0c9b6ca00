/**
 * What an actor sees of a command, in a few characters: text, `-EBUSY`, or the return value.
 */
export function resultText(rc: number | null, errno: string | null, stdout: string | null): string | null {
  if (errno !== null) return errno === 'BUG' ? 'died in a kernel BUG' : `-${errno}`;
  if (stdout !== null) return stdout.trimEnd().split('\n', 1)[0] ?? '';
  return rc === null ? null : String(rc);
}
