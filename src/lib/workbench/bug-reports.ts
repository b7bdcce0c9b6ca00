/**
 * Errors that only a bug can cause, on their way to the one dialog that shows them. A fault that repeats with every
 * frame must not bury the page: of all that come within ten seconds only the first is shown.
 */

export interface BugReport {
  /** First line of the error. */
  readonly headline: string;
  /** Everything that helps to find it, as text to copy. */
  readonly text: string;
}

const PAUSE_MS = 10_000;

/** The address is part of the report since it holds the moment at which it happened. */
function reportText(error: unknown, address: string): string {
  const trace = error instanceof Error ? (error.stack ?? String(error)) : String(error);
  const cause =
    error instanceof Error && error.cause instanceof Error ? [`Cause: ${error.cause.message}`] : [];
  return [trace, ...cause, `Page: ${address}`, `Browser: ${globalThis.navigator?.userAgent ?? 'none'}`].join(
    '\n',
  );
}

export class BugReports {
  readonly #show: (report: BugReport) => void;
  readonly #nowMs: () => number;
  #shownAtMs = -Infinity;

  constructor(show: (report: BugReport) => void, nowMs: () => number = () => performance.now()) {
    this.#show = show;
    this.#nowMs = nowMs;
  }

  /** Shows the error, unless one was shown a moment ago. */
  report(error: unknown, address: string): void {
    const now = this.#nowMs();
    if (now - this.#shownAtMs < PAUSE_MS) return;
    this.#shownAtMs = now;
    const headline = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    this.#show({ headline, text: reportText(error, address) });
  }
}
