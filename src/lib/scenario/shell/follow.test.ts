/**
 * dmesg and udevadm monitor: what was said, what goes on to be said, and Ctrl-C.
 */
import { expect, test } from 'vitest';
import { DaxLab } from '#lib/hotplug/testing/dax-lab.ts';
import { LabShell } from './testing/lab-shell.ts';

const later = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

function bound(): { readonly lab: DaxLab; readonly shell: LabShell } {
  const lab = new DaxLab('merged', { policy: 'online_movable' });
  lab.bind();
  return { lab, shell: new LabShell(lab.machine) };
}

test('dmesg prints the log with steps in place of seconds, and leaves no trace in the run', async () => {
  const { lab, shell } = bound();
  const steps = lab.machine.run.length;
  lab.writeState(33, 'offline');
  const { out } = await shell.type('dmesg | grep Offlined');
  expect(out).toMatch(/^\[ {1,9}\d+\] Offlined Pages 32768\n$/);
  expect(await shell.output('dmesg -t | grep Offlined')).toBe('Offlined Pages 32768\n');
  expect(shell.host.acts).toEqual([]);
  expect(lab.machine.run.length).toBeGreaterThan(steps);
});

test('dmesg -w goes on through grep until Ctrl-C', async () => {
  const { lab, shell } = bound();
  const line = shell.type('dmesg -W -t | grep Offlined; echo not reached');
  await later();
  lab.writeState(33, 'offline');
  await shell.host.goOn();
  lab.writeState(34, 'offline');
  await shell.host.goOn();
  shell.shell.interrupt();
  shell.host.interrupt();
  expect(await line).toMatchObject({
    out: 'Offlined Pages 32768\nOfflined Pages 32768\n',
    err: '',
    status: 130,
  });
});

test('udevadm monitor prints the events of the kernel as udevadm does', async () => {
  const { lab, shell } = bound();
  const line = shell.type('udevadm monitor --kernel -s memory');
  await later();
  lab.writeState(33, 'offline');
  await shell.host.goOn();
  shell.shell.interrupt();
  shell.host.interrupt();
  const { out, note } = await line;
  expect(out).toMatch(
    /^monitor will print the received events for:\nKERNEL - the kernel uevent\n\nKERNEL\[\d+\.000000\] offline {2}\/devices\/system\/memory\/memory33 \(memory\)\n$/,
  );
  expect(note).toBe('');
});

test('udevadm monitor -p has the properties of an event, as the kernel puts them into it', async () => {
  const { lab, shell } = bound();
  const before = shell.host.said().filter(({ kind }) => kind === 'uevent').length;
  const line = shell.type('udevadm monitor -kp -s memory');
  await later();
  lab.writeState(33, 'offline');
  lab.do({ kind: 'tool', argv: ['udevadm', 'trigger', '/sys/devices/system/memory/memory33'] });
  await shell.host.goOn();
  shell.shell.interrupt();
  shell.host.interrupt();
  const { out } = await line;
  const path = '/devices/system/memory/memory33';
  expect(out.replaceAll(/KERNEL\[\d+/g, 'KERNEL[N')).toBe(
    `monitor will print the received events for:
KERNEL - the kernel uevent

KERNEL[N.000000] offline  ${path} (memory)
ACTION=offline
DEVPATH=${path}
SUBSYSTEM=memory
SEQNUM=${before + 1}

KERNEL[N.000000] change   ${path} (memory)
ACTION=change
DEVPATH=${path}
SUBSYSTEM=memory
SYNTH_UUID=0
SEQNUM=${before + 2}

`,
  );
});

test('what waits for the end of its input is not put behind it', async () => {
  const { err, status } = await bound().shell.type('dmesg -w | tail -1');
  expect(err).toBe(
    'bash: tail: behind a command that goes on for ever only grep, cut, cat and tee are here\n',
  );
  expect(status).toBe(1);
});
