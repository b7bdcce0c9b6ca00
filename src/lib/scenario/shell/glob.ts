/**
 * Names of files that match a pattern, looked up in the folders of the model.
 */
import type { Kernel } from '#lib/hotplug/state/kernel.ts';
import { listFolder, walkPath } from '#lib/hotplug/userspace/tree.ts';
import { isPattern, matcherOf, textOf, type Letter } from './pattern.ts';

/** The whole path of a name that is looked up from a folder. */
export function absolute(cwd: string, name: string): string {
  if (name.startsWith('/')) return name;
  return cwd === '/' ? `/${name}` : `${cwd}/${name}`;
}

function partsOf(pattern: readonly Letter[]): Letter[][] {
  const parts: Letter[][] = [[]];
  for (const letter of pattern) {
    if (letter.char === '/') parts.push([]);
    else parts.at(-1)!.push(letter);
  }
  return parts;
}

/** All paths that match, as they would be typed, in the order of their bytes. */
export function matchingPaths(k: Kernel, cwd: string, pattern: readonly Letter[]): string[] {
  const parts = partsOf(pattern);
  const isRooted = parts[0]!.length === 0 && parts.length > 1;
  let found = [isRooted ? '/' : ''];
  for (const [i, part] of parts.entries()) {
    if (isRooted && i === 0) continue;
    const isLast = i === parts.length - 1;
    found = found.flatMap((before) =>
      namesOf(k, cwd, before, part).map((name) => before + name + (isLast ? '' : '/')),
    );
  }
  return found.filter((path) => walkPath(k, absolute(cwd, path)).found !== null);
}

function namesOf(k: Kernel, cwd: string, before: string, part: readonly Letter[]): string[] {
  if (!isPattern(part)) return [textOf(part)];
  const walk = walkPath(k, before === '' ? cwd : absolute(cwd, before));
  if (walk.found !== 'folder') return [];
  const matches = matcherOf(part);
  return (listFolder(k, walk.path) ?? []).map(({ name }) => name).filter((name) => matches(name));
}
