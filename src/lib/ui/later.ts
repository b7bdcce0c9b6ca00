/**
 * Parts of the page that nobody sees in its first moment. They are loaded right after the first picture, together
 * with the model.
 */
export { default as ActPane } from './ActPane.svelte';
export { default as BlockMenu } from './BlockMenu.svelte';
export { default as BranchTree } from './BranchTree.svelte';
export { default as BringDialog } from './bring/BringDialog.svelte';
export { default as ChangesPane } from './ChangesPane.svelte';
export { default as DamagedLink } from './DamagedLink.svelte';
export { default as EmbedShell } from './EmbedShell.svelte';
export { default as HelpDialog } from './HelpDialog.svelte';
export { default as DropPlace } from './share/DropPlace.svelte';
export { default as LanesPane } from './LanesPane.svelte';
export { findCommands, placeCommands } from './map-commands.ts';
export { default as OutDialog } from './out/OutDialog.svelte';
export { outCommand } from './out/out-command.ts';
export { default as Palette } from './Palette.svelte';
export { default as PresentView } from './PresentView.svelte';
export { default as RunList } from './RunList.svelte';
export { default as Autosave } from './shelf/Autosave.svelte';
export { default as ShareDialog } from './share/ShareDialog.svelte';
export { default as UntilBox } from './UntilBox.svelte';
export { default as TourBand } from './TourBand.svelte';
export { default as Workspace } from './Workspace.svelte';
