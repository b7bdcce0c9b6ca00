/**
 * From the text of a recording to a checked `Trace`, or to an error that names the place.
 *
 * The text may come from anybody: it is never trusted, nothing here throws or takes longer than the text is long.
 */
import { InvalidPlace, JsonPlace } from './json-place.ts';
import { stepOperation } from './parse-operation.ts';
import { failure, success, type Result } from './result.ts';
import type { TraceError } from './trace-error.ts';
import {
  BLOCK_FILES,
  TRACE_FORMAT,
  type BlockFiles,
  type ChangedFiles,
  type Trace,
  type TraceStep,
} from './trace-format.ts';

/** Longer texts are refused unread: a recording of a thousand steps has less than a tenth of this. */
const MOST_CHARACTERS = 64 * 1024 * 1024;

/** Highest block id that fits into the physical address space of any x86-64 machine, at the smallest block size. */
const HIGHEST_BLOCK_ID = 2 ** 52 / 2 ** 27 - 1;

const BLOCK_PATH = /^\/sys\/devices\/system\/memory\/memory(\d{1,8})$/;

/** Reads a recording. Never throws; everything that is wrong with the text is an error value. */
export function parseTrace(text: string): Result<Trace, TraceError> {
  if (text.length > MOST_CHARACTERS)
    return notReadable('the file is too large', `no recording is longer than ${MOST_CHARACTERS} characters`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return notReadable(
      'this is not JSON',
      error instanceof Error ? printable(error.message.slice(0, 200)) : 'it cannot be read',
    );
  }
  try {
    return success(trace(new JsonPlace(json)));
  } catch (error) {
    if (error instanceof InvalidPlace) return failure(error.problem);
    throw error;
  }
}

/** What a parser says may quote the text, and the text may be anything. */
function printable(text: string): string {
  return text.replace(/[\p{C}\uFFFD]/gu, '·');
}

function notReadable(what: string, why: string): Result<never, TraceError> {
  return failure({
    what,
    path: '$',
    step: null,
    why,
    remedy: `give a complete file of the format ${TRACE_FORMAT}`,
  });
}

function trace(root: JsonPlace): Trace {
  if (root.at('format').value !== TRACE_FORMAT) {
    root.at('format').refuse(`"${TRACE_FORMAT}"`, 'give a recording in that format');
  }
  const kernel = root.at('kernel');
  const machine = root.at('machine');
  return {
    name: root.at('name').text(),
    title: root.at('title').text(),
    about: root.at('about').text(),
    kernel: {
      release: kernel.at('release').text(),
      variant: kernel.at('variant').text(),
      arch: kernel.at('arch').text(),
      cmdline: kernel.at('cmdline').text(),
    },
    machine: {
      pageSize: machine.at('pageSize').amount(),
      blockSizeBytes: machine.at('blockSizeBytes').amount(),
      qemuArgs: texts(machine.at('qemuArgs')),
      modules: texts(machine.at('modules')),
      note: machine.at('note').text(),
      tools: machine.has('tools') ? versions(machine.at('tools')) : {},
    },
    boot: files(root.at('boot').at('files')),
    bootLog: root.at('boot').has('dmesg') ? texts(root.at('boot').at('dmesg')) : [],
    steps: steps(root.at('steps')),
  };
}

const versions = (place: JsonPlace): Record<string, string> =>
  Object.fromEntries(place.entries().map(([name, version]) => [name, version.text()]));

const texts = (place: JsonPlace): string[] => place.list().map((member) => member.text());

function steps(place: JsonPlace): TraceStep[] {
  const underWay = new Set<number>();
  return place.list().map((member, index) => {
    const read = step(member, index + 1);
    checkJob(member.at('op'), read, underWay);
    return read;
  });
}

/** Jobs are begun before they end, and once. */
function checkJob(place: JsonPlace, { op }: TraceStep, underWay: Set<number>): void {
  if (op.kind === 'begin') {
    if (underWay.has(op.job)) place.at('job').refuse('the number of no job that is under way');
    underWay.add(op.job);
  } else if (op.kind === 'end' || op.kind === 'interrupt') {
    if (!underWay.has(op.job)) place.at('job').refuse('the number of a job that was begun and has not ended');
    if (op.kind === 'end') underWay.delete(op.job);
  }
}

function step(place: JsonPlace, expectedNumber: number): TraceStep {
  place.inStep(expectedNumber);
  if (place.at('n').value !== expectedNumber) {
    place
      .at('n')
      .refuse(`${expectedNumber}: steps are numbered 1, 2, 3 without gaps`, 'put the steps in order');
  }
  const rc = place.at('rc');
  return {
    n: expectedNumber,
    actor: place.at('actor').oneOf(['shell', 'driver', 'qmp']),
    op: stepOperation(place.at('op')),
    shell: place.at('shell').textOrNull(),
    rc: rc.value === null ? null : rc.int(),
    errno: place.at('errno').textOrNull(),
    stdout: place.at('stdout').textOrNull(),
    stderr: place.has('stderr') ? place.at('stderr').textOrNull() : null,
    dmesg: texts(place.at('dmesg')),
    after: files(place.at('after').at('files')),
    unmovable: place.has('env') ? unmovableBlocks(place.at('env')) : [],
    pluggedSize: place.has('pluggedSize') ? place.at('pluggedSize').amount() : null,
  };
}

function unmovableBlocks(environment: JsonPlace): number[] {
  return environment.has('unmovable') ? environment.at('unmovable').list().map(blockName) : [];
}

function blockName(place: JsonPlace): number {
  const match = /^memory(\d{1,8})$/.exec(place.text());
  const id = match === null ? -1 : Number(match[1]);
  return id >= 0 && id <= HIGHEST_BLOCK_ID ? id : place.refuse('a memory block such as "memory32"');
}

function files(place: JsonPlace): ChangedFiles {
  const changed = new Map<string, string | BlockFiles | null>();
  for (const [path, file] of place.entries()) {
    if (!path.startsWith('/'))
      file.refuse('under the absolute path of a file', 'write the path as /sys/… or /proc/…');
    const block = BLOCK_PATH.exec(path);
    if (file.value === null) changed.set(path, null);
    else if (block === null) changed.set(path, file.text());
    else if (Number(block[1]) > HIGHEST_BLOCK_ID) file.refuse(`a block below memory${HIGHEST_BLOCK_ID + 1}`);
    else changed.set(path, blockFiles(file));
  }
  return changed;
}

function blockFiles(place: JsonPlace): BlockFiles {
  return Object.fromEntries(
    place
      .entries()
      .map(([name, file]) => [
        BLOCK_FILES.find((known) => known === name) ?? file.refuse(`one of ${BLOCK_FILES.join(', ')}`),
        file.text(),
      ]),
  );
}
