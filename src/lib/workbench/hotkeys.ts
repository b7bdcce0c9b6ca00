/**
 * Which command a key press means. Whatever has the focus comes first: a key that a button, a field, a list or a
 * scrolling pane uses itself is theirs.
 */
import type { PageCommand } from './page-command.ts';

/**
 * What takes every key: something is typed or chosen there. The editor hides what it types into from the rest of the
 * page, so the element round it says so (`data-typing`).
 */
const TAKES_ALL =
  'input:not([type=radio]), select, textarea, [contenteditable], [data-typing], [role=combobox], dialog';
/** What takes the keys that move: arrows, Home and End. */
const TAKES_MOVES =
  'input[type=radio], [role=slider], [role=tab], [role=listbox], [role=grid], [role=application]';
/** What scrolls with Home and End, and pages with the space bar. */
const SCROLLS = '[data-scrolls]';
/** What takes the arrows and the space bar. */
const CHOICES = 'input[type=radio], input[type=checkbox]';
const PRESSES = 'button, a[href], summary';

const MOVES = new Set(['ArrowLeft', 'ArrowRight', 'Home', 'End']);

/** What of a keyboard event is looked at. */
export type KeyPress = Pick<
  KeyboardEvent,
  'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'defaultPrevented' | 'isComposing' | 'target'
>;

function isTaken(key: string, target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  const isWithin = (selector: string): boolean => target.closest(selector) !== null;
  if (isWithin(TAKES_ALL)) return true;
  if (isWithin(CHOICES) && (key === ' ' || key.startsWith('Arrow'))) return true;
  if (key === ' ') return isWithin(PRESSES) || isWithin(SCROLLS) || isWithin(TAKES_MOVES);
  if (!MOVES.has(key)) return false;
  return isWithin(TAKES_MOVES) || (!key.startsWith('Arrow') && isWithin(SCROLLS));
}

/**
 * The command of a key press, or null. `lettersAllowed`: keys that type a character may be commands; people who speak
 * their input switch them off. The space bar is none of them.
 */
export function commandForKey(
  commands: readonly PageCommand[],
  press: KeyPress,
  lettersAllowed: boolean,
): PageCommand | null {
  const { key } = press;
  if (press.defaultPrevented || press.isComposing || press.altKey) return null;
  if (press.ctrlKey || press.metaKey) {
    return commands.find(({ hotkey }) => hotkey === `Control+${key.toLowerCase()}`) ?? null;
  }
  const isLetter = key.length === 1 && key !== ' ';
  if ((isLetter && !lettersAllowed) || isTaken(key, press.target)) return null;
  return commands.find(({ hotkey }) => hotkey === key) ?? null;
}

const KEY_NAMES: Readonly<Record<string, string>> = {
  ' ': 'Space',
  ArrowLeft: '←',
  ArrowRight: '→',
};

/** The key as it is printed on a keyboard. */
export function keyName(hotkey: string): string {
  const [held, key] = hotkey.startsWith('Control+') ? ['Ctrl ', hotkey.slice(8)] : ['', hotkey];
  return `${held}${KEY_NAMES[key] ?? (held === '' ? key : key.toUpperCase())}`;
}

/** The key in the form of `aria-keyshortcuts`. */
export function keyShortcut(hotkey: string | null): string | undefined {
  return hotkey === ' ' ? 'Space' : (hotkey ?? undefined);
}
