/**
 * The command that opens the way out to a real machine. It comes with the later parts of the page.
 */
import type { PageCommand } from '#lib/workbench/page-command.ts';
import type { Workbench } from '#lib/workbench/workbench.svelte.ts';

/** What of the page the command uses. */
export interface OutPage {
  readonly workbench: Workbench;
  isOutOpen: boolean;
}

export function outCommand(page: OutPage): PageCommand {
  return {
    id: 'out',
    group: 'page',
    title: 'out to the machine: commands, udev rule, QEMU, sysroot …',
    hotkey: null,
    guard: () => (page.workbench.searchable === null ? 'No run is on screen.' : null),
    run: () => {
      page.workbench.send({ type: 'PAUSE' });
      page.isOutOpen = true;
    },
  };
}
