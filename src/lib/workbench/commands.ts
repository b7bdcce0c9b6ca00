/**
 * Every action of the page as an object: its name, its key, whether it can be done now and why not. Buttons, keys and
 * the list of keys all use these.
 */
import { markCommands } from './commands-mark.ts';
import { deedCommands } from './commands-deeds.ts';
import { grouped, type PageCommand } from './page-command.ts';
import { nextCommand, nextErrno, previousCommand } from './places.ts';
import type { Deed } from '#lib/scenario/deed.ts';
import type { Workbench } from './workbench.svelte.ts';

/** What the page does apart from the run. */
export interface PageActions {
  chooseRun(): void;
  share(): void;
  /** The dialog for machines of the reader's own. */
  bringMachine(): void;
  /** The shell in the page. */
  showShell(): void;
  changeTheme(): void;
  showHelp(): void;
  showPalette(): void;
  /** The view for a projector, on or off. */
  present(isOn: boolean): void;
  act(deed: Deed): Promise<void>;
  /** Says something, or takes back what was said. */
  tell(text: string | null): void;
}

type Entry = Omit<PageCommand, 'id' | 'group'>;

const always = (): null => null;
const NO_RUN = 'No run is on screen.';

function movesOf(
  workbench: Workbench,
  tell: (text: string | null) => void,
): Record<'play' | 'step' | 'back' | 'first' | 'last', Entry> {
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
      title: 'one stride on',
      hotkey: 'ArrowRight',
      guard: atEnd,
      run: () => void workbench.time.move('on').then(tell),
    },
    back: {
      title: 'one stride back',
      hotkey: 'ArrowLeft',
      guard: atStart,
      run: () => void workbench.time.move('back').then(tell),
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
function jump(workbench: Workbench, title: string, hotkey: string, find: Place, nowhere: string): Entry {
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

function jumpsOf(workbench: Workbench): Record<'next-command' | 'previous-command' | 'next-errno', Entry> {
  return {
    'next-command': jump(workbench, 'to the next command', ']', nextCommand, 'No command begins after this.'),
    'previous-command': jump(
      workbench,
      'to the command before',
      '[',
      previousCommand,
      'No command begins before this.',
    ),
    'next-errno': jump(workbench, 'to the next errno', 'e', nextErrno, 'Nothing is refused after this step.'),
  };
}

function pageCommands(
  workbench: Workbench,
  page: PageActions,
): Record<'choose-run' | 'bring' | 'shell' | 'share' | 'theme' | 'present' | 'palette' | 'help', Entry> {
  return {
    'choose-run': { title: 'choose another run', hotkey: '/', guard: always, run: () => page.chooseRun() },
    bring: {
      title: 'bring a machine: lsmem, /proc/iomem, capture.sh …',
      hotkey: null,
      guard: always,
      run: () => page.bringMachine(),
    },
    shell: {
      title: 'open the shell',
      hotkey: 's',
      guard: () => (workbench.facts === null ? NO_RUN : null),
      run: () => page.showShell(),
    },
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
    present: {
      title: 'present: full screen, large type',
      hotkey: null,
      guard: () => (workbench.facts === null ? NO_RUN : null),
      run: () => page.present(true),
    },
    palette: {
      title: 'find an action by its name',
      hotkey: 'Control+k',
      guard: always,
      run: () => page.showPalette(),
    },
    help: { title: 'list the keys', hotkey: '?', guard: always, run: () => page.showHelp() },
  };
}

/** All commands by their id, in the order in which the palette and the list of keys show them. */
export function commandsOf(workbench: Workbench, page: PageActions) {
  return {
    ...grouped('time', {
      ...movesOf(workbench, (text) => page.tell(text)),
      ...jumpsOf(workbench),
      ...markCommands(workbench),
    }),
    ...grouped(
      'selected block',
      deedCommands(workbench, (deed) => void page.act(deed)),
    ),
    ...grouped('page', pageCommands(workbench, page)),
  };
}

export type CommandId = keyof ReturnType<typeof commandsOf>;
