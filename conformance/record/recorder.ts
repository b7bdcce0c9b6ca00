/**
 * Runs a scenario on a virtual machine and writes down what the kernel answered.
 */
import { LostConnection } from './byte-stream.ts';
import { packageVersions } from './guest-programs.ts';
import { condense, textOf, WATCHED, type Reading, type SnapshotFiles } from '#lib/capture/record/condense.ts';
import type { GuestAnswer } from './guest.ts';
import { linesOfBoot, linesOfStep } from '#lib/capture/record/kernel-log.ts';
import { kernelCommandLine } from '#lib/capture/record/kernel-args.ts';
import { stepOf } from '#lib/capture/record/recorded-step.ts';
import { perform } from './perform.ts';
import { untilSteady } from './quiet.ts';
import type { RecordedStep, Recording } from '#lib/capture/record/recording.ts';
import type { Scenario, ScenarioStep } from './scenario.ts';
import {
  recordedArgs,
  UnluckyBoot,
  VirtualMachine,
  type Accelerator,
  type BootFiles,
} from './virtual-machine.ts';

const SETTLE_LIMIT_MS = 120_000;
const BLOCK_SIZE = '/sys/devices/system/memory/block_size_bytes';

/**
 * Boots, carries out the scenario and returns the recording. `tell` hears of every step as it is done. Throws
 * `UnluckyBoot` when the machine is to be booted again.
 */
export async function record(
  scenario: Scenario,
  files: BootFiles,
  accelerator: Accelerator,
  tell: (step: RecordedStep) => void,
): Promise<Recording> {
  const vm = await VirtualMachine.boot(scenario.machine, files, accelerator);
  try {
    return await new Recorder(vm, scenario, files.release).run(tell);
  } catch (error) {
    if (error instanceof LostConnection)
      throw new Error(`${error.message}\n${vm.lastWords()}`, { cause: error });
    throw error;
  } finally {
    await vm.off();
  }
}

class Recorder {
  readonly #vm: VirtualMachine;
  readonly #scenario: Scenario;
  readonly #release: string;
  readonly #raw = new Map<string, Reading>();
  readonly #jobs = new Set<number>();

  constructor(vm: VirtualMachine, scenario: Scenario, release: string) {
    this.#vm = vm;
    this.#scenario = scenario;
    this.#release = release;
  }

  async run(tell: (step: RecordedStep) => void): Promise<Recording> {
    const { guest } = this.#vm;
    const { machine, name, title, about, programs } = this.#scenario;
    for (const { pattern, slow } of WATCHED) await guest.ask(slow ? 'slow' : 'watch', pattern);
    for (const module of machine.modules) {
      const { errno } = await guest.ask('insert', `/modules/${module}.ko`);
      if (errno !== 0) throw new Error(`the module ${module} cannot be loaded: error ${errno}`);
    }
    await this.#settle();
    const boot = condense(this.#raw);
    if (textOf(boot, '/proc/iomem').includes('Adapter ROM'))
      throw new UnluckyBoot('the firmware left an option ROM in the memory map');
    const blockSizeBytes = Number.parseInt(textOf(boot, BLOCK_SIZE), 16);
    const dmesg = linesOfBoot(await this.#log());
    const steps = await this.#steps(boot, blockSizeBytes, tell);
    return {
      name,
      title,
      about,
      kernel: {
        release: this.#release,
        variant: 'mainline',
        arch: 'x86_64',
        cmdline: kernelCommandLine(machine.kernelArgs),
      },
      machine: {
        pageSize: 4096,
        blockSizeBytes,
        qemuArgs: recordedArgs(machine),
        modules: machine.modules,
        note: machine.note,
        ...(programs.length === 0 ? {} : { tools: packageVersions(programs) }),
      },
      boot: { files: boot, dmesg },
      steps,
    };
  }

  async #steps(
    boot: SnapshotFiles,
    blockSizeBytes: number,
    tell: (step: RecordedStep) => void,
  ): Promise<RecordedStep[]> {
    const steps: RecordedStep[] = [];
    const choose = this.#scenario.begin();
    let files = boot;
    for (let succeeded = true; ;) {
      const chosen = choose({ files, succeeded });
      if (chosen === null) return steps;
      const outcome = await perform(this.#vm, chosen);
      this.#keepJobs(chosen);
      if (outcome.settles) await this.#settle();
      else await this.#look();
      const now = condense(this.#raw);
      const step = stepOf(
        steps.length + 1,
        outcome,
        files,
        now,
        linesOfStep(await this.#log()),
        blockSizeBytes,
      );
      steps.push(step);
      tell(step);
      files = now;
      succeeded = outcome.rc === 0;
    }
  }

  #keepJobs({ op }: ScenarioStep): void {
    if (op.kind === 'begin') this.#jobs.add(op.job);
    if (op.kind === 'end') this.#jobs.delete(op.job);
  }

  /** Takes over what changed. While a background job is under way the files whose reader may wait are left out. */
  async #look(): Promise<boolean> {
    const { files } = await this.#vm.guest.ask('changes', ...(this.#jobs.size > 0 ? ['fast'] : []));
    for (const [path, reading] of files) {
      if (reading === null) this.#raw.delete(path);
      else this.#raw.set(path, reading);
    }
    // Free memory and counters move all the time; only what a recording keeps counts.
    return files.some(([path]) => path !== '/proc/zoneinfo' && path !== '/proc/meminfo');
  }

  async #settle(): Promise<void> {
    let round = 0;
    const sample = async (): Promise<string> =>
      (await this.#look()) ? String(++round) : `${round} ${this.#totals()}`;
    await untilSteady(this.#vm.guest, sample, 2, SETTLE_LIMIT_MS);
  }

  #totals(): string {
    const zones = condense(
      new Map([...this.#raw].filter(([path]) => /^\/proc\/(zoneinfo|meminfo)$/.test(path))),
    );
    return JSON.stringify([...zones.values()]);
  }

  async #log(): Promise<string[]> {
    const { files }: GuestAnswer = await this.#vm.guest.ask('log');
    return files.flatMap(([, record]) => (typeof record === 'string' ? [record] : []));
  }
}
