/**
 * What a step changed in the files of a recorded kernel, beside what the model shows: of texts of many lines only the
 * lines that say something, each with the heading that it stands under.
 */
import type { Difference } from '#lib/capture/compare.ts';

export interface FileRow {
  /** Path without the folder that all memory blocks share; of a text of many lines with the line's place. */
  readonly file: string;
  /** Null where there was no such file. */
  readonly before: string | null;
  readonly kernel: string | null;
  readonly model: string | null;
  readonly agrees: boolean;
}

/** Rows that a step shows: one that takes a large device away would have thousands. */
const MOST_ROWS = 400;

const short = (path: string): string =>
  path
    .replace('/sys/devices/system/memory/', '')
    .replace('/sys/devices/system/', '')
    .replace('/sys/bus/dax/devices/', '')
    .replace('/sys/module/memory_hotplug/parameters/', '');

/** Lines of /proc/zoneinfo by node, zone and counter; of any other text by number. */
function linesOf(path: string, text: string | undefined): Map<string, string> {
  const lines = new Map<string, string>();
  if (text === undefined) return lines;
  let zone = '';
  for (const [i, line] of text.replace(/\n$/, '').split('\n').entries()) {
    const heading = /^Node (\d+), zone +(\w+)$/.exec(line);
    const counter = /^ +(\w+):? +(\d+)$/.exec(line);
    if (path !== '/proc/zoneinfo') lines.set(`line ${i + 1}`, line);
    else if (heading !== null) zone = `node ${heading[1]} ${heading[2]}`;
    else if (counter !== null) lines.set(`${zone} ${counter[1]}`, counter[2]!);
  }
  return lines;
}

/** Lines of the resource tree by themselves: an entry that comes moves all that follow. */
function treeRows(
  file: string,
  before: string | undefined,
  kernel: string | undefined,
  model: string | undefined,
): FileRow[] {
  const sets = [before, kernel, model].map((text) => new Set((text ?? '').split('\n')));
  const [was, there, ours] = [sets[0]!, sets[1]!, sets[2]!];
  const lines = [...new Set([...was, ...there, ...ours])].filter((line) => line.trim() !== '');
  return lines.flatMap((line) => {
    if (was.has(line) === there.has(line) && there.has(line) === ours.has(line)) return [];
    const shown = (set: ReadonlySet<string>): string | null => (set.has(line) ? line.trim() : null);
    return [
      {
        ...{ file, before: shown(was), kernel: shown(there), model: shown(ours) },
        agrees: there.has(line) === ours.has(line),
      },
    ];
  });
}

function rowsOf(
  path: string,
  before: string | undefined,
  kernel: string | undefined,
  model: string | undefined,
): FileRow[] {
  const file = short(path);
  if (path === '/proc/iomem') return treeRows(file, before, kernel, model);
  if (![before, kernel, model].some((text) => text?.includes('\n') === true)) {
    const texts = { before: before ?? null, kernel: kernel ?? null, model: model ?? null };
    return [{ file, ...texts, agrees: kernel === model }];
  }
  const [was, there, ours] = [linesOf(path, before), linesOf(path, kernel), linesOf(path, model)];
  return [...new Set([...was.keys(), ...there.keys(), ...ours.keys()])].flatMap((place) => {
    const texts = [was.get(place), there.get(place), ours.get(place)].map((text) => text ?? null);
    if (texts[0] === texts[1] && texts[1] === texts[2]) return [];
    return [
      {
        ...{ file: `${file}: ${place}`, before: texts[0]!, kernel: texts[1]!, model: texts[2]! },
        agrees: texts[1] === texts[2],
      },
    ];
  });
}

/** Files that the step changed, and those that differ since it; what differs comes first. Of the boot only differences. */
export function fileRows(
  before: ReadonlyMap<string, string>,
  kernel: ReadonlyMap<string, string>,
  model: ReadonlyMap<string, string>,
  differences: readonly Difference[],
  isBoot: boolean,
): FileRow[] {
  const paths = new Set(differences.map(({ file }) => file).filter((file) => file.startsWith('/')));
  if (!isBoot) {
    for (const [path, text] of kernel) if (before.get(path) !== text) paths.add(path);
    for (const path of before.keys()) if (!kernel.has(path)) paths.add(path);
  }
  const rows = [...paths].flatMap((path) =>
    rowsOf(path, before.get(path), kernel.get(path), model.get(path)),
  );
  return [...rows.filter(({ agrees }) => !agrees), ...rows.filter(({ agrees }) => agrees)].slice(
    0,
    MOST_ROWS,
  );
}
