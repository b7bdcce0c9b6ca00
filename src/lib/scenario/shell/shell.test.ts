/**
 * A typed session: what the shell prints, how it exits, and what it did to the kernel.
 */
import { describe, expect, test } from 'vitest';
import { DaxLab } from '#lib/hotplug/testing/dax-lab.ts';
import { LabShell } from './testing/lab-shell.ts';

function bound(): LabShell {
  const lab = new DaxLab('merged', { policy: 'online_movable' });
  expect(lab.bind()).toBe('ok');
  return new LabShell(lab.machine);
}

describe('files of the kernel', () => {
  test('are read and written by the names of sysfs, from any folder', async () => {
    const shell = bound();
    expect(await shell.output('cat memory33/state')).toBe('online\n');
    expect(await shell.output('echo offline > memory33/state && cat memory33/state')).toBe('offline\n');
    expect(await shell.output('cd /sys/devices/system/node/node1/memory33; pwd; cat state valid_zones')).toBe(
      '/sys/devices/system/memory/memory33\noffline\nMovable Normal\n',
    );
    expect(
      await shell.output('cat ../memory34/state /sys/module/memory_hotplug/parameters/online_policy'),
    ).toBe('online\ncontig-zones\n');
  });

  test.each([
    ['echo nonsense > memory33/state', 'bash: echo: write error: Invalid argument\n', 1],
    ['echo x > memory999/state', 'bash: memory999/state: No such file or directory\n', 1],
    ['echo x > memory33/nosuch', 'bash: memory33/nosuch: Permission denied\n', 1],
    ['echo x > /proc/nosuch', 'bash: /proc/nosuch: No such file or directory\n', 1],
    ['echo x > memory33/removable', 'bash: memory33/removable: Permission denied\n', 1],
    ['echo x > memory33', 'bash: memory33: Is a directory\n', 1],
    ['echo x > memory*/state', 'bash: memory*/state: ambiguous redirect\n', 1],
    ['cat memory33', 'cat: memory33: Is a directory\n', 1],
    ['cat nosuch', 'cat: nosuch: No such file or directory\n', 1],
    ['cat probe', 'cat: probe: Permission denied\n', 1],
    ['cat memory33/state/x', 'cat: memory33/state/x: Not a directory\n', 1],
    ['ls nosuch', "ls: cannot access 'nosuch': No such file or directory\n", 2],
    ['cd memory33/state', 'bash: cd: memory33/state: Not a directory\n', 1],
    ['nosuch', 'bash: nosuch: command not found\n', 127],
    ['./memory33', 'bash: ./memory33: Is a directory\n', 126],
  ])('%s', async (line, said, status) => {
    const printed = await bound().type(line);
    expect(printed).toMatchObject({ out: '', err: said, status });
  });

  test('a write of several lines is several writes, as bash makes them', async () => {
    const shell = bound();
    await shell.type("echo -e 'offline\\nonline' > memory33/state");
    expect(shell.host.acts).toMatchObject([
      { kind: 'sysfs_write', bytes: 'offline\n' },
      { kind: 'sysfs_write', bytes: 'online\n' },
    ]);
  });
});

describe('programs', () => {
  test('print, and exit with their own codes', async () => {
    const shell = bound();
    expect(await shell.output('chmem -d 2G; echo $?')).toBe('0\n');
    const some = await shell.type('chmem -e 64G');
    expect(some).toMatchObject({ status: 64, err: expect.stringContaining('Could only enable') as string });
    expect((await shell.type('lsmem')).out).toContain('Memory block size:       128M');
    expect((await shell.type('/usr/bin/numactl -H')).out).toContain('available: 2 nodes (0-1)');
  });
});

describe('loops and conditions', () => {
  test('go over blocks', async () => {
    const shell = bound();
    expect(
      await shell.output(
        'for i in {33..35}; do echo offline > memory$i/state && echo "$i: $(cat memory$i/state)"; done',
      ),
    ).toBe('33: offline\n34: offline\n35: offline\n');
    expect(
      await shell.output(
        'for m in memory3[345]; do if [ $(cat $m/state) = offline ]; then echo ${m#memory}; fi; done',
      ),
    ).toBe('33\n34\n35\n');
    expect(
      await shell.output('i=0; while [ $i -lt 3 ]; do i=$((i + 1)); [ $i = 2 ] && continue; echo $i; done'),
    ).toBe('1\n3\n');
  });

  test('that never end are stopped', async () => {
    const { err, status } = await bound().type('while true; do :; done');
    expect(err).toBe('bash: stopped after 20000 commands: the line has no end\n');
    expect(status).toBe(1);
  });

  test('a line that is not finished waits for the rest', async () => {
    const shell = bound();
    expect(await shell.type('for i in 1 2; do')).toMatchObject({ end: 'unfinished', err: '' });
    expect(await shell.output('for i in 1 2; do\necho $i\ndone')).toBe('1\n2\n');
  });
});

test('a write that goes round a pinned page is ended by Ctrl-C; the rest of the line is dropped', async () => {
  const lab = new DaxLab('merged', { policy: 'online_movable' });
  lab.bind();
  lab.do({ kind: 'pin', startBytes: 33 * 2 ** 27, pages: 1, how: 'gup' });
  const shell = new LabShell(lab.machine);
  const line = shell.type('echo offline > memory33/state; echo not reached');
  await Promise.resolve();
  await new Promise((resolve) => setTimeout(resolve));
  expect(shell.host.isStuck).toBe(true);
  shell.shell.interrupt();
  shell.host.interrupt();
  // bash says nothing here: it goes back to its prompt when write(2) returns.
  expect(await line).toMatchObject({ out: '', err: '', status: 130 });
  expect(lab.machine.jobs.at(-1)?.result).toBe(-4);
  expect(await shell.output('cat memory33/state; echo $?')).toBe('online\n0\n');
});

test.each([
  [
    'echo a &',
    'bash: & is not here: a shell does one thing at a time (column 8); open another shell beside this one\n',
  ],
  ['case x in x) :;; esac', 'bash: case is not here (column 1); use if with [ … = … ]\n'],
  ['cat << END', 'bash: << is not here (column 5); write echo TEXT | …\n'],
  ['f() { :; }', 'bash: functions are not here (column 2); use a loop, or the arrow up to repeat a line\n'],
  ['done', "bash: syntax error near unexpected token `done'\n"],
  ['echo a || | cat', "bash: syntax error near unexpected token `|'\n"],
])('what is not understood is said, with its place: %s', async (line, said) => {
  expect(await bound().type(line)).toMatchObject({ err: said, status: 2 });
});
