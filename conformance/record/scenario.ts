/**
 * What the recorder carries out: a machine, and steps that are decided on one after the other.
 */
import type { StepOperation } from '#lib/capture/trace-format.ts';
import type { SnapshotFiles } from '#lib/capture/record/condense.ts';
import { GUEST_PROGRAMS } from './guest-programs.ts';

export interface ScenarioMachine {
  /** QEMU's `-m`, for example `1G,slots=32,maxmem=32G`. */
  readonly memory: string;
  /** Further arguments of QEMU that matter for memory. */
  readonly qemuArgs: readonly string[];
  /** Added to the kernel command line. */
  readonly kernelArgs: string;
  /** Loaded before the first step, in this order. */
  readonly modules: readonly string[];
  readonly note: string;
}

export interface ScenarioStep {
  readonly op: StepOperation;
  /** Whether a write ends with a newline, as `echo` does it. */
  readonly newline: boolean;
}

/** What is known when the next step is chosen. */
export interface Sight {
  readonly files: SnapshotFiles;
  /** Whether the step before succeeded; true before the first. */
  readonly succeeded: boolean;
}

export interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly machine: ScenarioMachine;
  /** A chooser of steps for one run; null ends it. Two runs must choose the same when they see the same. */
  /** Programs of the host, beside the agent, that the guest needs. */
  readonly programs: readonly string[];
  readonly begin: () => (sight: Sight) => ScenarioStep | null;
}

/** Steps that are known beforehand. */
export function fixedSteps(steps: readonly ScenarioStep[]): Scenario['begin'] {
  return () => {
    let at = 0;
    return () => steps[at++] ?? null;
  };
}

/** Why a stock kernel cannot do a step; null when it can. */
export function beyondStockKernel({ op }: ScenarioStep): string | null {
  const inner = op.kind === 'begin' ? op.op : op;
  switch (inner.kind) {
    case 'api':
    case 'region_request':
    case 'region_release':
    case 'notifier_veto':
    case 'notifier_hold':
    case 'notifier_release':
    case 'notifier_clear':
    case 'unpin':
      return `${inner.kind} needs a test module inside the kernel`;
    case 'pin':
      return 'mib' in inner ? null : 'pinning a given page needs a test module inside the kernel';
    case 'tool':
      if (op.kind === 'begin') return 'a program cannot be run in the background';
      return Object.hasOwn(GUEST_PROGRAMS, inner.argv[0]!)
        ? null
        : `the recorder has no program ${inner.argv[0]}`;
    case 'sysfs_write':
    case 'bind':
    case 'unbind':
      return null;
    default:
      return op.kind === 'begin' ? `${inner.kind} cannot be done in the background` : null;
  }
}
