/**
 * Prints a condition's formula, with brackets only where they are needed, broken before `and` and `or`.
 */
import { printWord } from './print-word.ts';
import type { FormulaText, Word } from './syntax.ts';

const words = (list: readonly Word[]): string => list.map(printWord).join(' ');

function atomText(formula: Exclude<FormulaText, { kind: 'and' | 'or' | 'not' }>): string {
  switch (formula.kind) {
    case 'compare':
      return `${words(formula.left)} ${formula.is} ${words(formula.right)}`;
    case 'is':
      return `${which(formula.which)}${words([...formula.subject, formula.word, ...(formula.detail === null ? [] : [formula.detail])])}`;
    case 'in':
      return `${which(formula.which)}${words(formula.subject)} in ${printWord(formula.zone)}`;
    case 'iomem':
      return `iomem ${printWord(formula.name)} covers ${printWord(formula.range)}`;
    case 'held':
      return `held ${words(formula.lock)}`;
    case 'count':
      return `count ${formula.of.text} ${printWord(formula.contains)} ${formula.is} ${printWord(formula.value)}`;
  }
}

function which(quantifier: string | null): string {
  return quantifier === null ? '' : `${quantifier} of `;
}

/** Pieces between which a line may be broken: each but the first begins with `and`, `or`. */
function pieces(formula: FormulaText, isInside: boolean): string[] {
  if (formula.kind === 'not') {
    const [first, ...rest] = pieces(formula.part, true);
    return [`not ${first}`, ...rest];
  }
  if (!('parts' in formula)) return [atomText(formula)];
  const list = formula.parts.flatMap((part, i) => {
    const [first, ...rest] = pieces(part, true);
    return [i === 0 ? first! : `${formula.kind} ${first}`, ...rest];
  });
  if (!isInside) return list;
  list[0] = `(${list[0]}`;
  list[list.length - 1] += ')';
  return list;
}

/** The formula as lines of at most `width` columns where it can be broken. */
export function formulaLines(start: string, formula: FormulaText, width: number): string[] {
  const lines: string[] = [];
  let line = start;
  for (const [i, piece] of pieces(formula, false).entries()) {
    if (i > 0 && line.length + 1 + piece.length > width) {
      lines.push(line);
      line = `  ${piece}`;
    } else {
      line += i === 0 ? piece : ` ${piece}`;
    }
  }
  lines.push(line);
  return lines;
}

/** The formula in one line. */
export function formulaText(formula: FormulaText): string {
  return pieces(formula, false).join(' ');
}
