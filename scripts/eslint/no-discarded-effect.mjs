// Lint rule: an effect of the step engine that is built but not yielded does nothing, silently. TypeScript cannot
// see that (the value is simply unused), so `step(...)` without `yield` must be caught here.
import { dirname, posix } from 'node:path';

const EFFECTS_MODULE = /(?:^|\/)run\/effects\.ts$/;
const BUILDERS = new Set(['step', 'call', 'loop', 'become']);

/**
 * @param {string} source the module specifier of an import
 * @param {string} filename the file that holds the import
 */
function isEffectsModule(source, filename) {
  if (!source.startsWith('.')) return EFFECTS_MODULE.test(source);
  const folder = dirname(filename).replaceAll('\\', '/');
  return EFFECTS_MODULE.test(posix.join(folder, source));
}

/**
 * The calls whose value an expression statement throws away: `a()`, but also both arms of `x ? a() : b()`.
 * @param {import('estree').Expression | import('estree').Super} node
 * @returns {import('estree').SimpleCallExpression[]}
 */
function discardedCalls(node) {
  switch (node.type) {
    case 'CallExpression':
      return [node];
    case 'ChainExpression':
      return discardedCalls(node.expression);
    case 'UnaryExpression':
      return discardedCalls(node.argument);
    case 'LogicalExpression':
      return discardedCalls(node.right);
    case 'ConditionalExpression':
      return [...discardedCalls(node.consequent), ...discardedCalls(node.alternate)];
    case 'SequenceExpression':
      return node.expressions.flatMap(discardedCalls);
    default:
      return [];
  }
}

/**
 * The name that the effects module exports and that this callee stands for, through aliases and namespace imports.
 * @param {import('eslint').Rule.RuleContext} context
 * @param {import('estree').Expression | import('estree').Super} callee
 * @returns {string | undefined}
 */
function importedEffect(context, callee) {
  const base = callee.type === 'MemberExpression' ? callee.object : callee;
  if (base.type !== 'Identifier') return undefined;
  let scope = /** @type {import('eslint').Scope.Scope | null} */ (context.sourceCode.getScope(base));
  while (scope && !scope.set.has(base.name)) scope = scope.upper;
  const definition = scope?.set.get(base.name)?.defs[0];
  if (definition?.type !== 'ImportBinding') return undefined;
  if (!isEffectsModule(String(definition.parent.source.value), context.filename)) return undefined;
  const specifier = definition.node;
  if (specifier.type === 'ImportNamespaceSpecifier') {
    const member = callee.type === 'MemberExpression' && !callee.computed ? callee.property : undefined;
    return member?.type === 'Identifier' ? member.name : undefined;
  }
  if (callee.type === 'MemberExpression' || specifier.type !== 'ImportSpecifier') return undefined;
  return specifier.imported.type === 'Identifier' ? specifier.imported.name : undefined;
}

/** @type {import('eslint').Rule.RuleModule} */
export const noDiscardedEffect = {
  meta: {
    type: 'problem',
    docs: { description: 'effects of the step engine must be yielded' },
    messages: { discarded: '{{name}}(...) only describes an effect: yield it, or nothing happens.' },
    schema: [],
  },
  create: (context) => ({
    ExpressionStatement({ expression }) {
      for (const node of discardedCalls(expression)) {
        const name = importedEffect(context, node.callee);
        if (name !== undefined && BUILDERS.has(name)) {
          context.report({ node, messageId: 'discarded', data: { name } });
        }
      }
    },
  }),
};
