/**
 * A line of an actor as a deed, for one kernel: words and alternatives that depend on the kernel are chosen here.
 */
import type { Deed } from '../deed.ts';
import { compileCall, hasCall } from './compile-call.ts';
import { compileVerb } from './compile-verb.ts';
import { hasFile, pathFor, spellings, writtenFor } from './kernel-words.ts';
import { daxIndex, daxNames, type Names, type ResultKind } from './names.ts';
import { fullPath, isKnownPath, pathsLike } from './paths.ts';
import type { Action, Word } from './syntax.ts';

/** The path of a file for one kernel; null when no kernel has such a file, which is noted. */
export function compilePath(word: Word, names: Names): string | null {
  const { errors } = names;
  for (const spelled of spellings(word.text)) {
    if (isKnownPath(fullPath(spelled))) continue;
    const more = { word: spelled, expected: pathsLike(spelled) };
    return errors.none(word.at, `the model has no file ${spelled}`, more);
  }
  const path = fullPath(pathFor(word.text, names.variant));
  const dax = /^\/sys\/bus\/dax\/devices\/([^/]+)\//.exec(path)?.[1];
  if (dax === undefined || daxIndex(names, dax) >= 0) return path;
  return errors.none(word.at, `there is no dax device ${dax}`, { word: dax, expected: daxNames(names) });
}

const DRIVER_FILE = /^\/sys\/bus\/dax\/drivers\/([^/]+)\/(bind|unbind)$/;

function compileEcho(action: Extract<Action, { kind: 'echo' }>, names: Names): Deed | null {
  const path = compilePath(action.path, names);
  if (path === null) return null;
  const text = action.words
    .map((word) => (word.isQuoted ? word.text : writtenFor(word.text, names.variant)))
    .join(' ');
  const driver = DRIVER_FILE.exec(path);
  if (driver === null || !action.newline) {
    return { kind: 'sysfs_write', path, bytes: action.newline ? `${text}\n` : text };
  }
  if (daxIndex(names, text) < 0) {
    const at = action.words[0]?.at ?? action.at;
    const more = { word: text, expected: daxNames(names) };
    return names.errors.none(at, `there is no dax device ${text}`, more);
  }
  return { kind: driver[2] as 'bind' | 'unbind', device: text, driver: driver[1]! };
}

/** Has the kernel what the action needs? */
function isAvailable(action: Action, names: Names): boolean {
  if (action.kind === 'call') return hasCall(action, names.variant);
  if (action.kind !== 'echo' && action.kind !== 'cat') return true;
  return hasFile(fullPath(pathFor(action.path.text, names.variant)), names.variant);
}

function compileAction(action: Action, names: Names): Deed | null {
  switch (action.kind) {
    case 'echo':
      return compileEcho(action, names);
    case 'cat': {
      const path = compilePath(action.path, names);
      return path === null ? null : { kind: 'sysfs_read', path };
    }
    case 'tool':
      return { kind: 'tool', argv: action.argv.map(({ text }) => text) };
    case 'call':
      return compileCall(action, names);
    case 'verb':
      return compileVerb(action.clause, names);
  }
}

/**
 * The deed of a line: its first action that the kernel has. Without one it is the last: a shell then hears that there
 * is no such file; a call that no kernel function answers is an error of the text.
 */
export function compileActions(actions: readonly Action[], names: Names): Deed | null {
  const chosen = actions.find((action) => isAvailable(action, names)) ?? actions.at(-1)!;
  return compileAction(chosen, names);
}

/** How the result of a line can be asked for. */
export function resultKind(actions: readonly Action[]): ResultKind {
  if (actions.some(({ kind }) => kind === 'cat')) return 'read';
  return actions.some(({ kind }) => kind === 'tool') ? 'tool' : 'number';
}
