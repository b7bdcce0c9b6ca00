/**
 * Whether QEMU may use the processor's own virtualisation. A device file alone proves nothing: in a machine that is
 * virtual itself it may be there and not work.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import type { Accelerator } from './virtual-machine.ts';

const LIMIT_MS = 10_000;

/** `kvm` where it works, software emulation otherwise. RECORD_ACCELERATOR decides when it is set. */
export async function chooseAccelerator(): Promise<Accelerator> {
  const wish = process.env['RECORD_ACCELERATOR'];
  if (wish === 'kvm' || wish === 'tcg') return wish;
  if (!existsSync('/dev/kvm') || !/^flags\b.*\b(vmx|svm)\b/m.test(readFileSync('/proc/cpuinfo', 'utf8')))
    return 'tcg';
  return (await startsWithKvm()) ? 'kvm' : 'tcg';
}

/** QEMU ends at once when it cannot use KVM; with it, it stands still until it is told to go. */
function startsWithKvm(): Promise<boolean> {
  return new Promise((done) => {
    const child = spawn('qemu-system-x86_64', [
      '-accel',
      'kvm',
      '-nodefaults',
      '-nographic',
      '-S',
      '-qmp',
      'stdio',
    ]);
    const late = setTimeout(() => child.kill(), LIMIT_MS);
    const decide = (works: boolean): void => {
      clearTimeout(late);
      child.kill();
      done(works);
    };
    child.stdout.once('data', () => decide(true));
    child.once('error', () => decide(false)).once('exit', () => decide(false));
  });
}
