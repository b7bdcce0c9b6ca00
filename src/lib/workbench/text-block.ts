/**
 * A moment of a run as plain text for a mailing list: what was run, what came of it, why, and the link alone on a line.
 * Quoted and pasted back into the page, the text opens the moment again. A run that is a scenario text has it below, so
 * that the mail can be read and run without the page.
 */
import { captionOf } from './caption.ts';
import type { Frame, MarkView, RefusalView } from './frame.ts';
import { apart } from '#lib/scenario/text/apart.ts';
import { sentence, wrap } from '#lib/scenario/wrap-text.ts';

export interface TextBlockWish {
  readonly title: string;
  readonly about: string;
  /** Short name of the kernel. */
  readonly kernel: string;
  /** How true it is, in words. */
  readonly fidelity: string;
  /** The whole address with the link behind its `#`. */
  readonly address: string;
  /** The scenario text that the run is, without anything done by hand; null for another run. */
  readonly scenario: string | null;
}

/** Columns of a mail. */
const MOST_COLUMNS = 72;

/** A list of commands that a mail can bear; of longer runs the last ones are shown. */
const MOST_COMMANDS = 24;

function isBegun(mark: MarkView, position: number): boolean {
  return mark.startStep < position || (mark.endStep !== null && mark.endStep <= position);
}

/** `= -EBUSY` when it is over by then, else that it is under way. */
function outcome({ endStep, result }: MarkView, position: number): string {
  return endStep !== null && endStep <= position ? `= ${result ?? ''}`.trimEnd() : '(under way)';
}

function commandLines({ marks, position }: Frame): string[] {
  const begun = marks.filter((mark) => isBegun(mark, position));
  const left = begun.length - Math.min(begun.length, MOST_COMMANDS);
  const shown = begun.slice(left);
  const width = Math.max(0, ...shown.map(({ actor }) => actor.name.length)) + 1;
  const indent = ' '.repeat(width + 3);
  return [
    ...(left === 0 ? [] : [`  (${left} commands before)`]),
    ...shown.flatMap((mark) => {
      const head = `  ${`${mark.actor.name}:`.padEnd(width)} `;
      return wrap(`${head}${mark.text} ${outcome(mark, position)}`, indent);
    }),
  ];
}

function refusalLines({ errno, block, functionName, reason }: RefusalView): string[] {
  const prefix = `memory${block}: `;
  const condition = block !== null && reason.startsWith(prefix) ? reason.slice(prefix.length) : reason;
  const object = block === null ? '' : ` memory${block},`;
  return wrap(`  ${errno}${object} ${functionName}(): ${sentence(condition)}`, '  ');
}

/** The lines of a scenario text; none when a mail program would break one of them. */
function scenarioLines(text: string | null): string[] {
  const lines = text?.trimEnd().split('\n') ?? [];
  return lines.every(({ length }) => length <= MOST_COLUMNS) ? lines : [];
}

/** The text, lines of at most 72 columns; only the link may be longer. */
export function textBlock(frame: Frame, wish: TextBlockWish): string {
  const { headline, refusals, remedies } = captionOf(frame, wish.about);
  const commands = commandLines(frame);
  const scenario = scenarioLines(wish.scenario);
  const lines = [
    ...wrap(wish.title, '  '),
    ...wrap(`Linux memory hotplug, kernel ${wish.kernel}, step ${frame.position} of ${frame.length}`, '  '),
    ...wrap(`(${wish.fidelity})`, ' '),
    ...(commands.length === 0 ? [] : ['', ...commands]),
    '',
    ...wrap(headline, '  '),
    ...refusals.flatMap(refusalLines),
    ...remedies.flatMap((remedy) => wrap(`  Helps: ${remedy}`, '    ')),
    '',
    'Step through it (nothing to install, nothing is sent):',
    `<${wish.address}>`,
  ];
  const all = scenario.length === 0 ? lines : [...lines.map(apart), '', ...scenario];
  return `${all.join('\n')}\n`;
}
