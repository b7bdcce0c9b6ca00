/**
 * The programs that a shell finds.
 */
import type { Kernel } from '../../state/kernel.ts';
import { compileCat } from './cat.ts';
import { compileChmem } from './chmem.ts';
import { compileDaxctl } from './daxctl.ts';
import { compileLsmem } from './lsmem.ts';
import { compileModprobe, compileRmmod } from './modprobe.ts';
import { compileNumactl } from './numactl.ts';
import { early, type Program } from './program.ts';
import { compileUdevadm } from './udevadm.ts';

const TOOLS: Readonly<Record<string, (k: Kernel, words: readonly string[]) => Program>> = {
  cat: compileCat,
  chmem: compileChmem,
  daxctl: compileDaxctl,
  lsmem: compileLsmem,
  modprobe: compileModprobe,
  numactl: compileNumactl,
  rmmod: compileRmmod,
  udevadm: compileUdevadm,
};

/** Names of the programs. */
export const TOOL_NAMES: readonly string[] = Object.keys(TOOLS);

/** The program of a command line; one that says `command not found` for a name that is none. */
export function compileTool(k: Kernel, [name = '', ...words]: readonly string[]): Program {
  // A path to a program is as good as its name.
  const tool = name.replace(/^\/(usr\/)?s?bin\//, '');
  if (Object.hasOwn(TOOLS, tool)) return TOOLS[tool]!(k, words);
  return early(k, { exitCode: 127, stderr: `${name}: command not found\n` });
}
