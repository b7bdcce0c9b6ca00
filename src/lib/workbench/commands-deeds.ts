/**
 * The deeds on the selected block that have a key. What would come of them stands in the pane of deeds; a key does
 * them all the same, since being refused by the kernel is something to see.
 */
import type { Deed } from '#lib/scenario/deed.ts';
import { blockDeeds, pageDeeds } from './deeds.ts';
import type { DeedChoice } from './deed-choice.ts';
import { blockIn } from './frame-blocks.ts';
import type { PageCommand } from './page-command.ts';
import type { Workbench } from './workbench.svelte.ts';

const KEYS = {
  'block.online_movable': 'o',
  'block.online_kernel': 'k',
  'block.online': null,
  'block.offline': 'x',
  'pages.pin': 'p',
  'pages.kernel': null,
  'pages.release': 'u',
  'pages.poison': null,
} as const;
type DeedId = keyof typeof KEYS;

/** Names for where no block is selected yet. */
const SOME_BLOCK = { id: 0, startBytes: 0, sizeBytes: 0 };

function choicesFor(block: typeof SOME_BLOCK): readonly DeedChoice[] {
  return [...blockDeeds(block), ...pageDeeds(block)];
}

export function deedCommands(
  workbench: Workbench,
  act: (deed: Deed) => void,
): Record<DeedId, Omit<PageCommand, 'id' | 'group'>> {
  const selected = (): typeof SOME_BLOCK | null =>
    workbench.frame === null || workbench.block === null ? null : blockIn(workbench.frame, workbench.block);
  const command = ({ id, title }: DeedChoice): Omit<PageCommand, 'id' | 'group'> => ({
    title,
    hotkey: KEYS[id as DeedId],
    guard: () =>
      workbench.actingGuard ??
      (workbench.block === null ? 'Select a block first.' : null) ??
      (selected() === null ? `memory${workbench.block} is absent at this step.` : null),
    run: () => {
      const block = selected();
      const found = block === null ? undefined : choicesFor(block).find((choice) => choice.id === id);
      if (found !== undefined) act(found.deed);
    },
  });
  const entries = choicesFor(SOME_BLOCK).map((choice) => [choice.id, command(choice)]);
  return Object.fromEntries(entries) as Record<DeedId, Omit<PageCommand, 'id' | 'group'>>;
}
