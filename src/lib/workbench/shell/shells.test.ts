/**
 * Shells on the workbench: what is typed becomes part of the run on screen and of its text.
 */
import { describe, expect, test } from 'vitest';
import { labWorkbench } from '../testing/lab-workbench.ts';
import type { Workbench } from '../workbench.svelte.ts';
import type { ShellTab } from './shell-tab.svelte.ts';
import { MOST_SHELLS, Shells } from './shells.svelte.ts';

const PINNED = `scenario "a page that somebody holds"
kernel base-6.12
machine x86_64 block=128M
node 0 ram=0-1G

init:
  pin memory6
`;

interface Lab {
  readonly workbench: Workbench;
  readonly shells: Shells;
  readonly errors: unknown[];
}

async function lab(text?: string): Promise<Lab> {
  const workbench = labWorkbench();
  await (text === undefined ? workbench.openLink('') : workbench.openText(text));
  workbench.send({ type: 'LAST' });
  const errors: unknown[] = [];
  return { workbench, shells: new Shells({ workbench, report: (error) => errors.push(error) }), errors };
}

/** The terminal of a shell as text, without what colours it. */
function screen(tab: ShellTab): string {
  let text = '';
  tab.show((more) => (text += more), 80)();
  return text.replace(/\p{Cc}\[[\d;]*[A-Za-z]/gu, '').replaceAll('\r', '');
}

/** Types a line and lets everything happen that can. */
async function type(tab: ShellTab, line: string): Promise<string> {
  const before = screen(tab).length;
  tab.type(`${line}\r`);
  for (let i = 0; i < 20 && tab.isRunning; i++) await new Promise((resolve) => setTimeout(resolve));
  return screen(tab).slice(before);
}

describe('a shell', () => {
  test('acts on the run at its end, reads and all', async () => {
    const { workbench, shells, errors } = await lab();
    const said = await type(shells.current, 'echo offline > memory49/state; cat memory49/state; lsmem -b');
    expect(said).toContain('\noffline\n');
    expect(workbench.position).toBe(workbench.timeline?.length);
    expect(workbench.branches).toHaveLength(2);
    const marks = workbench.timeline!.marks.filter(({ actor }) => actor.name === 'shell1');
    expect(marks.map(({ text }) => text)).toEqual([
      'echo offline > memory49/state',
      'cat memory49/state',
      'lsmem -b',
    ]);
    for (const { text } of marks) expect(workbench.text?.text).toContain(text);
    expect(errors).toEqual([]);
  });

  test('looking back reads without a trace, and says that acting begins a branch', async () => {
    const { workbench, shells } = await lab();
    await type(shells.current, 'echo offline > memory49/state');
    const { length } = workbench.timeline!;
    workbench.send({ type: 'FIRST' });
    expect(await type(shells.current, 'cat memory49/state')).toContain('\nonline\n');
    expect(workbench.timeline!.length).toBe(length);
    expect(workbench.position).toBe(0);
    expect(await type(shells.current, 'echo offline > memory50/state')).toContain(
      '[a branch begins at step 0; the run before is kept]',
    );
    expect(workbench.branches).toHaveLength(3);
  });

  test('waits while a write goes round; another one sees it; Ctrl C ends it with -EINTR', async () => {
    const { workbench, shells, errors } = await lab(PINNED);
    const first = shells.current;
    await type(first, 'echo offline > memory6/state; echo not reached');
    expect(first.isWaiting).toBe(true);
    shells.add();
    const second = shells.current;
    expect(second.actor).toBe('shell2');
    const seen = await type(second, 'cat memory6/state; ps');
    expect(seen).toContain('going-offline');
    expect(seen).toContain('shell1 echo offline > memory6/state');
    first.type('\x03');
    for (let i = 0; i < 5; i++) await new Promise((resolve) => setTimeout(resolve));
    expect(first.isRunning).toBe(false);
    expect(screen(first)).toContain('^C\n');
    expect(screen(first)).not.toContain('\nnot reached');
    expect(await type(first, 'echo $?; cat memory6/state')).toContain('\n130\nonline\n');
    const write = workbench.timeline!.marks.find(({ text }) => text === 'echo offline > memory6/state');
    expect(write?.result).toBe('-EINTR');
    expect(workbench.text?.text).toContain('signal shell1 SIGINT');
    expect(errors).toEqual([]);
  });

  test('plays each step when that is wished: the prompt comes back at the end of the command', async () => {
    const { workbench, shells } = await lab();
    shells.plays = true;
    const { length } = workbench.timeline!;
    await type(shells.current, 'echo offline > memory49/state');
    expect(workbench.position).toBe(length);
    expect(workbench.isPlaying).toBe(true);
    expect(shells.current.isWaiting).toBe(true);
    workbench.send({ type: 'LAST' });
    shells.look();
    await new Promise((resolve) => setTimeout(resolve));
    expect(shells.current.isRunning).toBe(false);
  });

  test('gives up on a command when another run comes on screen', async () => {
    const { workbench, shells } = await lab(PINNED);
    await type(shells.current, 'echo offline > memory6/state');
    await workbench.openLink('');
    await workbench.openRun({ kind: 'scenario', id: 'seed' });
    shells.look();
    await new Promise((resolve) => setTimeout(resolve));
    expect(shells.current.isRunning).toBe(false);
    expect(screen(shells.current)).toContain('[the run on screen is another one');
  });

  test('follows the log of the kernel while others act', async () => {
    const { shells } = await lab();
    const first = shells.current;
    await type(first, 'dmesg -W -t | grep Offlined');
    shells.add();
    await type(shells.current, 'echo offline > memory49/state');
    shells.look();
    await new Promise((resolve) => setTimeout(resolve));
    expect(screen(first)).toContain('\nOfflined Pages 32768\n');
    first.type('\x03');
    await new Promise((resolve) => setTimeout(resolve));
    expect(first.isRunning).toBe(false);
  });

  test('keeps at most some reads of one line', async () => {
    const { workbench, shells } = await lab();
    const said = await type(shells.current, 'cat memory*/state memory*/online | sort | uniq -c');
    expect(said).toMatch(/\[\d+ more reads are not in the run: of one line it keeps 48\]/);
    expect(workbench.timeline!.marks.filter(({ actor }) => actor.name === 'shell1')).toHaveLength(48);
  });

  test('completes, and lists what fits when asked twice', async () => {
    const { shells } = await lab();
    const tab = shells.current;
    tab.type('cat memory49/va\t');
    expect(screen(tab)).toContain('cat memory49/valid_zones ');
    tab.type('\x15echo online_\t\t');
    expect(screen(tab)).toContain('online_kernel  online_movable\n');
  });

  test('goes on with the lines of a loop, and with what was typed ahead', async () => {
    const { shells } = await lab();
    const tab = shells.current;
    expect(await type(tab, 'for i in 1 2; do')).toContain('> ');
    await type(tab, 'echo round $i');
    expect(await type(tab, 'done')).toContain('\nround 1\nround 2\n');
    tab.type('lsmem\recho ahead\r');
    for (let i = 0; i < 10; i++) await new Promise((resolve) => setTimeout(resolve));
    expect(screen(tab)).toContain('\nahead\n');
  });
});

test('shells can be opened, chosen and closed; one is always there', async () => {
  const { workbench, shells } = await lab();
  for (let i = 1; i < MOST_SHELLS; i++) shells.add();
  expect(shells.tabs.map(({ actor }) => actor)).toEqual(['shell1', 'shell2', 'shell3', 'shell4']);
  shells.choose('shell2');
  shells.close('shell2');
  expect(shells.current.actor).toBe('shell4');
  for (const { id } of shells.tabs) shells.close(id);
  expect(shells.tabs.map(({ actor }) => actor)).toEqual(['shell5']);
  expect(shells.rename('shell5', 'not a name')).toContain('letters');
  expect(shells.rename('shell5', 'admin')).toBeNull();
  await type(shells.current, 'cat memory49/state');
  expect(workbench.timeline?.marks.at(-1)?.actor.name).toBe('admin');
  shells.add();
  expect(shells.rename(shells.current.id, 'admin')).toBe('Another shell is admin already.');
  await type(shells.current, 'exit');
  expect(shells.current.hasEnded).toBe(true);
});
