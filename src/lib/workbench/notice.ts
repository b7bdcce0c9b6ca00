/**
 * What the page has to tell its reader beside the run: a damaged link, a recording that cannot be loaded. A notice
 * never takes anything away from the screen.
 */
import type { LinkError } from '#lib/scenario/link-error.ts';
import type { FileError } from '#lib/scenario/run-file.ts';
import { textErrorLine, type TextError } from '#lib/scenario/text/text-error.ts';
import type { LoadError } from './trace-library.ts';

export type Notice =
  | { readonly kind: 'damaged-link'; readonly error: LinkError }
  | {
      readonly kind: 'sentence';
      readonly headline: string;
      readonly text: string;
      /** What to do. */
      readonly advice: string;
    }
  | {
      readonly kind: 'wrong-text';
      readonly headline: string;
      readonly text: string;
      readonly advice: string;
      /** The whole text. */
      readonly scenario: string;
    };

/** A text that cannot be played. It is kept, so that it can be repaired. */
export function wrongText(text: string, errors: readonly TextError[]): Notice {
  const [first] = errors;
  const rest = errors.length - 1;
  const more = rest === 0 ? '' : ` ${rest} more ${rest === 1 ? 'error is' : 'errors are'} shown in the text.`;
  return {
    kind: 'wrong-text',
    scenario: text,
    headline: 'This scenario cannot be played',
    text: `${first === undefined ? '' : textErrorLine(first)}.${more}`,
    advice: 'Repair it under Text; what was on screen is still there.',
  };
}

export function damagedLink(error: LinkError): Notice {
  return { kind: 'damaged-link', error };
}

export function notLoaded({ what, advice }: LoadError): Notice {
  return { kind: 'sentence', headline: 'This run cannot be shown', text: what, advice };
}

export function notOpened({ what, where, why, advice }: FileError): Notice {
  return {
    kind: 'sentence',
    headline: 'This file cannot be opened',
    text: `${what} ${where} ${why}`,
    advice: `${advice} What was on screen is still there.`,
  };
}

export function unknownScenario(id: string): Notice {
  return {
    kind: 'sentence',
    headline: 'This link opens a scenario that is not here',
    text: `It is whole, but this edition of the page has no scenario called ${JSON.stringify(id)}.`,
    advice: 'Load the page anew to get its newest edition, or choose another run from the list.',
  };
}

export function beyondTheEnd(position: number, length: number): Notice {
  return {
    kind: 'sentence',
    headline: 'This link points beyond the end of the run',
    text: `It asks for step ${position}; the run has ${length} steps here and is shown at its end.`,
    advice: 'The link was written by hand or by another edition of the model.',
  };
}

export function otherModel(position: number): Notice {
  return {
    kind: 'sentence',
    headline: 'The model has changed since this link was made',
    text: `The state at step ${position} is not the one that was shared; the same commands are shown as they run now.`,
    advice: 'Share the moment again to get a link of this edition.',
  };
}

/** What kept a schedule from being followed; null for nothing. */
export function orderTrouble(trouble: string | null): Notice | null {
  if (trouble === null) return null;
  return {
    kind: 'sentence',
    headline: 'The order of steps belongs to another kernel or another text',
    text: trouble,
    advice: 'Let every order be tried on this kernel to get one that fits.',
  };
}
