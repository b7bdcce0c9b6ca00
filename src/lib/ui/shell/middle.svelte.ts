/**
 * What the middle column shows, and the shells, which are one of its panes.
 */
import type { Shells } from '#lib/workbench/shell/shells.svelte.ts';

/** Panes that share the middle column. */
export type MiddleTab = 'lanes' | 'functions' | 'changes' | 'zones' | 'log' | 'shell';

export class Middle {
  tab: MiddleTab = $state('lanes');
  /** Null until somebody opens one. */
  shells = $state.raw<Shells | null>(null);
  /** The shell was asked for, and the keys have not gone there yet. */
  wantsKeys = $state(false);

  /** Shows the shell and lets the keys go there. */
  showShell(): void {
    this.tab = 'shell';
    this.wantsKeys = true;
  }
}
