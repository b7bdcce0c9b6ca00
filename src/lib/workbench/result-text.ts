/**
 * What an actor sees of a command, in a few characters: text, `-EBUSY`, the return value, or the exit code of a program
 * that did not do all.
 */

/** An outcome, of the model or recorded; only programs have a text on standard error. */
export interface SeenOutcome {
  readonly rc: number | null;
  readonly errno: string | null;
  readonly stdout: string | null;
  readonly stderr?: string | null;
}

const isProgram = ({ stderr }: SeenOutcome): boolean => stderr !== undefined && stderr !== null;

/** The text of an outcome; null while there is none. */
export function resultText(outcome: SeenOutcome | null): string | null {
  if (outcome === null) return null;
  const { rc, errno, stdout } = outcome;
  if (errno !== null) return errno === 'BUG' ? 'died in a kernel BUG' : `-${errno}`;
  if (isProgram(outcome) && rc !== 0) return `exit ${rc}`;
  // A program that has nothing to say has done it.
  if (isProgram(outcome) && stdout === '') return '0';
  if (stdout !== null) return stdout.trimEnd().split('\n', 1)[0] ?? '';
  return rc === null ? null : String(rc);
}

/** Did it fail? A program does when its exit code is not 0. */
export function isFailed(outcome: SeenOutcome | null): boolean {
  return outcome !== null && (outcome.errno !== null || (isProgram(outcome) && outcome.rc !== 0));
}
