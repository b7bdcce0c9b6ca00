/**
 * The list of recordings that the project keeps (static/traces/index.json): what the page's picker shows before it
 * loads one.
 */
export interface TraceIndexEntry {
  /** Name of the file beside the index. */
  readonly file: string;
  readonly name: string;
  readonly title: string;
  readonly about: string;
  /** `kernel.variant` and `kernel.release` of the recording. */
  readonly variant: string;
  readonly release: string;
  /** Number of recorded steps. */
  readonly steps: number;
}
