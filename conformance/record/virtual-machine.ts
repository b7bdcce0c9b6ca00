/**
 * Starts QEMU with a kernel and the guest agent, and keeps the two connections to it.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { connectTo, LostConnection } from './byte-stream.ts';
import { Guest } from './guest.ts';
import { kernelCommandLine } from '#lib/capture/record/kernel-args.ts';
import { Monitor } from './monitor.ts';
import { until } from './quiet.ts';
import type { ScenarioMachine } from './scenario.ts';

export interface BootFiles {
  /** Absolute paths. */
  readonly kernel: string;
  readonly initrd: string;
  readonly release: string;
}

/** The machine did not come up, or not as others of its kind do; another boot may be luckier. */
export class UnluckyBoot extends Error {}

export type Accelerator = 'kvm' | 'tcg';

const CONNECT_MS = 60_000;

export class VirtualMachine {
  readonly guest: Guest;
  readonly monitor: Monitor;
  readonly #child: ChildProcess;
  readonly #folder: string;

  private constructor(guest: Guest, monitor: Monitor, child: ChildProcess, folder: string) {
    this.guest = guest;
    this.monitor = monitor;
    this.#child = child;
    this.#folder = folder;
  }

  /** Boots; the agent answers when this is done. Throws with what QEMU and the kernel said when it does not come up. */
  static async boot(
    machine: ScenarioMachine,
    files: BootFiles,
    accelerator: Accelerator,
  ): Promise<VirtualMachine> {
    const folder = mkdtempSync(join(tmpdir(), 'hotplug-record-'));
    const child = spawn('qemu-system-x86_64', allArgs(machine, files, accelerator, folder), {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.on('error', () => undefined); // reported by the connection that never comes
    // Whoever interrupts the recorder does not want to keep the machine.
    const kill = (): boolean => child.kill('SIGKILL');
    process.once('exit', kill);
    child.once('exit', () => process.off('exit', kill));
    const log = createWriteStream(join(folder, 'qemu.log'));
    child.stdout?.pipe(log, { end: false });
    child.stderr?.pipe(log, { end: false });
    try {
      const guest = new Guest(await connectTo(join(folder, 'agent'), 'the guest agent', CONNECT_MS));
      const monitor = new Monitor(await connectTo(join(folder, 'monitor'), 'QEMU', CONNECT_MS));
      await monitor.start();
      await guest.ready();
      return new VirtualMachine(guest, monitor, child, folder);
    } catch (error) {
      child.kill('SIGKILL');
      log.end();
      await finished(log);
      const said = lastWords(folder);
      rmSync(folder, { recursive: true, force: true });
      if (error instanceof LostConnection)
        throw new UnluckyBoot(`${error.message}\n${said}`, { cause: error });
      throw error;
    }
  }

  /** What QEMU and the kernel's console said last: worth reading when the machine is lost. */
  lastWords(): string {
    return lastWords(this.#folder);
  }

  /** Ends QEMU. */
  async off(): Promise<void> {
    const gone = (): boolean => this.#child.exitCode !== null || this.#child.signalCode !== null;
    this.#child.kill('SIGTERM');
    if (!(await until(gone, 5000))) this.#child.kill('SIGKILL');
    await until(gone, 5000);
    this.guest.close();
    this.monitor.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** The arguments that a recording keeps: those that matter for memory. */
export function recordedArgs(machine: ScenarioMachine): string[] {
  return ['-M', 'q35', '-smp', '1', '-m', machine.memory, ...machine.qemuArgs];
}

function allArgs(
  machine: ScenarioMachine,
  files: BootFiles,
  accelerator: Accelerator,
  folder: string,
): string[] {
  return [
    ...['-accel', accelerator, ...recordedArgs(machine)],
    // No devices but those named, and a clock that starts at the same moment each time.
    ...['-nodefaults', '-nographic', '-no-reboot', '-rtc', 'base=2026-01-14T00:00:00'],
    ...['-chardev', `file,id=console,path=${folder}/console`, '-serial', 'chardev:console'],
    ...['-chardev', `socket,id=agent,path=${folder}/agent,server=on,wait=on`, '-serial', 'chardev:agent'],
    ...['-qmp', `unix:${folder}/monitor,server=on,wait=off`],
    ...['-kernel', files.kernel, '-initrd', files.initrd],
    ...['-append', kernelCommandLine(machine.kernelArgs)],
  ];
}

function lastWords(folder: string): string {
  return ['qemu.log', 'console'].map((name) => lastLines(join(folder, name))).join('\n');
}

function lastLines(path: string): string {
  try {
    return readFileSync(path, 'utf8').split('\n').slice(-12).join('\n');
  } catch {
    return '';
  }
}
