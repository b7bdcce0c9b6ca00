/**
 * A run, or the difference between two of its positions, for a real machine: the commands, the policies of the next
 * boot, the machine for QEMU, a test for a real kernel. Loaded when somebody asks for it.
 */
import { kernelCommandLine, udevRule, udevRuleOfPolicy } from '#lib/capture/export-boot.ts';
import { exportDifference } from '#lib/capture/export-difference.ts';
import { qemuCommandLine, qemuOptions } from '#lib/capture/export-qemu.ts';
import { qmpCommands } from '#lib/capture/export-qmp.ts';
import { recordFile, recordPlan, type RecordPlan } from '#lib/capture/export-record.ts';
import { exportRun } from '#lib/capture/export-run.ts';
import { actionText, scriptText, type ExportScript } from '#lib/capture/export-script.ts';
import { exportState, type ExportState } from '#lib/capture/export-state.ts';
import { quoteWord } from '#lib/capture/shell-quote.ts';
import { sysrootEntries } from '#lib/capture/sysroot.ts';
import { standAloneScript } from '#lib/capture/stand-alone/host-script.ts';
import { tarPieces } from '#lib/capture/tar.ts';
import type { Kernel } from '#lib/hotplug/state/kernel.ts';
import { VARIANTS } from '#lib/hotplug/variants/index.ts';
import { describeCommand } from '#lib/scenario/describe-command.ts';
import type { Playable } from '../playable.ts';

/** Every form of text; the state as files is `sysrootTar`. */
export const OUT_FORMS = [
  'run',
  'sysfs',
  'chmem',
  'daxctl',
  'udev',
  'boot',
  'qemu',
  'qmp',
  'test',
  'record',
] as const;

export type OutForm = (typeof OUT_FORMS)[number];

export interface OutOrder {
  readonly form: OutForm;
  /** Positions of the run; what was done before `from` is taken as done. */
  readonly from: number;
  readonly to: number;
  /** Of scripts: only show what would be done. */
  readonly isDryRun: boolean;
  /** For names of files. */
  readonly name: string;
}

/** One command, word or option with one sentence. */
export interface OutLine {
  readonly text: string;
  readonly why: string;
}

export interface OutText {
  /** All of it, as it goes into a file or a shell. */
  readonly text: string;
  readonly lines: readonly OutLine[];
  /** What is not in it, one sentence each. */
  readonly omitted: readonly string[];
  readonly fileName: string;
}

/** The kernel as it was after so many steps. */
function kernelAt({ machine }: Playable, position: number): Kernel {
  machine.run.history.seek(position);
  return machine.kernel;
}

/** What was begun in `[from, to)`. */
function deedsBetween({ machine }: Playable, from: number, to: number) {
  return machine.jobs.filter(({ startStep }) => startStep >= from && startStep < to);
}

function ofScript(script: ExportScript, { isDryRun, name }: OutOrder): OutText {
  return {
    text: scriptText(script, isDryRun),
    lines: script.lines.map(({ action, why }) => ({ text: actionText(action), why })),
    omitted: script.omitted,
    fileName: `${name}.sh`,
  };
}

function difference(played: Playable, order: OutOrder, how: 'sysfs' | 'chmem' | 'daxctl'): OutText {
  const state = (position: number): ExportState => exportState(kernelAt(played, position));
  const script = exportDifference(
    `${played.title}: from step ${order.from} to step ${order.to}`,
    state(order.from),
    state(order.to),
    how,
  );
  return ofScript(script, order);
}

/** The rules of the daemons that are there; without any the one that says what the policy says. */
function udev(played: Playable, order: OutOrder): OutText {
  const presets = played.machine.jobs.flatMap(({ command }) =>
    command.kind === 'udev' ? [command.preset] : [],
  );
  const active = [...new Set(presets)].flatMap((preset) => udevRule(preset) ?? []);
  const rule = active.length > 0 ? active.join('') : udevRuleOfPolicy(kernelAt(played, order.to));
  const why =
    active.length > 0
      ? 'The rule that is active in this run.'
      : 'What auto_online_blocks does in this run, from userspace instead. Set auto_online_blocks to offline then.';
  const text = rule ?? '';
  return {
    text,
    lines:
      rule === null
        ? []
        : [
            {
              text: text
                .split('\n')
                .filter((line) => !line.startsWith('#'))
                .join('\n'),
              why,
            },
          ],
    omitted: rule === null ? ['New blocks stay offline in this run: there is no rule to write.'] : [],
    fileName: `80-${order.name}.rules`,
  };
}

function boot(played: Playable, order: OutOrder): OutText {
  const lines = kernelCommandLine(kernelAt(played, order.to));
  return {
    text: `${lines.map(({ text }) => text).join(' ')}\n`,
    lines,
    omitted: [],
    fileName: `${order.name}.cmdline`,
  };
}

function qemu(played: Playable, order: OutOrder): OutText {
  const kernel = kernelAt(played, order.to);
  return {
    text: qemuCommandLine(kernel),
    lines: qemuOptions(kernel).map(({ argv, why }) => ({ text: argv.map(quoteWord).join(' '), why })),
    omitted: ['A kernel and a disk or initrd of yours: add -kernel, -append, -initrd or -drive.'],
    fileName: `${order.name}-qemu.sh`,
  };
}

function qmp(played: Playable, order: OutOrder): OutText {
  const lines = qmpCommands(kernelAt(played, order.to)).map(({ json, why }) => ({ text: json, why }));
  return {
    text: lines.map(({ text }) => `${text}\n`).join(''),
    lines,
    omitted: lines.length === 0 ? ['No device is plugged at this step.'] : [],
    fileName: `${order.name}.qmp`,
  };
}

/** The kernel that a stock distribution is nearest to. */
const STOCK = 'base-6.12';

function planOf(played: Playable, order: OutOrder): RecordPlan {
  const { title, about, variant } = played;
  const deeds = deedsBetween(played, 0, order.to).map((job) => ({
    ...job,
    text: describeCommand(job.command),
  }));
  const plan = recordPlan(kernelAt(played, 0), { name: order.name, title, about }, deeds);
  if (variant === STOCK) return plan;
  const other = `This run is on ${VARIANTS[variant].title}. What is recorded is held against the model of ${VARIANTS[STOCK].title}: a stock kernel has no files of a series that was not merged there.`;
  return { ...plan, omitted: [...plan.omitted, other] };
}

function test(played: Playable, order: OutOrder): OutText {
  const { text, omitted } = standAloneScript(planOf(played, order));
  const file = quoteWord(`./${order.name}.sh`);
  return {
    text,
    lines: [
      {
        text: `sh ${file} --dry-run`,
        why: 'Says what is missing on your machine, and what would be done; does nothing.',
      },
      {
        text: `sh ${file}`,
        why: 'Boots your kernel in QEMU, does the steps, writes a recording. Needs no root and nothing of this project.',
      },
      {
        text: `${order.name}.run.txt`,
        why: 'The recording: drop it on this page to see it beside the model, step by step.',
      },
    ],
    omitted,
    fileName: `${order.name}.sh`,
  };
}

function record(played: Playable, order: OutOrder): OutText {
  const plan = planOf(played, order);
  const command = `npm run conformance:record -- ${quoteWord(`${order.name}.json`)}`;
  return {
    text: recordFile(plan),
    lines: [
      {
        text: command,
        why: 'In a clone of this project: boots a stock kernel in QEMU, does the same, writes a recording.',
      },
      {
        text: `npx hotplug run recordings/${quoteWord(`${order.name}.json`)}`,
        why: 'Holds the recording against the model, step by step.',
      },
    ],
    omitted: plan.omitted,
    fileName: `${order.name}.json`,
  };
}

/** One form of a run for a real machine. The machine behind `played` may stand at another position afterwards. */
export function machineOut(played: Playable, order: OutOrder): OutText {
  switch (order.form) {
    case 'run': {
      const deeds = deedsBetween(played, order.from, order.to);
      return ofScript(exportRun(played.title, deeds), order);
    }
    case 'sysfs':
    case 'chmem':
    case 'daxctl':
      return difference(played, order, order.form);
    case 'udev':
      return udev(played, order);
    case 'boot':
      return boot(played, order);
    case 'qemu':
      return qemu(played, order);
    case 'qmp':
      return qmp(played, order);
    case 'test':
      return test(played, order);
    case 'record':
      return record(played, order);
  }
}

/** The state at a position as a tar that `lsmem --sysroot` reads once it is unpacked, in pieces. */
export function sysrootTar(played: Playable, position: number): Uint8Array[] {
  return [...tarPieces(sysrootEntries(kernelAt(played, position)))];
}
