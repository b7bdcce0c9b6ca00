/**
 * A recording as it is written to a file (format `hotplug-trace/1`), and whether two recordings are the same.
 */
import { TRACE_FORMAT, type BlockFiles, type TraceKernel, type TraceMachine } from '../trace-format.ts';
import type { SnapshotFiles } from './condense.ts';

export interface RecordedStep {
  readonly n: number;
  readonly actor: 'shell' | 'qmp';
  readonly op: Readonly<Record<string, unknown>>;
  readonly shell: string | null;
  readonly rc: number | null;
  readonly errno: string | null;
  readonly stdout: string | null;
  readonly dmesg: readonly string[];
  readonly after: { readonly files: ReadonlyMap<string, string | BlockFiles | null> };
  readonly env?: { readonly unmovable: readonly string[] };
  /** Further members that belong to what was done. */
  readonly [member: string]: unknown;
}

export interface Recording {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly kernel: TraceKernel;
  readonly machine: Omit<TraceMachine, 'tools'> & Partial<Pick<TraceMachine, 'tools'>>;
  readonly boot: { readonly files: SnapshotFiles; readonly dmesg: readonly string[] };
  readonly steps: readonly RecordedStep[];
}

/** The text of a recording: one line for each file of the boot snapshot and for each step, so that it can be compared. */
export function recordingText(recording: Recording): string {
  const { name, title, about, kernel, machine, boot, steps } = recording;
  const head = Object.entries({ format: TRACE_FORMAT, name, title, about, kernel, machine });
  const files = [...boot.files].map(([path, value]) => `${JSON.stringify(path)}:${json(value)}`);
  return [
    '{',
    ...head.map(([key, value]) => `${JSON.stringify(key)}:${json(value)},`),
    '"boot":{"files":{',
    `${files.join(',\n')}`,
    `},"dmesg":${json(boot.dmesg)}},`,
    '"steps":[',
    steps.map(json).join(',\n'),
    ']}',
    '',
  ].join('\n');
}

function json(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    member instanceof Map ? Object.fromEntries<unknown>(member) : member,
  );
}

/** Numbers that are a little different at each boot: how many pages the kernel kept for itself or has free, ids of processes. */
const OF_THE_BOOT = new RegExp(
  [
    String.raw`(?<=managed {2,})\d+`,
    String.raw`(?<=MemTotal: +)\d+`,
    String.raw`(?<=Total pages: )\d+`,
    String.raw`(?<="Memory: )[^"]*`,
    String.raw`(?<=node \d+ free: )\d+`,
    String.raw`(?<="\w+\[)\d+(?=\]: segfault)`,
  ].join('|'),
  'g',
);

/** Where two recordings of the same scenario differ first; null when they do not, but for numbers of the boot. */
export function firstDifference(one: Recording, other: Recording): string | null {
  const [left, right] = [one, other].map((recording) =>
    recordingText(recording).replace(OF_THE_BOOT, 'N').split('\n'),
  );
  const at = left!.findIndex((line, index) => line !== right![index]);
  if (at < 0) return left!.length === right!.length ? null : 'one recording has more steps';
  const [a, b] = [left![at]!, right![at] ?? ''];
  const column = [...a].findIndex((sign, index) => sign !== b[index]);
  const from = Math.max(0, (column < 0 ? a.length : column) - 60);
  return `line ${at + 1}: ${a.slice(from, from + 160)} / ${b.slice(from, from + 160)}`;
}
