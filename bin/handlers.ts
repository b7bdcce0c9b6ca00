/**
 * What each command of the table does.
 */
import type { Given } from './arguments.ts';
import { exploreCommand } from './explore-command.ts';
import { importCommand } from './import-command.ts';
import { exportCommand, recordingCommand } from './export-command.ts';
import type { Io } from './io.ts';
import { linkCommand, openCommand } from './link-commands.ts';
import { mergeCommand } from './merge-command.ts';
import { runCommand } from './run-command.ts';
import { catCommand, conformanceCommand, lsmemCommand, printCommand } from './small-commands.ts';

export const HANDLERS: Readonly<Record<string, (given: Given, io: Io) => number | Promise<number>>> = {
  run: runCommand,
  explore: exploreCommand,
  merge: mergeCommand,
  print: printCommand,
  link: linkCommand,
  open: openCommand,
  conformance: conformanceCommand,
  cat: catCommand,
  lsmem: lsmemCommand,
  export: exportCommand,
  recording: recordingCommand,
  import: importCommand,
};
