/**
 * What the commands print and how they end, without a process of their own.
 */
import { describe, expect, it } from 'vitest';
import { hotplugWith, RACE } from './testing/fake-io.ts';

const TRACE = 'static/traces/api-lock-held.json';

describe('hotplug run', () => {
  it('prints every line with its result, the state and the conditions', async () => {
    const { code, out, err } = await hotplugWith({ race: RACE }, 'run', 'race');
    expect(err).toBe('');
    expect(out).toMatch(/^ {2}driver: r1 = offline_and_remove_memory\(4G, 256M\) +0$/m);
    expect(out).toMatch(/^Memory blocks\n {2}memory0 +online/m);
    expect(out).toMatch(/^Ok never memory32 online$/m);
    expect(out).toMatch(/^No exists r2 = ok\n {3}not in this run; explore asks all orders$/m);
    expect(code).toBe(1);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(72);
  });

  it('follows the schedule that it printed itself to the same end', async () => {
    const first = await hotplugWith({ race: RACE }, 'run', 'race');
    const schedule = /^Schedule\n {2}([\s\S]*?)\n\n/m.exec(first.out)![1]!;
    const again = await hotplugWith({ race: RACE }, 'run', '--schedule', schedule, 'race');
    expect(again).toEqual(first);
  });

  it('comes to another end by a schedule that the search has found', async () => {
    const explored = await hotplugWith({ race: RACE }, 'explore', '--json', '--kernel', 'v1p3', 'race');
    const { kernels } = JSON.parse(explored.out) as {
      kernels: {
        actors: string[];
        conditions: { witness: { schedule: { actor: number; steps: number }[] } }[];
      }[];
    };
    const [{ actors, conditions }] = kernels as [(typeof kernels)[0]];
    const text = conditions[0]!.witness.schedule
      .map(({ actor, steps }) => `${actors[actor]} ${steps}`)
      .join(', ');
    const { out } = await hotplugWith({ race: RACE }, 'run', '--schedule', text, 'race');
    expect(out).toMatch(/^Ok exists r2 = ok$/m);
  });

  it('says what is wrong with a schedule', async () => {
    expect(await hotplugWith({ race: RACE }, 'run', '--schedule', 'driver 4, usr 1', 'race')).toEqual({
      code: 2,
      out: '',
      err: 'hotplug run: --schedule, column 11: there is no actor usr; did you mean user?\n',
    });
    const { code, err } = await hotplugWith({ race: RACE }, 'run', '--schedule', 'user 1000', 'race');
    expect([code, err]).toEqual([2, expect.stringMatching(/turn 1: user has nothing left to do/)]);
  });

  it('replays a recorded run and says whether it agrees', async () => {
    const { code, out } = await hotplugWith({}, 'run', TRACE);
    expect(code).toBe(0);
    expect(out).toMatch(/agrees with Linux 6\.12/);
  });

  it('places every error in the text', async () => {
    const text = RACE.replace('kernel v1p3', 'kernal v1p3').replace('node 1\n', 'nod 1\n');
    const { code, out, err } = await hotplugWith({ '-': text }, 'run', '-');
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^hotplug run: stdin: line 2, column 1: .*did you mean kernel\?/m);
    expect(err).toMatch(/^ {4}kernal v1p3 merged\n {4}\^{6}$/m);
    expect(err).toMatch(/^hotplug run: stdin: line 4, column 1: .*did you mean node\?/m);
  });

  it('names a file that is not there', async () => {
    expect(await hotplugWith({}, 'run', 'nowhere')).toEqual({
      code: 2,
      out: '',
      err: 'hotplug run: nowhere: there is no such file\n',
    });
  });
});

describe('hotplug explore', () => {
  it('answers in the words of herd7, and tells the shortest way', async () => {
    const { code, out } = await hotplugWith({ race: RACE }, 'explore', '--kernel', 'v1p3', 'race');
    expect(out).toMatch(/^Test "a shell offlines while a driver removes" on v1p3\n[\d,]+ states, /);
    expect(out).toMatch(/^Ok exists r2 = ok\n {3}Observation Sometimes \d+ \d+$/m);
    expect(out).toMatch(/^Ok never memory32 online\n {3}Observation Never 0 \d+$/m);
    expect(out).toMatch(/^Witness: exists r2 = ok\n1\. (user|driver), \d+ steps?\n/m);
    expect(code).toBe(out.includes('\nNo ') ? 1 : 0);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(72);
  });

  it('comes to the same with and without reduction', async () => {
    const of = (out: string) => out.match(/^ {3}Observation .*$/gm)!.map((line) => line.split(' ')[4]);
    const reduced = await hotplugWith({ race: RACE }, 'explore', '--no-witness', 'race');
    const whole = await hotplugWith({ race: RACE }, 'explore', '--no-witness', '--no-reduce', 'race');
    expect(of(whole.out)).toEqual(of(reduced.out));
    expect(of(reduced.out)).toHaveLength(8);
  });

  it('ends with 3 when the bound came before the answer, and says so', async () => {
    const { code, out } = await hotplugWith({ race: RACE }, 'explore', '--max-states', '5', 'race');
    expect(code).toBe(3);
    expect(out).toMatch(/not complete/);
    expect(out).toMatch(/^\?\? never memory32 online\n {3}Observation Unknown/m);
  });

  it('writes a card with title, question, verdict for each kernel, and the text', async () => {
    const { out } = await hotplugWith({ race: RACE }, 'explore', '--card', 'race');
    expect(out).toMatch(/^Scenario: a shell offlines while a driver removes\n/);
    expect(out).toMatch(/^Q: exists r2 = ok\n {3}v1p3 {4}Ok Sometimes \d+\/\d+\n {3}merged {2}Ok Sometimes/m);
    expect(out).toContain('\nscenario "a shell offlines while a driver removes"\n');
    const lines = out.split('\n').filter((line) => !line.startsWith('<#'));
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(72);
  });

  it('reads its own card as a scenario: it is a mail like any other', async () => {
    const { out } = await hotplugWith({ race: RACE }, 'explore', '--card', 'race');
    const quoted = out.replaceAll(/^/gm, '> ');
    const printed = await hotplugWith({ '-': quoted }, 'print', '-');
    expect(printed.err).toBe('');
    expect(printed.out).toBe((await hotplugWith({ race: RACE }, 'print', 'race')).out);
  });

  it.each([
    [['--max-states', 'many'], /--max-states wants a whole number from 1 on, not many/],
    [['--kernel', 'v9'], /there is no kernel v9; did you mean/],
  ])('refuses %j', async (words, message) => {
    const { code, err } = await hotplugWith({ race: RACE }, 'explore', ...words, 'race');
    expect([code, err]).toEqual([2, expect.stringMatching(message)]);
  });
});

describe('looking at the end of a run', () => {
  it('prints files as the kernel shows them', async () => {
    const { code, out } = await hotplugWith(
      { race: RACE },
      'cat',
      '--at',
      'race',
      'auto_online_blocks',
      '/proc/iomem',
    );
    expect(code).toBe(0);
    expect(out).toMatch(/^offline\n00000000-/);
    expect(out).not.toContain('kmem');
  });

  it('ends with 1 for a file that is not there', async () => {
    expect(await hotplugWith({ '-': RACE }, 'cat', 'memory32/state')).toEqual({
      code: 1,
      out: '',
      err: 'hotplug cat: memory32/state: there is no such file on this machine\n',
    });
  });

  it('prints what lsmem prints, with its options and its exit code', async () => {
    const short = await hotplugWith({ race: RACE }, 'lsmem', '--at', 'race', '-n', '-r', '-o', 'RANGE,STATE');
    expect(short).toEqual({ code: 0, out: '0x0000000000000000-0x000000003fffffff online\n', err: '' });
    expect(await hotplugWith({ race: RACE }, 'lsmem', '--at', 'race', '--nonsense')).toMatchObject({
      code: 1,
      out: '',
    });
  });

  it('takes a recorded run as well', async () => {
    const { out } = await hotplugWith({}, 'lsmem', '--at', TRACE, '--summary=only');
    expect(out).toMatch(/Total online memory: +4\.5G/);
  });

  it('writes a tar archive', async () => {
    const { code, out } = await hotplugWith({ race: RACE }, 'export', '--at', 'race');
    expect([code, out.length % 512, out.startsWith('sys/')]).toEqual([0, 0, true]);
  });

  it('asks for a file when there is nothing to look at', async () => {
    const { code, err } = await hotplugWith({}, 'lsmem');
    expect([code, err]).toEqual([2, expect.stringMatching(/--at FILE/)]);
  });
});

describe('links on the command line', () => {
  it('hold text, kernel and schedule, and give them back', async () => {
    const made = await hotplugWith(
      { race: RACE },
      'link',
      '--kernel',
      'merged',
      '--schedule',
      'user 2',
      'race',
    );
    expect(made).toMatchObject({ code: 0, err: '' });
    const opened = await hotplugWith({}, 'open', made.out.trim());
    expect(opened.out).toMatch(/^# kernel merged: [^\n]*\n# at step \d+\n# schedule: user 2\nscenario /);
    const printed = await hotplugWith({ race: RACE }, 'print', 'race');
    expect(opened.out.endsWith(printed.out)).toBe(true);
  });

  it('can be played and looked at like a file', async () => {
    const link = (await hotplugWith({ race: RACE }, 'link', 'race')).out;
    const { code, out } = await hotplugWith({ '-': link }, 'run', '-');
    expect([code, out]).toEqual([0, expect.stringMatching(/^Run "a shell offlines/)]);
    const looked = await hotplugWith({ '-': link }, 'cat', 'memory32/state');
    expect(looked).toEqual({ code: 0, out: 'online\n', err: '' });
  });

  it('are put behind the address of a page that is given', async () => {
    const { out } = await hotplugWith(
      { race: RACE },
      'link',
      '--page',
      'https://example.org/lab/#old',
      'race',
    );
    expect(out).toMatch(/^https:\/\/example\.org\/lab\/#[0-9A-Za-z]+\n$/);
  });

  it('are in the card, of the witness that it tells', async () => {
    const { out } = await hotplugWith({ race: RACE }, 'explore', '--card', 'race');
    const [, schedule] = /^The same as a schedule:\n {2}([^]*?)\n\n/m.exec(out)!;
    const [, link] = /^<(#[0-9A-Za-z]+)>$/m.exec(out)!;
    const opened = await hotplugWith({}, 'open', link!);
    expect(opened.out).toContain(`# schedule: ${schedule!}\n`);
  });

  it('are explained when they are damaged', async () => {
    const link = (await hotplugWith({ race: RACE }, 'link', 'race')).out.trim();
    const { code, err } = await hotplugWith({}, 'open', link.slice(0, -3));
    expect([code, err]).toEqual([2, expect.stringMatching(/^hotplug open: This link is cut/)]);
  });
});

describe('hotplug', () => {
  it('explains itself, as a whole and command by command', async () => {
    expect((await hotplugWith({}, '--help')).out).toMatch(/^usage: hotplug COMMAND/);
    expect((await hotplugWith({}, 'help', 'run')).out).toMatch(/^usage: hotplug run/);
    expect((await hotplugWith({}, 'lsmem', '--help')).out).toMatch(/^usage: hotplug lsmem/);
  });

  it('ends with 2 when it is told nothing, or something that it does not know', async () => {
    expect((await hotplugWith({})).code).toBe(2);
    expect(await hotplugWith({}, 'explor')).toEqual({
      code: 2,
      out: '',
      err: 'hotplug: there is no command explor; did you mean explore?\n',
    });
  });
});

describe('hotplug import', () => {
  it('makes a text of which every block is as it was, and tells every guess', async () => {
    const table =
      'RANGE STATE BLOCK NODE ZONES\n0x0000000000000000-0x0000000007ffffff online 0 0 None\n0x0000000008000000-0x000000003fffffff online 1-7 0 DMA32\n0x0000000100000000-0x000000010fffffff online 32-33 1 Movable\n0x0000000110000000-0x000000011fffffff offline 34-35 1 Movable\n';
    const { code, out, err } = await hotplugWith({ machine: table }, 'import', 'machine');
    expect(code).toBe(0);
    expect(err).toMatch(/^read: lsmem \(machine, lines 1 to 5\)/m);
    expect(err).toMatch(/^guessed: memory32 to memory35: added after boot as memory devices/m);
    const played = await hotplugWith({ text: out }, 'lsmem', '--at', 'text', '--', '-o', 'BLOCK,STATE,NODE');
    expect(played.out).toContain('0-7  online    0');
    expect(played.out).toContain('32-33  online    1');
    expect(played.out).toContain('34-35 offline    1');
    expect((await hotplugWith({ machine: 'nothing' }, 'import', '--quiet', 'machine')).code).toBe(2);
  });
});
