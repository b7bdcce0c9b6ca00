/**
 * What a reader hands to the page: a file, something dropped on it, a text pasted into it. A link is found in whatever
 * stands round it, a whole mail as well; a run file is told by its first character; a scenario text by its statements,
 * quoted or not.
 */
import { isArchiveName, looksLikeMachine } from '#lib/capture/import/looks-like.ts';
import { decodeLink, MAX_TEXT_LENGTH } from '#lib/scenario/link.ts';
import { MAX_FILE_BYTES, readRunFile } from '#lib/scenario/run-file.ts';
import { damagedLink, notOpened } from '#lib/workbench/notice.ts';
import type { Workbench } from '#lib/workbench/workbench.svelte.ts';
import { readFileText } from './read-file.ts';

/** Where output of a machine goes: to the dialog that reads it. */
export type BringMachine = (text: string, files: readonly File[]) => void;

/** Where a link may begin, in a text that is longer than any link. */
const LINK_START = /#\s*[A-Za-z][0-9A-Za-z]{8}/g;

/** The piece of a text that is a link; without one, as much of the text as is looked at for one. */
export function linkPiece(text: string): string {
  const starts = Array.from(text.matchAll(LINK_START), ({ index }) => index);
  const pieces = starts.map((start) => text.slice(start, start + MAX_TEXT_LENGTH));
  return pieces.find((piece) => decodeLink(piece).ok) ?? pieces[0] ?? text.slice(0, MAX_TEXT_LENGTH);
}

/** Is there something in a text that looks like a link of this page? */
export function hasLink(text: string): boolean {
  const result = decodeLink(linkPiece(text));
  return result.ok || !['empty', 'not-a-link', 'too-long'].includes(result.error.kind);
}

/** Output of a machine, and no link of this page in it. */
export function isMachine(text: string): boolean {
  return looksLikeMachine(text) && !decodeLink(linkPiece(text)).ok;
}

/** How a scenario text begins a line, also where a mail quotes it. */
const SCENARIO_LINE = /^[> \t]*(?:scenario\s+"|machine\s+\w+\s+block=|node\s+\d+\s+ram=)/m;

/** A scenario text, and no link of this page in it: the link is the exact moment, so it goes first. */
export function isScenario(text: string): boolean {
  return SCENARIO_LINE.test(text) && !decodeLink(linkPiece(text)).ok;
}

/** Opens a text, or tells what is wrong with it. */
export async function openText(workbench: Workbench, text: string, bring?: BringMachine): Promise<void> {
  if (bring !== undefined && isMachine(text)) {
    bring(text, []);
    return;
  }
  if (isScenario(text)) {
    await workbench.openText(text);
    return;
  }
  if (text.length <= MAX_FILE_BYTES && !text.trimStart().startsWith('{')) {
    const moment = decodeLink(linkPiece(text));
    if (moment.ok) await workbench.openMoment(moment.value);
    else workbench.tell(damagedLink(moment.error));
    return;
  }
  const file = readRunFile(text);
  if (file.ok) await workbench.openMoment(file.value.moment);
  else workbench.tell(notOpened(file.error));
}

/** Enough of a file to tell what it is; empty when it cannot be read. */
async function startOf(file: File): Promise<string> {
  try {
    return await file.slice(0, 100_000).text();
  } catch {
    return '';
  }
}

/** Opens a file; one that is too large for any run is not even read. */
export async function openFile(workbench: Workbench, file: File, bring?: BringMachine): Promise<void> {
  if (bring !== undefined && isArchiveName(file.name)) {
    bring('', [file]);
    return;
  }
  if (bring !== undefined && looksLikeMachine(await startOf(file))) {
    bring('', [file]);
    return;
  }
  const text = await readFileText(file);
  if (text.ok) await openText(workbench, text.value);
  else workbench.tell(notOpened(text.error));
}
