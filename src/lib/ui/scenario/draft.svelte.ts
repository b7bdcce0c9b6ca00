/**
 * The text in the editor beside the run on screen: which of the two is newer, and what is wrong with the text.
 */
import type { Result } from '#lib/capture/result.ts';
import type { TextError } from '#lib/scenario/text/text-error.ts';
import { compileText, variantAfterEdit } from '#lib/workbench/playable-text.ts';
import type { Workbench } from '#lib/workbench/workbench.svelte.ts';

/** After the last key, until a text without errors is played by itself. */
export const PAUSE_MS = 600;

export class Draft {
  readonly #workbench: Workbench;
  readonly #busy: () => () => void;
  #text = $state('');
  /** The text of the run on screen, as the draft knows it. */
  #ofRun = '';
  #errors: readonly TextError[] = $state.raw([]);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #end: (() => void) | null = null;

  /** `busy` says that something is under way, until what it gives is called. */
  constructor(workbench: Workbench, busy: () => () => void) {
    this.#workbench = workbench;
    this.#busy = busy;
  }

  get text(): string {
    return this.#text;
  }

  get errors(): readonly TextError[] {
    return this.#errors;
  }

  /** Does the text say something else than the run on screen? */
  get isAhead(): boolean {
    return this.#text !== this.#ofRun;
  }

  /** Another run, or the same on another kernel, is on screen. A text with errors stays as long as it is about that run. */
  follow(text: string): void {
    const isSame = text === this.#ofRun;
    this.#ofRun = text;
    if (isSame && this.isAhead) this.#check();
    else this.#take(text, []);
  }

  /** A text that cannot be played: from a link, to be repaired here. */
  repair(text: string): void {
    this.#text = text;
    this.#check();
  }

  /** The reader types. */
  type(text: string): void {
    this.#text = text;
    clearTimeout(this.#timer);
    this.#end ??= this.#busy();
    this.#timer = setTimeout(() => void this.run(), PAUSE_MS);
  }

  /** Plays the text if nothing is wrong with it; gives whether it is played. */
  async run(): Promise<boolean> {
    clearTimeout(this.#timer);
    const end = this.#end ?? this.#busy();
    this.#end = null;
    try {
      const text = this.#text;
      const checked = this.#check();
      if (!checked.ok) return false;
      if (this.isAhead) {
        const variant = variantAfterEdit(this.#ofRun, text, this.#workbench.facts?.variant ?? 'merged');
        this.#ofRun = text;
        await this.#workbench.openText(text, { variant, stays: true });
      }
      return true;
    } finally {
      end();
    }
  }

  /** Nobody waits for it any more. */
  drop(): void {
    clearTimeout(this.#timer);
    this.#end?.();
    this.#end = null;
  }

  #check(): Result<unknown, readonly TextError[]> {
    const shown = this.#workbench.facts?.variant;
    const variant = shown === undefined ? undefined : variantAfterEdit(this.#ofRun, this.#text, shown);
    const compiled = compileText(this.#text, variant);
    this.#errors = compiled.ok ? [] : compiled.error;
    return compiled;
  }

  #take(text: string, errors: readonly TextError[]): void {
    this.drop();
    this.#text = text;
    this.#errors = errors;
  }
}
