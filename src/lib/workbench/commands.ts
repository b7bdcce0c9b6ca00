/**
 * Every action of the page as an object: its name, its key, whether it can be done now and why not. Buttons, keys and
 * the list of keys all use these.
 */
import { nextCommand, nextErrno, previousCommand } from './places.ts';
import type { Workbench } from './workbench.svelte.ts';

export interface PageCommand {
  readonly id: string;
  /** What it does, as an imperative. */
  readonly title: string;
  /** `KeyboardEvent.key`, or null. */
  readonly hotkey: string | null;
  /** Why it cannot be done now; null when it can. */
  guard(): string | null;
  run(): void;
}

/** What the page does apart from the run. */
export interface PageActions {
  chooseRun(): void;
  share(): void;
  changeTheme(): void;
  showHelp(): void;
}

export const COMMAND_IDS = [
  'play',
  'step',
  'back',
  'first',
  'last',
  'next-command',
  'previous-command',
  'next-errno',
  'choose-run',
  'share',
  'theme',
  'help',
] as const;
export type CommandId = (typeof COMMAND_IDS)[number];

type Table = Readonly<Record<CommandId, Omit<PageCommand, 'id'>>>;

const always = (): null => null;
const NO_RUN = 'No run is on screen.';

function movesOf(workbench: Workbench): Pick<Table, 'play' | 'step' | 'back' | 'first' | 'last'> {
  const length = (): number => workbench.timeline?.length ?? 0;
  const noSteps = (): string | null => (length() === 0 ? NO_RUN : null);
  const atEnd = (): string | null =>
    noSteps() ?? (workbench.position === length() ? 'The run is at its end.' : null);
  const atStart = (): string | null =>
    noSteps() ?? (workbench.position === 0 ? 'The run is at its start.' : null);
  return {
    play: {
      title: 'play or pause',
      hotkey: ' ',
      guard: noSteps,
      run: () => workbench.send({ type: workbench.isPlaying ? 'PAUSE' : 'PLAY' }),
    },
    step: {
      title: 'one step on',
      hotkey: 'ArrowRight',
      guard: atEnd,
      run: () => workbench.send({ type: 'STEP' }),
    },
    back: {
      title: 'one step back',
      hotkey: 'ArrowLeft',
      guard: atStart,
      run: () => workbench.send({ type: 'STEP_BACK' }),
    },
    first: {
      title: 'to the start',
      hotkey: 'Home',
      guard: atStart,
      run: () => workbench.send({ type: 'FIRST' }),
    },
    last: { title: 'to the end', hotkey: 'End', guard: atEnd, run: () => workbench.send({ type: 'LAST' }) },
  };
}

type Place = (timeline: NonNullable<Workbench['timeline']>, position: number) => number | null;

/** A jump to the place that `find` names; `nowhere` is said when there is none. */
function jump(
  workbench: Workbench,
  title: string,
  hotkey: string,
  find: Place,
  nowhere: string,
): Table['step'] {
  const place = (): number | null =>
    workbench.timeline === null ? null : find(workbench.timeline, workbench.position);
  return {
    title,
    hotkey,
    guard: () => (workbench.timeline === null ? NO_RUN : place() === null ? nowhere : null),
    run: () => {
      const position = place();
      if (position === null) return;
      workbench.send({ type: 'PAUSE' });
      workbench.send({ type: 'SEEK', position });
    },
  };
}

/** All commands by their id, in the order in which the list of keys shows them. */
export function commandsOf(
  workbench: Workbench,
  page: PageActions,
): Readonly<Record<CommandId, PageCommand>> {
  const table: Table = {
    ...movesOf(workbench),
    'next-command': jump(workbench, 'to the next command', ']', nextCommand, 'No command begins after this.'),
    'previous-command': jump(
      workbench,
      'to the command before',
      '[',
      previousCommand,
      'No command begins before this.',
    ),
    'next-errno': jump(workbench, 'to the next errno', 'e', nextErrno, 'Nothing is refused after this step.'),
    'choose-run': { title: 'choose another run', hotkey: '/', guard: always, run: () => page.chooseRun() },
    share: {
      title: 'share this moment: link, text, file, picture',
      hotkey: null,
      guard: () => (workbench.facts === null ? NO_RUN : null),
      run: () => page.share(),
    },
    theme: {
      title: 'light, dark, or as the system',
      hotkey: null,
      guard: always,
      run: () => page.changeTheme(),
    },
    help: { title: 'list the keys', hotkey: '?', guard: always, run: () => page.showHelp() },
  };
  const entries = COMMAND_IDS.map((id) => [id, { id, ...table[id] }]);
  return Object.fromEntries(entries) as Record<CommandId, PageCommand>;
}
