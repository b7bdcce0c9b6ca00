/**
 * What a text speaks of and a kernel does not have: calls that are not exported, the attribute of the kmem driver,
 * words that it does not take. A question about such a kernel is answered, but the answer says nothing.
 */
import type { VariantId } from '#lib/hotplug/variants/variant.ts';
import { hasCall } from './compile-call.ts';
import { hasAttributeWord, hasFile, pathFor, writtenFor } from './kernel-words.ts';
import { fullPath } from './paths.ts';
import type { Action, FormulaText, ScenarioText, Word } from './syntax.ts';

function missingFile({ text }: Word, variant: VariantId): string | null {
  const path = pathFor(text, variant);
  return hasFile(fullPath(path), variant) ? null : `no file ${path}`;
}

function missingOfAction(action: Action, variant: VariantId): string | null {
  if (action.kind === 'call') return hasCall(action, variant) ? null : `no ${action.name.text}()`;
  if (action.kind !== 'echo' && action.kind !== 'cat') return null;
  const file = missingFile(action.path, variant);
  if (file !== null || action.kind === 'cat') return file;
  const path = pathFor(action.path.text, variant);
  const word = writtenFor(action.words.map(({ text }) => text).join(' '), variant);
  return hasAttributeWord(fullPath(path), word, variant) ? null : `${path} takes no ${word}`;
}

/** What none of a line's alternatives can do without; null when one of them needs nothing. */
function missingOfLine(actions: readonly Action[], variant: VariantId): string | null {
  const missing = actions.map((action) => missingOfAction(action, variant));
  return missing.includes(null) ? null : missing[0]!;
}

function missingOfFormula(formula: FormulaText, variant: VariantId): string[] {
  switch (formula.kind) {
    case 'and':
    case 'or':
      return formula.parts.flatMap((part) => missingOfFormula(part, variant));
    case 'not':
      return missingOfFormula(formula.part, variant);
    case 'compare': {
      const [first, second] = formula.left;
      if (second !== undefined || !first!.text.includes('/')) return [];
      const missing = missingFile(first!, variant);
      return missing === null ? [] : [missing];
    }
    default:
      return [];
  }
}

/** What the kernel lacks of all that is done and asked, in words, each once; empty when it has everything. */
export function missingOf(text: ScenarioText, variant: VariantId): readonly string[] {
  const missing = text.items.flatMap(({ content }): readonly string[] => {
    if (content.kind === 'condition') return missingOfFormula(content.formula, variant);
    const missing = content.kind === 'line' ? missingOfLine(content.actions, variant) : null;
    return missing === null ? [] : [missing];
  });
  return [...new Set(missing)];
}
