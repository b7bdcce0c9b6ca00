/**
 * A page of the manual: one screen, in our own words.
 */
export interface ManualPage {
  readonly name: string;
  /** Other names that lead here. */
  readonly also?: readonly string[];
  /** 1 for commands, 5 for files, 7 for what is behind them. */
  readonly section: 1 | 5 | 7;
  /** What it is, in half a line. */
  readonly title: string;
  readonly synopsis: readonly string[];
  /** Paragraphs. */
  readonly about: readonly string[];
  /** Options, words or files, with what they mean. */
  readonly list?: readonly (readonly [name: string, meaning: string])[];
  readonly status?: string;
  readonly examples?: readonly string[];
  readonly see?: readonly string[];
}
