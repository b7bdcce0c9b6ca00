/**
 * The sentences under the map: what happened, why, and the smallest change that helps.
 */
import type { Frame, MarkView, RefusalView } from './frame.ts';
import { countBlocks } from './frame-blocks.ts';
import { currentCommand } from './places.ts';

export interface Caption {
  readonly headline: string;
  /** One or two sentences under the headline. */
  readonly summary: string;
  /** Refusals to explain, newest first, without repetitions. */
  readonly refusals: readonly RefusalView[];
  /** How many more there are. */
  readonly hidden: number;
  /** Each once, in the order of the refusals. */
  readonly remedies: readonly string[];
  /** First difference of the current command to the recording; null when there is none. */
  readonly difference: string | null;
}

const REFUSALS_SHOWN = 3;

/** `returns 0`, `returns -EBUSY`, `prints online`, `ends with exit code 64`. */
export function resultPhrase(result: string): string {
  if (result === 'not in this kernel') return 'is not in this kernel';
  if (result.startsWith('died')) return result;
  if (result === '') return 'prints an empty line';
  if (/^exit \d+$/.test(result)) return `ends with ${result.replace('exit', 'exit code')}`;
  return /^-?\d+$|^-E[A-Z]/.test(result) ? `returns ${result}` : `prints ${result}`;
}

function blockCounts(frame: Frame): string {
  const { online, offline, changing } = countBlocks(frame);
  const rest = changing === 0 ? '' : `, ${changing} changing`;
  const are = online === 1 ? 'block is' : 'blocks are';
  return `${online} ${are} online, ${offline} offline${rest}.`;
}

function endedHere({ marks, position }: Frame): MarkView | undefined {
  return position === 0 ? undefined : marks.findLast(({ endStep }) => endStep === position);
}

function withoutRepetition(refusals: readonly RefusalView[]): RefusalView[] {
  const seen = new Set<string>();
  return refusals.toReversed().filter(({ errno, functionName, reason }) => {
    const key = `${errno} ${functionName} ${reason}`;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

/** The command in whose course something was refused: the actor's command that was begun last before it. */
function headlineOf(frame: Frame, newest: RefusalView | undefined): string {
  const ended = endedHere(frame);
  if (ended !== undefined) return `${ended.text} ${resultPhrase(ended.result ?? '')}.`;
  if (newest !== undefined) {
    const object = newest.block === null ? `answers ${newest.errno}` : `refuses memory${newest.block}`;
    return `${newest.functionName}() ${object}.`;
  }
  const { current } = frame;
  return current === null ? 'Before the first step.' : sentence(`${current.actor.name}: ${current.label}`);
}

function summaryOf(frame: Frame, about: string, newest: RefusalView | undefined): string {
  const { current, position } = frame;
  if (current === null) return about;
  if (endedHere(frame) !== undefined) return blockCounts(frame);
  const place = `${current.functionName}(), step ${position} of ${frame.length}`;
  if (newest === undefined) return `${place}. ${blockCounts(frame)}`;
  if (newest.position === position)
    return `${current.actor.name} gets ${newest.errno}. ${blockCounts(frame)}`;
  return sentence(`Since then, ${current.actor.name}: ${current.label}`);
}

/** The step just done in one line, for whoever moves through the run without seeing it. */
export function stepText({ current, position, length }: Frame): string {
  const place = `step ${position} of ${length}`;
  if (current === null) return place;
  const { actor, functionName, label, errno } = current;
  return `${place}, ${actor.name}: ${functionName}(), ${label}${errno === null ? '' : `, ${errno}`}`;
}

/** What to say about a moment. `about` is the description of the run, said before its first step. */
export function captionOf(frame: Frame, about: string): Caption {
  const refusals = withoutRepetition(frame.refusals);
  const shown = refusals.slice(0, REFUSALS_SHOWN);
  const remedies = shown.map(({ remedy }) => remedy).filter((remedy) => remedy !== null);
  return {
    headline: headlineOf(frame, refusals[0]),
    summary: summaryOf(frame, about, refusals[0]),
    refusals: shown,
    hidden: refusals.length - shown.length,
    remedies: [...new Set(remedies)],
    difference: frame.marks[currentCommand(frame)]?.difference ?? null,
  };
}

/** Ends a text with a full stop unless it is a question. */
function sentence(text: string): string {
  return text.endsWith('?') ? text : `${text}.`;
}
