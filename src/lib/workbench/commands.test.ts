/** What the commands do, and when they cannot. */
import { describe, expect, test } from 'vitest';
import { commandsOf, type PageActions } from './commands.ts';
import { labWorkbench } from './testing/lab-workbench.ts';

const page: PageActions = {
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
};

async function opened() {
  const workbench = labWorkbench();
  const commands = commandsOf(workbench, page);
  await workbench.openLink('');
  return { workbench, commands };
}

describe('commands', () => {
  test('have one name and at most one key each', async () => {
    const { commands } = await opened();
    const all = Object.values(commands);
    const keys = all.map(({ hotkey }) => hotkey).filter((key) => key !== null);
    expect(new Set(keys).size).toBe(keys.length);
    expect(new Set(all.map(({ title }) => title)).size).toBe(all.length);
  });

  test('move through the run', async () => {
    const { workbench, commands } = await opened();
    const start = workbench.position;
    commands.step.run();
    expect(workbench.position).toBe(start + 1);
    commands.back.run();
    commands.first.run();
    expect(workbench.position).toBe(0);
    commands['next-errno'].run();
    expect(workbench.position).toBe(start);
    commands.last.run();
    expect(workbench.position).toBe(workbench.timeline?.length);
    commands['previous-command'].run();
    expect(workbench.frame?.mark).toBe(workbench.timeline!.marks.length - 1);
  });

  test('say why they cannot be done', async () => {
    const { workbench, commands } = await opened();
    expect(commands.step.guard()).toBeNull();
    workbench.send({ type: 'LAST' });
    expect(commands.step.guard()).toBe('The run is at its end.');
    expect(commands['next-errno'].guard()).toBe('Nothing is refused after this step.');
    workbench.send({ type: 'FIRST' });
    expect(commands.back.guard()).toBe('The run is at its start.');
    expect(commands['previous-command'].guard()).toBe('No command begins before this.');
  });

  test('have nothing to do on a page without a run', () => {
    const commands = commandsOf(labWorkbench(), page);
    for (const id of ['play', 'step', 'next-command', 'share'] as const) {
      expect(commands[id].guard()).toBe('No run is on screen.');
    }
    expect(commands['choose-run'].guard()).toBeNull();
  });

  test('hold a run that plays when they jump', async () => {
    const { workbench, commands } = await opened();
    commands.first.run();
    commands.play.run();
    expect(workbench.isPlaying).toBe(true);
    commands['next-command'].run();
    expect(workbench.isPlaying).toBe(false);
  });
});
