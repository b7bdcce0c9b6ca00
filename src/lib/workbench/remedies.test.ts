/** Remedies that the page offers to do, beside refusals: what they are, and that they help. */
import { expect, test } from 'vitest';
import type { Command } from '#lib/hotplug/userspace/commands.ts';
import { frameAt } from './frame-at.ts';
import type { Playable } from './playable.ts';
import { playText } from './playable-text.ts';
import { remediesOf } from './remedies.ts';
import { whatIf, whatIfAfter } from './what-if.ts';

const OFFLINE: Command = {
  kind: 'sysfs_write',
  path: '/sys/devices/system/memory/memory35/state',
  bytes: 'offline\n',
};

function refusedRun(fault: string, line: string): Playable {
  const text = `machine x86_64 block=128M\nnode 0 ram=0-1G,4G-5G\n\ninit:\n  ${fault}\nuser:\n  ${line}\n`;
  const result = playText({ kind: 'text', text, schedule: [] }, 'base-6.12');
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

test.each([
  ['pin memory35 kernel', 'echo offline > memory35/state', 'release it here'],
  ['veto GOING_OFFLINE memory35 -EPERM', 'echo offline > memory35/state', 'remove the rules here'],
])('after %s, %s is helped by %s', (fault, line, title) => {
  const playable = refusedRun(fault, line);
  const frame = frameAt(playable, playable.machine.run.length);
  expect(frame.blocks.find(({ id }) => id === 35)?.state).toBe('online');
  const [remedy, ...others] = remediesOf(frame, frame.refusals);
  expect(others).toEqual([]);
  expect(remedy?.choice.title).toBe(title);
  const { length } = playable.machine.run;
  expect(whatIf(playable.machine, length, OFFLINE).kind).toBe('refused');
  const deed = remedy!.choice.deed as Command;
  expect(whatIfAfter(playable.machine, length, deed, OFFLINE)).toMatchObject({ kind: 'done', result: '0' });
});

test('where nothing is refused nothing is offered', () => {
  const playable = refusedRun('pin memory36 kernel', 'echo offline > memory35/state');
  const frame = frameAt(playable, playable.machine.run.length);
  expect(remediesOf(frame, frame.refusals)).toEqual([]);
});
