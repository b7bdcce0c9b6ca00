/**
 * Reads what an actor does in one line: a shell line, a call of a kernel function, a verb.
 */
import { Misread, type Cursor } from './cursor.ts';
import { CALLS } from './calls.ts';
import { parseClause } from './parse-clause.ts';
import type { Action, Word } from './syntax.ts';
import { textError } from './text-error.ts';
import { LINE_WORDS, QUANTIFIERS, TOOLS, VERBS } from './vocabulary.ts';

const TOOL_SIGNS = ['=', ',', ':'];
const PATH_SIGNS: string[] = [];
const TEXT_SIGNS = [',', '='];

function echo(cursor: Cursor, at: Word['at']): Action {
  const newline = !cursor.take('-n');
  const words: Word[] = [];
  while (!cursor.isDone && !cursor.is('>')) words.push(cursor.joined('text', TEXT_SIGNS));
  if (!cursor.take('>')) cursor.fail('echo without a file', { fix: 'add > and the file', expected: ['>'] });
  return { kind: 'echo', newline, words, path: cursor.joined('a file', PATH_SIGNS), at };
}

function tool(cursor: Cursor, name: Word): Action {
  const argv = [name];
  while (!cursor.isDone && !cursor.is('or')) argv.push(cursor.joined('an argument', TOOL_SIGNS));
  return { kind: 'tool', argv, at: name.at };
}

function call(cursor: Cursor, name: Word): Action {
  cursor.next();
  const args: Word[][] = [];
  while (!cursor.take(')')) {
    if (args.length > 0 && !cursor.take(',')) {
      cursor.fail(cursor.isDone ? 'the bracket is not closed' : 'a comma is missing', {
        expected: [',', ')'],
      });
    }
    const words = [cursor.word('an argument')];
    while (cursor.take('|')) words.push(cursor.word('a flag'));
    args.push(words);
  }
  return { kind: 'call', name, args, at: name.at };
}

function action(cursor: Cursor): Action {
  const name = cursor.word('what to do', LINE_WORDS);
  if (!name.isQuoted) {
    const verb = VERBS.find((candidate) => candidate.name === name.text);
    if (verb !== undefined && !cursor.is('('))
      return { kind: 'verb', clause: parseClause(cursor, verb, name), at: name.at };
    if (name.text === 'echo') return echo(cursor, name.at);
    if (name.text === 'cat') return { kind: 'cat', path: cursor.joined('a file', PATH_SIGNS), at: name.at };
    if (TOOLS.some((known) => known === name.text)) return tool(cursor, name);
    if (cursor.is('(')) {
      if (!Object.hasOwn(CALLS, name.text)) throw new Misread(unknownCall(name));
      return call(cursor, name);
    }
  }
  const calls = Object.keys(CALLS).map((known) => `${known}(`);
  // A condition behind the last line may have been meant as well.
  const expected = [...LINE_WORDS, ...calls, ...Object.keys(QUANTIFIERS)];
  const word = name.text;
  throw new Misread(textError(name.at, `nobody can do ${word}`, { word, expected }));
}

function unknownCall({ text, at }: Word): ReturnType<typeof textError> {
  return textError(at, `no kernel here exports ${text}()`, { word: text, expected: Object.keys(CALLS) });
}

/** One action, or several with `or` between. */
export function parseActions(cursor: Cursor): Action[] {
  const actions = [action(cursor)];
  while (cursor.take('or')) actions.push(action(cursor));
  cursor.end('the line');
  return actions;
}
