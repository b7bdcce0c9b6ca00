/**
 * The kernel command line of a recorded machine: what the recorder always says, and what a scenario adds.
 */

/** Debug messages of the memory core are part of a recording. */
const DEBUG = 'dyndbg="file mm/memory_hotplug.c +p; file drivers/base/memory.c +p"';

/** Quiet, no random addresses, end instead of a reboot, two serial ports: the console and the agent's line. */
const ALWAYS = `console=ttyS0 quiet nokaslr panic=-1 8250.nr_uarts=2 hardlockup_panic=0 nowatchdog ${DEBUG}`;

export function kernelCommandLine(ownArgs: string): string {
  return `${ALWAYS} ${ownArgs}`.trim();
}

/** What of a recorded command line came from its scenario. */
export function ownKernelArgs(cmdline: string): string {
  if (cmdline.startsWith(ALWAYS)) return cmdline.slice(ALWAYS.length).trim();
  const end = cmdline.indexOf(DEBUG);
  return end < 0 ? cmdline : cmdline.slice(end + DEBUG.length).trim();
}
