/**
 * From the text that a stand-alone test printed to the recording that the project's recorder would have written. The
 * text comes from anybody: what is wrong with it is a value that names the line.
 */
import { InvalidPlace, JsonPlace } from '../json-place.ts';
import { stepOperation } from '../parse-operation.ts';
import { condense, textOf, type Reading, type SnapshotFiles } from '../record/condense.ts';
import { linesOfBoot, linesOfStep } from '../record/kernel-log.ts';
import { keptEvents, type MachineEvent } from '../record/machine-events.ts';
import { accepted, refused, shellOutcome, type Outcome } from '../record/outcome.ts';
import { stepOf } from '../record/recorded-step.ts';
import type { RecordedStep, Recording } from '../record/recording.ts';
import { echo } from '../record/shell-line.ts';
import { failure, success, type Result } from '../result.ts';
import type { TraceError } from '../trace-error.ts';
import type { StepOperation } from '../trace-format.ts';
import { errnoOfMessage } from './errno-of-message.ts';
import { RUN_FORMAT_LINE } from './run-format.ts';

/** Longer texts are refused unread. */
const MOST_CHARACTERS = 64 * 1024 * 1024;
const BLOCK_SIZE = '/sys/devices/system/memory/block_size_bytes';

/** What a step, or the boot, printed. */
interface Part {
  /** Line of the text, from 1. */
  readonly line: number;
  /** JSON of the step; empty for the boot. */
  readonly step: string;
  readonly files: Map<string, string | null>;
  readonly log: string[];
  readonly output: string[];
  readonly machine: string[];
  answer: string | null;
  endsWithoutNewline: boolean;
}

class UnreadableRun extends Error {
  readonly problem: TraceError;

  constructor(line: number, what: string, why: string) {
    super(what);
    const remedy = 'give the file as the script wrote it, from its first line to its last';
    this.problem = { what, path: line === 0 ? 'the text' : `line ${line}`, step: null, why, remedy };
  }
}

const partAt = (line: number, step: string): Part => ({
  ...{ line, step, answer: null, endsWithoutNewline: false },
  ...{ files: new Map(), log: [], output: [], machine: [] },
});

interface RunText {
  readonly head: ReadonlyMap<string, string>;
  /** The boot and the steps. */
  readonly parts: readonly Part[];
}

/** Cuts the text into its parts. Throws `UnreadableRun`. */
function cut(text: string): RunText {
  const head = new Map<string, string>();
  const parts: Part[] = [];
  let isEnded = false;
  let path = '';
  const lines = text.trimStart().split(/\r?\n/);
  if (lines[0] !== RUN_FORMAT_LINE)
    throw new UnreadableRun(
      1,
      'this is no result of a stand-alone test',
      `it should begin with "${RUN_FORMAT_LINE}"`,
    );
  for (const [i, line] of lines.entries()) {
    const [, kind = '', rest = ''] = /^(\S*) ?(.*)$/s.exec(line) ?? [];
    const part = parts.at(-1);
    if (i === 0 || line === '') continue;
    if (kind === 'end') isEnded = true;
    else if (kind === 'boot' || kind === 'step') parts.push(partAt(i + 1, rest));
    else if (part === undefined) head.set(kind, rest);
    else if (kind === 'f') part.files.set((path = rest), '');
    else if (kind === 't') part.files.set(path, `${part.files.get(path) ?? ''}${rest}\n`);
    else if (kind === 'g') part.files.set(rest, null);
    else if (kind === 'k') part.log.push(rest);
    else if (kind === 'o') part.output.push(rest);
    else if (kind === 'n') part.endsWithoutNewline = true;
    else if (kind === 'q') part.machine.push(rest);
    else if (kind === 'a') part.answer = rest;
    else if (kind === 'late')
      throw new UnreadableRun(
        i + 1,
        'the guest did not come to rest',
        'what it showed then is no state that lasts: run the test again',
      );
    else
      throw new UnreadableRun(
        i + 1,
        `the line begins with ${JSON.stringify(kind.slice(0, 40))}`,
        'no such line is known',
      );
  }
  if (!isEnded)
    throw new UnreadableRun(
      lines.length,
      'the text ends before the test did',
      'its last line should be "end"',
    );
  return { head, parts };
}

function json(line: number, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UnreadableRun(line, 'this is not JSON', `it reads ${JSON.stringify(text.slice(0, 60))}`);
  }
}

/** A line of dmesg without priority, time and caller. */
const logText = (line: string): string => line.replace(/^(?:<\d+>)?\[ *\d+\.\d+\](?:\[ *[CT]\d+\])? ?/, '');

function shellLine(op: StepOperation, newline: boolean): string | null {
  switch (op.kind) {
    case 'sysfs_write':
      return echo(op.value, op.path, newline);
    case 'sysfs_read':
      return `cat ${op.path}`;
    case 'bind':
    case 'unbind':
      return echo(op.device, `/sys/bus/dax/drivers/${op.driver}/${op.kind}`, true);
    case 'modprobe':
    case 'rmmod':
      return `${op.kind} ${op.module}`;
    default:
      return null;
  }
}

/** What the guest's own command answered. */
function shellPart(part: Part, op: StepOperation, newline: boolean): Outcome {
  const shell = shellLine(op, newline);
  const kept = op.kind === 'pin' ? { ...op, how: 'pipe buffers' } : { ...op };
  if (part.answer === null)
    throw new UnreadableRun(
      part.line,
      'the step has no answer',
      'a line "a 0" or "a 1 MESSAGE" should follow',
    );
  const failed = /^1 ?(.*)$/s.exec(part.answer);
  const errno = failed === null ? null : errnoOfMessage(failed[1]!);
  if (failed !== null && errno === null)
    throw new UnreadableRun(
      part.line,
      `nothing is known of the error ${JSON.stringify(failed[1]!.slice(0, 200))}`,
      'it should end as strerror(3) says it, in English: LC_ALL=C',
    );
  const outcome = shellOutcome(kept, shell, failed === null ? 0 : -1, errno);
  if (op.kind !== 'sysfs_read' || errno !== null) return outcome;
  const stdout = part.output.map((line) => `${line}\n`).join('');
  return { ...outcome, stdout: part.endsWithoutNewline ? stdout.slice(0, -1) : stdout };
}

interface MachineSaid {
  readonly events: readonly MachineEvent[];
  /** Answers in their order. */
  readonly answers: readonly { readonly return?: unknown; readonly error?: { readonly desc: string } }[];
}

function machineSaid({ machine, line }: Part): MachineSaid {
  const said = machine.map((text) => new JsonPlace(json(line, text)));
  const events = said.filter((place) => place.has('event'));
  const answers = said.filter((place) => !place.has('event'));
  return {
    events: events.map((place) => ({
      event: place.at('event').text(),
      data: place.has('data') ? (place.at('data').value as MachineEvent['data']) : {},
    })),
    answers: answers.map((place) =>
      place.has('error')
        ? { error: { desc: place.at('error').at('desc').text() } }
        : { return: place.at('return').value },
    ),
  };
}

/** Where QEMU put a device, by its own list of them. */
function addressOf(list: unknown, id: string): number | null {
  if (!Array.isArray(list)) return null;
  for (const entry of list as unknown[]) {
    const data = new JsonPlace(entry).at('data');
    if (data.has('id') && data.at('id').value === id) return data.at('addr').amount();
  }
  return null;
}

/** What the machine did; null for an operation of the guest's own. */
function machinePart(part: Part, op: StepOperation): Outcome | null {
  if (op.kind !== 'device_add' && op.kind !== 'device_del' && op.kind !== 'virtio_mem_request') return null;
  const { events, answers } = machineSaid(part);
  const kept = keptEvents(events);
  const refusal = answers.find(({ error }) => error !== undefined)?.error?.desc;
  if (op.kind === 'device_del') {
    if (refusal !== undefined) return refused({ ...op }, refusal);
    return accepted({ ...op }, kept.some(({ event }) => event === 'DEVICE_DELETED') ? 0 : -1, kept);
  }
  if (op.kind === 'virtio_mem_request') {
    if (refusal !== undefined) return refused({ ...op }, refusal);
    const size = answers.at(-1)?.return;
    if (typeof size !== 'number')
      throw new UnreadableRun(
        part.line,
        'QEMU did not say how much is plugged',
        'its last answer should be the size',
      );
    return { ...accepted({ ...op }, 0, kept), more: { qmpEvents: kept, pluggedSize: size } };
  }
  const { kind, device, id, size, node } = op;
  const plain = { kind, device, id, size, node: node ?? 0 };
  // Without an address: the kernel never heard of it.
  if (refusal !== undefined) return refused(plain, refusal);
  const addr = addressOf(answers.at(-1)?.return, id);
  if (addr === null)
    throw new UnreadableRun(part.line, `QEMU does not list ${id}`, 'it should have an address');
  return accepted({ ...plain, addr }, 0, kept);
}

function takeOver(raw: Map<string, Reading>, { files }: Part): SnapshotFiles {
  for (const [path, text] of files) {
    if (text === null) raw.delete(path);
    // Of a link the text is where it leads, without a newline.
    else raw.set(path, path.endsWith('/driver') ? text.trimEnd() : text);
  }
  return condense(raw);
}

function stepFrom(
  part: Part,
  n: number,
  before: SnapshotFiles,
  after: SnapshotFiles,
  blockBytes: number,
): RecordedStep {
  const place = new JsonPlace(json(part.line, part.step));
  const op = stepOperation(place);
  const newline = !place.has('newline') || place.at('newline').value !== false;
  const outcome = machinePart(part, op) ?? shellPart(part, op, newline);
  return stepOf(n, outcome, before, after, linesOfStep(part.log.map(logText)), blockBytes);
}

function recording(text: string): Recording {
  const { head, parts } = cut(text);
  const [boot, ...steps] = parts;
  const place = new JsonPlace(json(2, head.get('scenario') ?? ''));
  const machine = place.at('machine');
  const texts = (key: string): string[] =>
    machine
      .at(key)
      .list()
      .map((member) => member.text());
  const raw = new Map<string, Reading>();
  if (boot === undefined)
    throw new UnreadableRun(0, 'the machine did not boot', 'there should be a line "boot"');
  let files = takeOver(raw, boot);
  const bootFiles = files;
  const blockSizeBytes = Number.parseInt(textOf(files, BLOCK_SIZE), 16);
  if (!Number.isSafeInteger(blockSizeBytes))
    throw new UnreadableRun(
      boot.line,
      'the guest has no memory blocks',
      `${BLOCK_SIZE} should be among its files`,
    );
  const recorded = steps.map((part, i) => {
    const before = files;
    files = takeOver(raw, part);
    return stepFrom(part, i + 1, before, files, blockSizeBytes);
  });
  return {
    name: place.at('name').text(),
    title: place.at('title').text(),
    about: place.at('about').text(),
    kernel: {
      release: head.get('release') ?? '',
      variant: 'mainline',
      arch: head.get('arch') ?? '',
      cmdline: head.get('cmdline') ?? '',
    },
    machine: {
      ...{ pageSize: 4096, blockSizeBytes },
      ...{ qemuArgs: texts('qemuArgs'), modules: texts('modules'), note: machine.at('note').text() },
    },
    boot: { files: bootFiles, dmesg: linesOfBoot(boot.log.map(logText)) },
    steps: recorded,
  };
}

/** Reads the result of a stand-alone test. Never throws; everything that is wrong with the text is an error value. */
export function readRun(text: string): Result<Recording, TraceError> {
  try {
    if (text.length > MOST_CHARACTERS)
      throw new UnreadableRun(
        0,
        'the text is too large',
        `no test prints more than ${MOST_CHARACTERS} characters`,
      );
    return success(recording(text));
  } catch (error) {
    if (error instanceof UnreadableRun || error instanceof InvalidPlace) return failure(error.problem);
    throw error;
  }
}
