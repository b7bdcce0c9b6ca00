/** The state of the page in a real browser: what changes it, what does not, and how often those who read it run. */
import { flushSync } from 'svelte';
import { describe, expect, test } from 'vitest';
import type { Deed } from '#lib/scenario/deed.ts';
import { currentCommand } from './places.ts';
import { labWorkbench, slowReader } from './testing/lab-workbench.ts';
import { TraceLibrary } from './trace-library.ts';
import type { Workbench } from './workbench.svelte.ts';

async function opened(link = ''): Promise<Workbench> {
  const workbench = labWorkbench();
  await workbench.openLink(link);
  return workbench;
}

/** Number of the command that the moment is in. */
function command({ frame }: Workbench): number {
  return frame === null ? -1 : currentCommand(frame);
}

/** What stays the same when nothing may be lost. */
function moment({ facts, position, block }: Workbench): unknown {
  return { facts, position, block };
}

describe('the first story', () => {
  test('is on screen before the model is there', () => {
    const workbench = labWorkbench();
    void workbench.openLink('');
    expect(workbench.facts?.source).toEqual({ kind: 'scenario', id: 'seed' });
    expect(workbench.frame?.refusals.at(-1)?.errno).toBe('-EBUSY');
    expect(workbench.inspector?.id).toBe(workbench.block);
    expect(workbench.link).toBeNull();
  });

  test('looks the same when the model is there', async () => {
    const workbench = labWorkbench();
    const ready = workbench.openLink('');
    const { frame, timeline, inspector, position } = workbench;
    await ready;
    expect(workbench.link).not.toBeNull();
    expect(workbench.frame).toEqual(frame);
    expect(workbench.timeline).toEqual(timeline);
    expect(workbench.inspector).toEqual(inspector);
    expect(workbench.position).toBe(position);
  });

  test('does a step that was asked for before the model was there', async () => {
    const workbench = labWorkbench();
    const ready = workbench.openLink('');
    const { position } = workbench;
    workbench.send({ type: 'STEP' });
    await ready;
    expect(workbench.position).toBe(position + 1);
  });
});

describe('a link', () => {
  test('opens exactly the moment that it was made of', async () => {
    const sender = await opened();
    sender.send({ type: 'SEEK', position: 40 });
    sender.select(33);
    const receiver = await opened(sender.link!);
    expect(moment(receiver)).toEqual(moment(sender));
    expect(receiver.frame).toEqual(sender.frame);
    expect(receiver.link).toBe(sender.link);
    expect(receiver.notice).toBeNull();
  });

  test('that is damaged is explained and loses nothing of what is on screen', async () => {
    const workbench = await opened();
    workbench.send({ type: 'SEEK', position: 12 });
    const before = moment(workbench);
    await workbench.openLink(`#${workbench.link!.slice(0, -3)}`);
    expect(workbench.notice).toMatchObject({ kind: 'damaged-link', error: { kind: 'cut' } });
    expect(moment(workbench)).toEqual(before);
    workbench.dismissNotice();
    expect(workbench.notice).toBeNull();
  });

  test('that is damaged opens nothing on an empty page', async () => {
    const whole = await opened();
    const workbench = await opened(whole.link!.slice(0, -3));
    expect(workbench.facts).toBeNull();
    expect(workbench.notice?.kind).toBe('damaged-link');
  });

  test('beyond the end of the run shows its end and says so', async () => {
    const { encodeLink } = await import('#lib/scenario/link.ts');
    const source = { kind: 'scenario', id: 'seed' } as const;
    const workbench = await opened(encodeLink({ source, variant: 'v1p3', position: 99_999, block: null }));
    expect(workbench.position).toBe(workbench.timeline?.length);
    expect(workbench.notice).toMatchObject({ headline: 'This link points beyond the end of the run' });
  });

  test('to a state that the model does not come to says so', async () => {
    const { encodeLink } = await import('#lib/scenario/link.ts');
    const source = { kind: 'scenario', id: 'seed' } as const;
    const link = encodeLink({ source, variant: 'v1p3', position: 5, block: null, fingerprint: 1 });
    const workbench = await opened(link);
    expect(workbench.position).toBe(5);
    expect(workbench.notice).toMatchObject({ headline: 'The model has changed since this link was made' });
  });

  test('to a scenario that is not here changes nothing but the notice', async () => {
    const { encodeLink } = await import('#lib/scenario/link.ts');
    const workbench = await opened();
    const before = moment(workbench);
    const source = { kind: 'scenario', id: 'of-next-year' } as const;
    await workbench.openLink(encodeLink({ source, variant: 'v3', position: 1, block: null }));
    expect(moment(workbench)).toEqual(before);
    expect(workbench.notice).toMatchObject({ kind: 'sentence' });
  });
});

describe('another kernel', () => {
  test('runs the same commands and keeps the one that the moment is in', async () => {
    const workbench = await opened();
    const before = command(workbench);
    expect(before).toBeGreaterThan(0);
    for (const variant of ['v1p8', 'v3', 'merged'] as const) {
      await workbench.chooseVariant(variant);
      expect(workbench.facts?.variant).toBe(variant);
      expect(command(workbench)).toBe(before);
    }
  });

  test('shows the same refusal where the moment was at a refusal', async () => {
    const workbench = await opened();
    await workbench.chooseVariant('base-6.12');
    expect(workbench.frame?.refusals.at(-1)?.position).toBe(workbench.position);
    expect(workbench.frame?.refusals.at(-1)?.errno).toBe('-EBUSY');
  });

  test('leads back to the very same moment', async () => {
    const workbench = await opened();
    const { link } = workbench;
    await workbench.chooseVariant('merged');
    expect(workbench.link).not.toBe(link);
    await workbench.chooseVariant('v1p3');
    expect(workbench.link).toBe(link);
  });

  test('plays on when the run was playing', async () => {
    const workbench = await opened();
    workbench.send({ type: 'PLAY' });
    await workbench.chooseVariant('v3');
    expect(workbench.isPlaying).toBe(true);
  });
});

describe('a recorded run', () => {
  test('opens at its start on its own kernel', async () => {
    const workbench = await opened();
    await workbench.openRun({ kind: 'trace', name: 'one' });
    expect(workbench.facts).toMatchObject({ source: { kind: 'trace', name: 'one' }, variant: 'base-6.12' });
    expect(workbench.position).toBe(0);
    expect(workbench.reading).toBeNull();
  });

  test.each(['damaged', 'missing', 'unheard-of'])('that is %s leaves the run on screen', async (name) => {
    const workbench = await opened();
    const before = moment(workbench);
    await workbench.openRun({ kind: 'trace', name });
    expect(moment(workbench)).toEqual(before);
    expect(workbench.notice).toMatchObject({ headline: 'This run cannot be shown' });
    expect(workbench.reading).toBeNull();
  });

  test('that comes late does not replace the one asked for after it', async () => {
    const { read, answer } = slowReader();
    const workbench = labWorkbench(new TraceLibrary(read));
    await workbench.openLink('');
    const listed = workbench.openRun({ kind: 'trace', name: 'one' });
    await expect.poll(() => workbench.reading).toBe('one');
    const second = workbench.openRun({ kind: 'scenario', id: 'seed' });
    await second;
    answer('index.json');
    await new Promise((resolve) => setTimeout(resolve));
    answer('one.json');
    await listed;
    expect(workbench.facts?.source).toEqual({ kind: 'scenario', id: 'seed' });
    expect(workbench.notice).toBeNull();
  });
});

describe('who reads the workbench', () => {
  test('runs again for a new position, and not for a selection', async () => {
    const workbench = await opened();
    const seen: (number | undefined)[] = [];
    const stop = $effect.root(() => {
      $effect(() => {
        seen.push(workbench.frame?.position);
      });
    });
    flushSync();
    const first = workbench.position;
    flushSync(() => workbench.select(35));
    flushSync(() => workbench.send({ type: 'STEP' }));
    flushSync(() => workbench.send({ type: 'STEP_BACK' }));
    expect(seen).toEqual([first, first + 1, first]);
    stop();
  });

  test('gets the same frame for the same position', async () => {
    const workbench = await opened();
    const { frame } = workbench;
    workbench.send({ type: 'STEP' });
    workbench.send({ type: 'STEP_BACK' });
    expect(workbench.frame).toBe(frame);
  });

  test('may change it from an effect without running for ever', async () => {
    const workbench = await opened();
    let runs = 0;
    const stop = $effect.root(() => {
      $effect(() => {
        runs++;
        if (workbench.position < 3) workbench.send({ type: 'STEP' });
      });
    });
    flushSync(() => workbench.send({ type: 'FIRST' }));
    flushSync();
    expect(workbench.position).toBe(3);
    expect(runs).toBeLessThanOrEqual(6);
    stop();
  });
});

describe('acting by hand', () => {
  const offline = (block: number): Deed => ({
    kind: 'sysfs_write',
    path: `/sys/devices/system/memory/memory${block}/state`,
    bytes: 'offline\n',
  });

  test('in the past begins a branch that plays on from there, and the old run can be opened again', async () => {
    const workbench = await opened();
    const before = workbench.timeline;
    workbench.send({ type: 'SEEK', position: 60 });
    await workbench.act(offline(35));
    expect(workbench.position).toBe(60);
    expect(workbench.isPlaying).toBe(true);
    expect(workbench.timeline?.marks.at(-1)?.startStep).toBe(60);
    expect(workbench.branches).toHaveLength(2);
    await workbench.openBranch(0);
    expect(workbench.timeline).toEqual(before);
    expect(workbench.branches).toHaveLength(2);
  });

  test('stays when another kernel is chosen', async () => {
    const workbench = await opened();
    workbench.send({ type: 'SEEK', position: 60 });
    await workbench.act(offline(35));
    await workbench.chooseVariant('merged');
    expect(workbench.facts?.variant).toBe('merged');
    expect(workbench.branches).toHaveLength(2);
  });

  test('comes back after a branch was deleted, when the tree from before is opened', async () => {
    const workbench = await opened();
    workbench.send({ type: 'SEEK', position: 60 });
    await workbench.act(offline(35));
    const { session } = workbench;
    const before = await workbench.deleteBranch(1);
    expect(workbench.branches).toHaveLength(1);
    expect(before).toEqual(session);
    await workbench.openSession(before!);
    expect(workbench.session).toEqual(session);
  });

  test('is tried out without anything moving', async () => {
    const workbench = await opened();
    const shown = moment(workbench);
    expect(workbench.tryOut(offline(35))?.kind).toBeDefined();
    expect(moment(workbench)).toEqual(shown);
    expect(workbench.branches).toHaveLength(1);
  });
});
