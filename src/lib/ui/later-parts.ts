/**
 * The shape of the parts of the page that are loaded after the first picture, so that the page can hold them without
 * importing them.
 */
import type { Component } from 'svelte';
import type { findCommands, placeCommands } from './map-commands.ts';
import type { outCommand } from './out/out-command.ts';
import type { LinkError } from '#lib/scenario/link-error.ts';
import type { Frame, TimelineView } from '#lib/workbench/frame.ts';
import type { RunFacts } from '#lib/workbench/shown-run.ts';

/** Parts of the page that come after the first picture; later.ts has them, but they know the page and not it them. */
export interface Later {
  readonly findCommands: typeof findCommands;
  readonly placeCommands: typeof placeCommands;
  readonly outCommand: typeof outCommand;
  readonly EmbedShell: Component<{ home: string }>;
  readonly Workspace: Component<{
    facts: RunFacts;
    frame: Frame;
    timeline: TimelineView;
    samples: readonly Frame[] | null;
  }>;
  readonly DamagedLink: Component<{ error: LinkError }>;
  readonly BringDialog: Component;
  readonly ChangesPane: Component;
  readonly HelpDialog: Component;
  readonly LanesPane: Component;
  readonly OutDialog: Component;
  readonly PresentView: Component<{ frame: Frame; samples: readonly Frame[] | null; about: string }>;
  readonly UntilBox: Component;
  readonly TourBand: Component<{ frame: Frame; at: number }>;
  readonly DropPlace: Component;
  readonly Autosave: Component;
  readonly Palette: Component;
  readonly RunList: Component<{ onchoose: () => void }>;
  readonly ShareDialog: Component;
  readonly ActPane: Component<{ frame: Frame }>;
  readonly BranchTree: Component;
  readonly BlockMenu: Component<{ frame: Frame; menu: OpenMenu }>;
}

/** The menu of a block on the map, open at a place of the window. */
export interface OpenMenu {
  readonly block: number;
  readonly xPx: number;
  readonly yPx: number;
}
