/**
 * What the middle column shows, and the shells, which are one of its panes.
 */
import { LEAST_ROWS } from './terminal-room.ts';
import type { Shells } from '#lib/workbench/shell/shells.svelte.ts';

/** Panes that share the middle column. */
export type MiddleTab = 'lanes' | 'functions' | 'changes' | 'zones' | 'log' | 'shell';

export class Middle {
  tab: MiddleTab = $state('lanes');
  /** Null until somebody opens one. */
  shells = $state.raw<Shells | null>(null);
  /** Rows that the terminal has at least, as somebody pulled it. */
  rows = $state(LEAST_ROWS);
  /** Pixels by which the work area is taller than the window, so that the terminal has them. */
  grownPx = $state(0);
  /** The shell was asked for, and the keys have not gone there yet. */
  wantsKeys = $state(false);

  /** Shows the shell and lets the keys go there. */
  showShell(): void {
    this.tab = 'shell';
    this.wantsKeys = true;
  }
}
