/** Keys in a real browser: what they mean, and who takes them first. */
import { afterEach, describe, expect, test } from 'vitest';
import { commandsOf, type CommandId } from './commands.ts';
import { commandForKey, keyName, keyShortcut, type KeyPress } from './hotkeys.ts';
import { labWorkbench } from './testing/lab-workbench.ts';

const commands = commandsOf(labWorkbench(), {
  chooseRun() {},
  share() {},
  changeTheme() {},
  showHelp() {},
  bringMachine() {},
  showShell() {},
  showPalette() {},
  present() {},
  act: () => Promise.resolve(),
  tell() {},
});
const all = Object.values(commands);

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  defaultPrevented: false,
  isComposing: false,
  target: document.body,
  ...more,
});

/** The command of a key that is pressed inside an element. */
function commandIn(tag: string, attributes: Record<string, string>, key: string): CommandId | null {
  const outer = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) outer.setAttribute(name, value);
  const target = outer.appendChild(document.createElement('span'));
  document.body.append(outer);
  return (commandForKey(all, press(key, { target }), true)?.id as CommandId | undefined) ?? null;
}

afterEach(() => document.body.replaceChildren());

describe('keys', () => {
  test('mean their command', () => {
    for (const command of all.filter(({ hotkey }) => hotkey !== null)) {
      const [held, key] = command.hotkey!.split('+') as [string, string | undefined];
      const pressed = key === undefined ? press(held) : press(key, { ctrlKey: true });
      expect(commandForKey(all, pressed, true)).toBe(command);
    }
  });

  test('with a modifier, in composed input, or used by something else already, are left alone', () => {
    const taken = ['ctrlKey', 'metaKey', 'altKey', 'defaultPrevented', 'isComposing'] as const;
    for (const name of taken) {
      expect(commandForKey(all, press('ArrowRight', { [name]: true }), true)).toBeNull();
    }
  });

  test('that type a character can be switched off, the others cannot', () => {
    expect(commandForKey(all, press('e'), false)).toBeNull();
    expect(commandForKey(all, press('?'), false)).toBeNull();
    expect(commandForKey(all, press(' '), false)).toBe(commands.play);
    expect(commandForKey(all, press('Home'), false)).toBe(commands.first);
  });

  test('in fields, lists of choice and dialogs are theirs', () => {
    for (const tag of ['textarea', 'select', 'dialog']) {
      for (const key of [' ', 'ArrowRight', 'e', '?']) expect(commandIn(tag, {}, key)).toBeNull();
    }
    expect(commandIn('div', { role: 'combobox' }, 'e')).toBeNull();
  });

  test('that press a button stay with the button, the others do not', () => {
    expect(commandIn('button', {}, ' ')).toBeNull();
    expect(commandIn('button', {}, 'ArrowRight')).toBe('step');
    expect(commandIn('button', {}, 'e')).toBe('next-errno');
  });

  test('that move stay with sliders, tabs and lists', () => {
    for (const role of ['slider', 'tab', 'listbox', 'grid']) {
      expect(commandIn('div', { role }, 'ArrowRight')).toBeNull();
      expect(commandIn('div', { role }, 'Home')).toBeNull();
      expect(commandIn('div', { role }, ']')).toBe('next-command');
    }
  });

  test('that scroll stay with panes that scroll', () => {
    expect(commandIn('div', { 'data-scrolls': '' }, 'End')).toBeNull();
    expect(commandIn('div', { 'data-scrolls': '' }, ' ')).toBeNull();
    expect(commandIn('div', { 'data-scrolls': '' }, 'ArrowLeft')).toBe('back');
  });

  test('have a name for people and one for other programs', () => {
    expect([' ', 'ArrowLeft', 'e'].map(keyName)).toEqual(['Space', '←', 'e']);
    expect([' ', 'Home', null].map(keyShortcut)).toEqual(['Space', 'Home', undefined]);
  });
});
