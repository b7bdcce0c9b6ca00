/**
 * Prints a scenario text the canonical way: two spaces in sections, lines of at most 72 columns where they can be
 * broken. What is printed reads back as the same syntax.
 */
import { formulaLines } from './print-formula.ts';
import { printWord, quoted } from './print-word.ts';
import type { Action, Clause, Content, Item, ScenarioText } from './syntax.ts';
import { FACTS, VERBS } from './vocabulary.ts';

/** Columns that a plain-text mail leaves whole. */
export const PRINT_WIDTH = 72;
const INDENT = '  ';
const CONTINUED = '      ';

/** Puts pieces into lines; every line after the first begins with `indent`. */
function fold(pieces: readonly string[], first: string, indent: string): string[] {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const piece of pieces) {
    if (!isEmpty && line.length + 1 + piece.length > PRINT_WIDTH) {
      lines.push(line);
      line = indent + piece;
    } else {
      line += isEmpty ? piece : ` ${piece}`;
    }
    isEmpty = false;
  }
  lines.push(line);
  return lines;
}

/** A statement or verb as pieces between which a line may be broken before `key=`. */
function clausePieces(clause: Clause): string[] {
  const spec = [...FACTS, ...VERBS].find(({ name }) => name === clause.name)!;
  return clause.params.map(({ name, values }) => {
    const { form } = spec.params.find((param) => param.name === name)!;
    if (form === 'flag') return name;
    const list = values.map(printWord).join(form === 'place' ? ' ' : ',');
    return form === 'key' ? `${name}=${list}` : list;
  });
}

function actionText(action: Action): string {
  switch (action.kind) {
    case 'echo': {
      const words = action.words.map((word) => ` ${printWord(word)}`).join('');
      return `echo${action.newline ? '' : ' -n'}${words} > ${printWord(action.path)}`;
    }
    case 'cat':
      return `cat ${printWord(action.path)}`;
    case 'tool':
      return action.argv.map(printWord).join(' ');
    case 'call':
      return `${action.name.text}(${action.args.map((words) => words.map(printWord).join(' | ')).join(', ')})`;
    case 'verb':
      return [action.clause.name, ...clausePieces(action.clause)].join(' ');
  }
}

/** Where a call or an alternative is too long for one line, it is broken behind a comma or before `or`. */
function actionLines(start: string, actions: readonly Action[], indent: string): string[] {
  const texts = actions.map((action, i) => `${i === 0 ? start : 'or '}${actionText(action)}`);
  const whole = indent + texts.join(' ');
  if (whole.length <= PRINT_WIDTH) return [whole];
  return texts.flatMap((text, i) => {
    const at = i === 0 ? indent : indent + INDENT;
    if (actions[i]!.kind !== 'call' || at.length + text.length <= PRINT_WIDTH) return [at + text];
    return fold(splitArguments(text), at, indent + CONTINUED);
  });
}

/** Pieces of a call that end in a comma, but not inside quotes. */
function splitArguments(text: string): string[] {
  return text.match(/(?:"(?:[^"\\]|\\.)*"|[^",])+,?/g)!.map((piece) => piece.trim());
}

/** A statement is broken before `key=` and before flags. */
function factLines(clause: Clause): string[] {
  const spec = FACTS.find(({ name }) => name === clause.name)!;
  const isPlace = (i: number): boolean =>
    spec.params.find(({ name }) => name === clause.params[i]!.name)!.form === 'place';
  const pieces: string[] = [];
  for (const [i, piece] of clausePieces(clause).entries()) {
    if (i > 0 && isPlace(i)) pieces[pieces.length - 1] += ` ${piece}`;
    else pieces.push(piece);
  }
  return fold(pieces, `${clause.name} `, CONTINUED).map((line) => line.trimEnd());
}

function aboutLines(text: string): string[] {
  const lines = fold(text === '' ? [] : text.split(' '), 'about ', 'about ');
  return lines.map((line) => line.trimEnd());
}

function contentLines(content: Content, inSection: boolean): string[] {
  switch (content.kind) {
    case 'title':
      return [`scenario ${quoted(content.text)}`];
    case 'about':
      return aboutLines(content.text);
    case 'fact':
      return factLines(content.clause);
    case 'section':
      return [`${content.name.text}:`];
    case 'line': {
      const result = content.result === null ? '' : `${content.result.text} = `;
      const actor = content.actor === null ? '' : `as ${printWord(content.actor)} `;
      return actionLines(result + actor, content.actions, inSection ? INDENT : '');
    }
    case 'condition': {
      const anytime = content.anytime ? ' anytime' : '';
      return formulaLines(`${content.quantifier}${anytime} `, content.formula, PRINT_WIDTH);
    }
    case 'end':
      return [];
  }
}

function itemLines(item: Item, inSection: boolean): string[] {
  const indent = inSection && item.content.kind === 'line' ? INDENT : '';
  const comments = item.comments.map((comment) => `${indent}# ${comment}`.trimEnd());
  const lines = contentLines(item.content, inSection);
  if (item.remark !== null && lines.length > 0) lines[lines.length - 1] += `  # ${item.remark}`.trimEnd();
  return [...(item.isApart ? [''] : []), ...comments, ...lines];
}

/** The text of a scenario; ends with a newline. What stood above it in a mail leaves no empty line. */
export function printScenario({ items }: ScenarioText): string {
  const lines = items.flatMap((item) => itemLines(item, true));
  return `${lines.slice(lines[0] === '' ? 1 : 0).join('\n')}\n`;
}
