/**
 * What a stand-alone test prints: a text of lines, each with its kind and a blank before it. guest-init.ts and
 * host-script.ts write it, read-run.ts makes a recording of it.
 *
 * Head: `hotplug-run 1`, `scenario JSON`, `release`, `arch`, `cmdline`, then `boot` with the first look at the guest's
 * files. For each step: `step JSON`, what came of it, and what it changed. The last line is `end`.
 *
 *   f PATH    a file, new or different, and its text in the `t` lines that follow; `g PATH` is gone
 *   k TEXT    a line of the kernel log, as dmesg prints it
 *   a 0       the guest's command succeeded; `a 1 MESSAGE` it failed with this message
 *   o TEXT    a line that was read; `n` after them: the last one had no newline
 *   q JSON    what QEMU said, events and the answer to what it was asked
 *   late      the guest did not come to rest
 */
export const RUN_FORMAT_LINE = 'hotplug-run 1';

/** Does a text begin as the result of a stand-alone test? */
export function isRunText(text: string): boolean {
  return text.trimStart().startsWith(RUN_FORMAT_LINE);
}
