/**
 * `hotplug import`: a real machine as scenario text.
 */
import { bringFiles, problemText, type BringReport, type GivenContent } from '#lib/scenario/bring-files.ts';
import type { Given } from './arguments.ts';
import { fail, nameOf, type Io } from './io.ts';

function* reportLines({
  pieces,
  problems,
  contradictions,
  assumptions,
  machine,
}: BringReport): Generator<string> {
  for (const { name, notes } of pieces) yield [`read: ${name}`, ...notes].join('. ');
  for (const problem of problems) yield `not used: ${problemText(problem)}`;
  for (const { what, said, used } of contradictions) yield `contradiction: ${what} ${said.join(' ')} ${used}`;
  for (const { what, reason } of assumptions) yield `guessed: ${what} ${reason}`;
  for (const line of machine?.lost ?? []) yield `not in the text: ${line}`;
  for (const line of machine?.differences ?? []) yield `different in the text: ${line}`;
}

export function importCommand(given: Given, io: Io): number {
  const contents: GivenContent[] = [];
  for (const path of given.operands) {
    const content = io.readBytes(path);
    if (!content.ok) return fail(io, 'import', [content.error]);
    contents.push({ name: nameOf(path), content: content.value });
  }
  const report = bringFiles(contents, (what) => io.progress(what));
  io.progress(null);
  if (!given.has('quiet')) for (const line of reportLines(report)) io.err(line);
  const { machine, error } = report;
  if (error !== null) return fail(io, 'import', [`${error.what} ${error.why} ${error.remedy}`]);
  if (machine === null) return 0;
  io.out(machine.text);
  return machine.differences.length === 0 ? 0 : 1;
}
