/**
 * What is wrong with a recorded run that cannot be replayed, in the words of the person who has to repair it.
 */
export interface TraceError {
  /** What is wrong, in one clause. */
  readonly what: string;
  /** JSON path of the place, e.g. `steps[3].op.size`; `$` is the file as a whole. */
  readonly path: string;
  /** Number of the step, null when the place is in no step. */
  readonly step: number | null;
  /** Which rule is broken. */
  readonly why: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** The error in one line. */
export function traceErrorText(error: TraceError): string {
  const place = error.step === null ? error.path : `step ${error.step}, ${error.path}`;
  return `${place}: ${error.what}: ${error.why}; ${error.remedy}`;
}
