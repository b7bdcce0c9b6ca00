/**
 * What Tab offers: commands, names of files, and behind `>` the words that the file takes. All of it is looked up at the
 * moment, so that a block that is not there is not offered.
 */
import type { Kernel } from '#lib/hotplug/state/kernel.ts';
import { ONLINE_POLICY_WORDS, ONLINE_TYPE_WORDS } from '#lib/hotplug/state/units.ts';
import { listFolder, walkPath } from '#lib/hotplug/userspace/tree.ts';
import { absolute } from './glob.ts';
import { PAGES } from './manual.ts';
import { COMMAND_NAMES } from './programs.ts';
import { subcommandWords } from './tool-words.ts';

export interface Completion {
  /** Column at which the words begin that are offered. */
  readonly from: number;
  /** What can stand there, sorted; names of folders end with a slash. */
  readonly words: readonly string[];
}

/** Words behind which a command begins. */
const BEFORE_COMMAND = new Set([
  '',
  '|',
  '||',
  '&&',
  ';',
  '(',
  '{',
  'do',
  'then',
  'else',
  'elif',
  'if',
  'while',
  'until',
  '!',
  'sudo',
]);
const KEYWORDS = ['for', 'if', 'while', 'until', 'do', 'done', 'then', 'else', 'fi'];

/** Words that a file takes, by its path without links. */
function wordsOf(k: Kernel, path: string): readonly string[] {
  if (/\/memory\d+\/state$/.test(path)) return ['offline', 'online', 'online_kernel', 'online_movable'];
  if (/\/memory\d+\/online$/.test(path)) return ['0', '1'];
  if (/\/memory\d+\/uevent$/.test(path)) return ['add', 'change', 'offline', 'online', 'remove'];
  if (path.endsWith('/auto_online_blocks')) return ONLINE_TYPE_WORDS;
  if (path.endsWith('/online_policy')) return ONLINE_POLICY_WORDS;
  if (/\/(?:auto_movable_numa_aware|unplug_online)$/.test(path)) return ['N', 'Y'];
  if (/^\/sys\/bus\/dax\/drivers\/[^/]+\/(?:bind|unbind|new_id|remove_id)$/.test(path)) {
    return (listFolder(k, '/sys/bus/dax/devices') ?? []).map(({ name }) => name);
  }
  if (/^\/sys\/bus\/dax\/devices\/[^/]+\/(?:hotplug|state)$/.test(path)) {
    return ['offline', 'online', 'online_kernel', 'online_movable', 'unplug', 'unplugged'];
  }
  if (path.endsWith('/memmap_on_memory')) return ['0', '1'];
  return [];
}

/** Names in the folder that a half-typed path leads into. */
function pathsFor(k: Kernel, cwd: string, typed: string, onlyFolders: boolean): string[] {
  const folder = typed.slice(0, typed.lastIndexOf('/') + 1);
  const walk = walkPath(k, folder === '' ? cwd : absolute(cwd, folder));
  if (walk.found !== 'folder') return [];
  return (listFolder(k, walk.path) ?? []).flatMap(({ name, target }) => {
    const path = folder + name;
    if (!path.startsWith(typed)) return [];
    const leads = walkPath(k, target ?? absolute(walk.path, name));
    if (onlyFolders && leads.found !== 'folder') return [];
    return [leads.found === 'folder' ? `${path}/` : path];
  });
}

/** The parts of the command that is being typed, quotes not looked at: for words, not for meaning. */
function partsOf(before: string): { readonly words: readonly string[]; readonly last: string } {
  const tokens = before.match(/[^\s|&;()<>]+|\|\||&&|>>|[|&;()<>]/g) ?? [];
  const last = /[^\s|&;()<>]*$/.exec(before)?.[0] ?? '';
  const whole = last === '' ? tokens : tokens.slice(0, -1);
  return { words: whole, last };
}

/** Index behind the last sign or word at which a command begins. */
function commandAt(words: readonly string[]): number {
  return words.findLastIndex((word) => BEFORE_COMMAND.has(word)) + 1;
}

/** The file behind `>` later in the line, for which a word is being typed. */
function targetBehind(k: Kernel, cwd: string, after: string): string | null {
  const name = /^[^|;&]*(?:>>?|\|\s*(?:sudo\s+)?tee)\s*([^\s|;&]+)/.exec(after)?.[1];
  if (name === undefined) return null;
  const walk = walkPath(k, absolute(cwd, name));
  return walk.found === 'file' ? walk.path : null;
}

/** What can stand at the cursor. `before` and `after` are the line on both sides of it. */
export function completionAt(
  k: Kernel,
  cwd: string,
  before: string,
  after: string,
  variables: readonly string[],
): Completion {
  const { words, last } = partsOf(before);
  const from = before.length - last.length;
  const offer = (list: readonly string[]): Completion => ({
    from,
    words: [...new Set(list)].filter((word) => word.startsWith(last)).sort(),
  });
  const variable = /\$\{?(\w*)$/.exec(last);
  if (variable !== null) {
    const names = variables.filter((name) => name.startsWith(variable[1]!));
    return { from: before.length - variable[1]!.length, words: names.sort() };
  }
  const begin = commandAt(words);
  const command = words.slice(begin).filter((word) => word !== 'sudo');
  const sign = words.at(-1) ?? '';
  const isRedirect = sign === '>' || sign === '>>' || sign === '<';
  if (command.length === 0 && !isRedirect) {
    if (last.includes('/')) return offer(pathsFor(k, cwd, last, false));
    return offer([...COMMAND_NAMES, ...KEYWORDS]);
  }
  const [name = ''] = command;
  if (!isRedirect && (name === 'echo' || name === 'printf')) {
    const file = targetBehind(k, cwd, after);
    if (file !== null) return offer(wordsOf(k, file));
    // Nothing is behind the cursor yet: the words of blocks are what is written most.
    if (command.length === 1 && !last.includes('/')) {
      const usual = ['offline', 'online', 'online_kernel', 'online_movable'];
      const offered = offer(usual);
      if (last !== '' && offered.words.length > 0) return offered;
    }
  }
  if (name === 'man') return offer(PAGES.flatMap((page) => [page.name, ...(page.also ?? [])]));
  if (name === 'type' || name === 'which' || name === 'help') return offer(COMMAND_NAMES);
  const more = isRedirect ? [] : subcommandWords(k, command);
  if (more.length > 0 && !last.includes('/')) {
    const offered = offer(more);
    if (offered.words.length > 0) return offered;
  }
  return offer(pathsFor(k, cwd, last, name === 'cd' && !isRedirect));
}

/** The longest text that all words begin with. */
export function commonStart(words: readonly string[]): string {
  const [first = ''] = words;
  let length = first.length;
  for (const word of words) while (!word.startsWith(first.slice(0, length))) length--;
  return first.slice(0, length);
}
