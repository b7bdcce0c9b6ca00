/**
 * A recorded kernel beside the model: every operation with what both answered and what both show afterwards, as plain
 * data for the page. Runs in a worker; nothing of the recording leaves the browser.
 */
import type { Difference } from '#lib/capture/compare.ts';
import { comparableLog } from '#lib/capture/log-lines.ts';
import type { StepReport, TraceReplay } from '#lib/capture/replay.ts';
import { isFailed, resultText, type SeenOutcome } from '../result-text.ts';
import { traceCommandText } from '../trace-command-text.ts';
import { fileRows, type FileRow } from './file-rows.ts';

/** What one side answered. */
export interface SideAnswer {
  /** `0`, `-EBUSY`, or the text that was read. */
  readonly result: string;
  readonly failed: boolean;
  /** Bytes that a virtio-mem device has plugged; null where nobody asked. */
  readonly pluggedBytes: number | null;
}

/**
 * `agrees`: nothing differs. `differs`: something differs that did not before. `follows`: all that differs is what an
 * earlier step left behind.
 */
export type StepVerdict = 'agrees' | 'differs' | 'follows';

export interface BesideStep {
  /** 0 is the machine as it booted. */
  readonly n: number;
  readonly actor: string;
  /** The operation as people would write it. */
  readonly text: string;
  readonly kernel: SideAnswer | null;
  readonly model: SideAnswer | null;
  readonly verdict: StepVerdict;
  /** What differs now and did not after the step before. */
  readonly differences: readonly Difference[];
  /** How many differences are left over from earlier steps. */
  readonly leftOver: number;
  /** Files that the kernel changed in this step, or that differ. */
  readonly files: readonly FileRow[];
  /** Lines of the kernel log of this step. */
  readonly log: readonly string[];
  /** Blocks of which a file differs now. */
  readonly differentBlocks: readonly number[];
  /** Blocks in which the kernel met pages that it could not move: the model is told of them. */
  readonly unmovable: readonly number[];
  /** Position of the model's run after the step. */
  readonly position: number;
}

/** Hears how many steps are done, of how many. */
export type TellProgress = (done: number, of: number) => void;

const BLOCK_FILE = /^\/sys\/devices\/system\/memory\/memory(\d+)\//;

function blocksOf(differences: readonly Difference[]): number[] {
  const ids = differences.flatMap(({ file }) => BLOCK_FILE.exec(file)?.[1] ?? []);
  return [...new Set(ids.map(Number))].sort((a, b) => a - b);
}

const isSame = (a: Difference, b: Difference): boolean =>
  a.file === b.file && a.expected === b.expected && a.got === b.got;

function answerOf(outcome: SeenOutcome, pluggedBytes: number | null): SideAnswer {
  const failed = isFailed(outcome) || (outcome.rc !== null && outcome.rc < 0);
  return { result: resultText(outcome) ?? 'nothing yet', failed, pluggedBytes };
}

/** Replays the whole recording and hands every report on. Throws only when the model has a bug. */
export function besideSteps(
  replay: TraceReplay,
  hear: (report: StepReport) => void,
  tell: TellProgress = () => {},
): BesideStep[] {
  const { steps } = replay.trace;
  const list: BesideStep[] = [];
  let before: ReadonlyMap<string, string> = new Map();
  let last: readonly Difference[] = [];
  for (let report = replay.boot(); ; tell(report.n, steps.length)) {
    hear(report);
    const step = steps[report.n - 1];
    const { differences, answer, toPosition } = report;
    const isNew = (one: Difference): boolean => !last.some((earlier) => isSame(earlier, one));
    const news = differences.filter(isNew);
    const { recordedFiles, modelFiles } = replay;
    list.push({
      n: report.n,
      actor: step?.actor ?? 'kernel',
      text: step === undefined ? 'the machine as it booted' : traceCommandText(step),
      kernel: step === undefined ? null : answerOf(step, step.pluggedSize),
      model: answer === null ? null : answerOf(answer, answer.pluggedSize),
      verdict: differences.length === 0 ? 'agrees' : news.length > 0 ? 'differs' : 'follows',
      differences: news,
      leftOver: differences.length - news.length,
      files: fileRows(before, recordedFiles, modelFiles, news, report.n === 0),
      log: step === undefined ? [] : comparableLog(step.dmesg).lines,
      differentBlocks: blocksOf(differences),
      unmovable: step?.unmovable ?? [],
      position: toPosition,
    });
    last = differences;
    before = new Map(recordedFiles);
    const next = replay.next();
    if (next === null) return list;
    report = next;
  }
}
