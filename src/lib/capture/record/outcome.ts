/**
 * What came of one operation on a machine that is being recorded.
 */
/** What was done and what was answered; the files are looked at afterwards. */
export interface Outcome {
  readonly actor: 'shell' | 'qmp';
  /** As the recording holds it: with the address that the machine chose. */
  readonly op: Readonly<Record<string, unknown>>;
  readonly shell: string | null;
  readonly rc: number | null;
  readonly errno: string | null;
  readonly stdout: string | null;
  /** Kernel threads may still be at work. */
  readonly settles: boolean;
  readonly more: Readonly<Record<string, unknown>>;
}

/** Of something that a program in the guest did. */
export function shellOutcome(
  op: Outcome['op'],
  shell: string | null,
  rc: number | null,
  errno: string | null,
): Outcome {
  return { actor: 'shell', op, shell, rc, errno, stdout: null, settles: false, more: {} };
}

/** Of something that the machine took; the guest's threads may still be at work. */
export function accepted(op: Outcome['op'], rc: number, qmpEvents: readonly unknown[]): Outcome {
  const same = { actor: 'qmp', shell: null, errno: null, stdout: null, settles: true } as const;
  return { ...same, op, rc, more: { qmpEvents } };
}

/** Of something that the machine refused. */
export function refused(op: Outcome['op'], refusal: string): Outcome {
  return { ...accepted(op, -1, []), settles: false, more: { qmpError: refusal } };
}
