/**
 * Marking a moment to compare others with, and going between the two.
 */
import type { PageCommand } from './page-command.ts';
import type { Workbench } from './workbench.svelte.ts';

export function markCommands(
  workbench: Workbench,
): Record<'mark' | 'swap-mark', Omit<PageCommand, 'id' | 'group'>> {
  return {
    mark: {
      title: 'mark this moment for comparison',
      hotkey: 'm',
      guard: () => (workbench.timeline === null ? 'No run is on screen.' : null),
      run: () => workbench.time.mark(workbench.position),
    },
    'swap-mark': {
      title: 'go to the marked moment and mark this one',
      hotkey: 'M',
      guard: () => (workbench.time.marked === null ? 'No moment is marked.' : null),
      run: () => {
        const { marked } = workbench.time;
        if (marked === null) return;
        workbench.time.mark(workbench.position);
        workbench.send({ type: 'PAUSE' });
        workbench.send({ type: 'SEEK', position: marked });
      },
    },
  };
}
