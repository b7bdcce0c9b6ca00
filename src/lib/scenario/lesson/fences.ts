/**
 * The fenced blocks of a lesson that are no prose: show, check, predict.
 */
import { VARIANT_IDS } from '#lib/hotplug/variants/index.ts';
import { variantNamed } from '../text/kernel-words.ts';
import type { Place } from '../text/text-error.ts';
import { PANES, type Ask, type Pane, type Show, type Spot } from './lesson.ts';
import { lineAt, type LessonErrors } from './lesson-errors.ts';

/** The text of a fenced block: its lines, with the line of the file in which the first one stands. */
export interface Fence {
  /** What stands behind the word that says what it is. */
  readonly info: string;
  readonly text: string;
  readonly line: number;
}

const SPOTS = ['boot', 'begin', 'end', 'before RESULT', 'after RESULT', 'when CONDITION'];

/** Where a picture stands: `after r1`, `when memory33 is going-offline`, `when -EBUSY from r2`. */
export function spotOf(text: string, at: Place, errors: LessonErrors): Spot | null {
  const [, word = '', rest = ''] = /^(\S+)\s*(.*)$/.exec(text.trim()) ?? [];
  if ((word === 'boot' || word === 'begin' || word === 'end') && rest === '') return { kind: word };
  if ((word === 'before' || word === 'after') && /^\w+$/.test(rest)) return { kind: word, result: rest };
  if (word === 'when' && rest !== '') {
    const [, condition = '', from = null] = /^(.*?)(?:\s+from\s+(\w+))?$/.exec(rest) ?? [];
    return { kind: 'when', condition, from };
  }
  errors.add(at, `${text.trim() === '' ? 'nothing' : text.trim()} is no place in a run`, { expected: SPOTS });
  return null;
}

const isPane = (word: string): word is Pane => PANES.some((pane) => pane === word);

/** What a `show` block says. `fenceLine` is where it begins. */
export function showOf({ text, line }: Fence, errors: LessonErrors): Show {
  let show: Show = { spot: null, block: null, panes: [], kernel: null, at: lineAt(line) };
  for (const [i, row] of text.split('\n').entries()) {
    if (row.trim() === '') continue;
    const at = lineAt(line + i, row);
    const [, word = '', rest = ''] = /^\s*(\S+)\s*(.*?)\s*$/.exec(row) ?? [];
    if (word === 'at') show = { ...show, spot: spotOf(rest, at, errors), at };
    else if (word === 'select') {
      const id = /^memory(\d{1,7})$/.exec(rest)?.[1];
      if (id === undefined) errors.add(at, `${rest} is no block`, { expected: ['memory32'] });
      else show = { ...show, block: Number(id) };
    } else if (word === 'with') {
      const panes = rest.split(/[\s,]+/);
      for (const pane of panes) {
        if (!isPane(pane)) errors.add(at, `there is no pane ${pane}`, { word: pane, expected: PANES });
      }
      show = { ...show, panes: panes.filter(isPane) };
    } else if (word === 'kernel') {
      const kernel = variantNamed(rest);
      if (kernel === null)
        errors.add(at, `there is no kernel ${rest}`, { word: rest, expected: VARIANT_IDS });
      show = { ...show, kernel };
    } else {
      errors.add(at, `${word} cannot stand in a show block`, {
        word,
        expected: ['at', 'select', 'with', 'kernel'],
      });
    }
  }
  return show;
}

/** A formula, with `sometimes`, `always` or `never` in front if it is asked of every order. */
export function askOf(text: string, at: Place): Ask {
  const [, front = '', over = '', formula = ''] =
    /^((?:(sometimes|always|never)\s+)?)(.*)$/.exec(text.trim()) ?? [];
  const word = over === 'sometimes' || over === 'always' || over === 'never' ? over : null;
  return { over: word, text: formula, at: { ...at, column: at.column + front.length } };
}

/** One formula in each line. */
export function checksOf({ text, line }: Fence): Ask[] {
  return text
    .split('\n')
    .map((row, i) => askOf(row, lineAt(line + i, row)))
    .filter((ask) => ask.text !== '');
}
