/**
 * A recorded run is replayed faithfully, and nothing in it can be changed without being noticed.
 */
import { describe, expect, it } from 'vitest';
import type { Difference } from './compare.ts';
import { recordedText, validTrace } from './fixtures/recorded-runs.ts';
import { startReplay, type TraceReplay } from './replay.ts';

interface RawStep {
  op: Record<string, unknown>;
  rc: number | null;
  errno: string | null;
  stdout: string | null;
  stderr?: string;
  dmesg: string[];
  after: { files: Record<string, unknown> };
  env?: { unmovable: string[] };
}

interface RawTrace {
  kernel: { variant: string };
  machine: { modules: string[] };
  boot: { files: Record<string, unknown> };
  steps: RawStep[];
}

function replayOf(name: string, change: (trace: RawTrace) => void = () => undefined): TraceReplay {
  const raw = JSON.parse(recordedText(name)) as RawTrace;
  change(raw);
  const started = startReplay(validTrace(JSON.stringify(raw)));
  if (!started.ok) throw new Error(started.error.what);
  return started.value;
}

/** The first step with a difference, 0 for the boot snapshot; null when the whole run agrees. */
function firstDifference(replay: TraceReplay): (Difference & { step: number }) | null {
  for (let report = replay.boot(); ;) {
    const first = report.differences[0];
    if (first !== undefined) return { step: report.n, ...first };
    const next = replay.next();
    if (next === null) return null;
    report = next;
  }
}

const spoilt = (name: string, change: (trace: RawTrace) => void) => firstDifference(replayOf(name, change));

const BLOCK = '/sys/devices/system/memory/memory48';
const OTHER_BLOCK = '/sys/devices/system/memory/memory40';

describe('a replay', () => {
  it('agrees with the recording from the boot snapshot to the last step', () => {
    const replay = replayOf('api-offline-pinned');
    expect(firstDifference(replay)).toBe(null);
    expect(replay.done).toBe(29);
    expect(replay.next()).toBe(null);
  });

  it('says between which positions of the run each step lies', () => {
    const replay = replayOf('api-offline-pinned');
    const [first, second] = [replay.next()!, replay.next()!];
    expect(first).toMatchObject({ n: 1, fromPosition: 0 });
    expect(first.toPosition).toBeGreaterThan(0);
    expect(second.fromPosition).toBe(first.toPosition);
  });

  it('goes on after a difference', () => {
    const replay = replayOf('api-offline-pinned', (trace) => (trace.steps[0]!.rc = 77));
    expect(replay.next()?.differences).toEqual([{ file: 'rc', expected: '77', got: '0' }]);
    expect(replay.next()?.differences).toEqual([]);
  });

  it('of another variant than the recorded one differs where that variant does', () => {
    const started = startReplay(validTrace(recordedText('api-add-types')), 'v1p3');
    if (!started.ok) throw new Error(started.error.what);
    expect(firstDifference(started.value)).toMatchObject({ file: 'rc' });
  });

  it('of an unknown kernel is refused', () => {
    const text = recordedText('api-add-types').replace('"series-v1-patch8"', '"series-v99"');
    expect(startReplay(validTrace(text))).toMatchObject({ ok: false, error: { path: 'kernel.variant' } });
  });

  it('of a machine that cannot be derived is refused', () => {
    const text = recordedText('api-add-types').replace('"301"', '"much"');
    expect(startReplay(validTrace(text))).toMatchObject({ ok: false, error: { what: 'it reads "much"' } });
  });
});

describe('a recording that was changed', () => {
  it('in the boot snapshot differs before the first step', () => {
    const changed = spoilt(
      'api-add-types',
      (trace) => (trace.boot.files['/proc/meminfo'] = 'MemTotal:        1 kB'),
    );
    expect(changed).toMatchObject({ step: 0, file: '/proc/meminfo', expected: 'MemTotal:        1 kB' });
  });

  it('in a return value, an errno or a text differs there', () => {
    const read = JSON.parse(recordedText('kmem-probe-online')) as RawTrace;
    const at = read.steps.findIndex(({ stdout }) => stdout !== null);
    expect(spoilt('api-add-types', (trace) => (trace.steps[1]!.rc = 5))).toMatchObject({
      step: 2,
      file: 'rc',
    });
    expect(spoilt('api-add-types', (trace) => (trace.steps[1]!.errno = 'EIO'))).toMatchObject({
      file: 'errno',
    });
    expect(spoilt('kmem-probe-online', (trace) => (trace.steps[at]!.stdout = 'x\n'))).toMatchObject({
      step: at + 1,
      file: 'stdout',
    });
  });

  it('in what a program said or how it ended differs there', () => {
    const name = 'tool-chmem';
    const at = (JSON.parse(recordedText(name)) as RawTrace).steps.findIndex(({ rc }) => rc === 64);
    const changed = (change: (step: RawTrace['steps'][number]) => void) =>
      spoilt(name, (trace) => change(trace.steps[at]!));
    expect(changed((step) => (step.rc = 0))).toMatchObject({ step: at + 1, file: 'rc', expected: '0' });
    expect(changed((step) => (step.stderr = ''))).toMatchObject({ file: 'stderr', expected: '""' });
    expect(changed((step) => (step.stdout += '\n'))).toMatchObject({ file: 'stdout' });
  });

  it('in a log line, in their order or in their number differs there', () => {
    const name = 'api-offline-veto-rollback';
    const at = (JSON.parse(recordedText(name)) as RawTrace).steps.findIndex(({ dmesg }) => dmesg.length > 3);
    const log = (change: (lines: string[]) => void) =>
      spoilt(name, (trace) => change(trace.steps[at]!.dmesg));
    expect(log((lines) => lines.reverse())).toMatchObject({ step: at + 1, file: 'log line 1' });
    expect(log((lines) => lines.pop())?.file).toMatch(/^log line/);
    expect(log((lines) => lines.push('Offlined Pages 7'))?.expected).toBe('Offlined Pages 7');
    expect(log((lines) => lines.push('systemd[1]: hello'))).toBe(null);
  });

  it('in any file of the snapshot differs there, also in one that should not have changed', () => {
    const files = (changed: Record<string, unknown>) =>
      spoilt('api-add-types', (trace) => Object.assign(trace.steps[1]!.after.files, changed));
    expect(files({ [BLOCK]: { state: 'going-offline' } })).toMatchObject({ step: 2, file: `${BLOCK}/state` });
    expect(files({ [OTHER_BLOCK]: null })).toMatchObject({ expected: '(no such file)' });
    expect(files({ '/sys/devices/system/memory/memory999': { state: 'offline' } })).toMatchObject({
      file: '/sys/devices/system/memory/memory999/state',
      got: '(no such file)',
    });
    for (const path of ['/proc/iomem', '/proc/zoneinfo', '/sys/devices/system/node/has_memory']) {
      expect(files({ [path]: 'changed' })).toMatchObject({ step: 2, file: path, expected: 'changed' });
    }
    expect(files({ '/sys/devices/system/memory/auto_online_blocks': null })).toMatchObject({
      got: 'offline',
    });
  });

  it('in a driver link or a driver attribute differs there', () => {
    const dax = '/sys/bus/dax/devices/dax0.0';
    const change = (files: Record<string, unknown>) =>
      spoilt('v7-pairs-online', (trace) => {
        const bind = trace.steps.find(({ after }) => after.files[`${dax}/driver`] === 'kmem')!;
        Object.assign(bind.after.files, files);
      });
    expect(change({ [`${dax}/driver`]: null })).toMatchObject({ file: `${dax}/driver`, got: 'kmem' });
    expect(change({ [`${dax}/state`]: 'unplugged' })).toMatchObject({ file: `${dax}/state` });
  });

  it('by losing a step differs later', () => {
    const shortened = spoilt('api-offline-pinned', (trace) => {
      trace.steps.splice(0, 1);
      trace.steps.forEach((step, i) => Object.assign(step, { n: i + 1 }));
    });
    expect(shortened).not.toBe(null);
  });
});

describe('pages that cannot be moved', () => {
  const name = 'unplug-online-dimm';
  const at = (JSON.parse(recordedText(name)) as RawTrace).steps.findIndex(({ env }) => env !== undefined);

  it('are there for the step that names their block, and gone afterwards', () => {
    expect(firstDifference(replayOf(name))).toBe(null);
  });

  it('are missed when the recording does not name them', () => {
    expect(spoilt(name, (trace) => delete trace.steps[at]!.env)).toMatchObject({ step: at + 1, file: 'rc' });
  });

  it('are explained by a pin of the test module where there is one', () => {
    const pinned = spoilt('api-offline-pinned', (trace) => {
      for (const step of trace.steps) delete step.env;
    });
    expect(pinned).toBe(null);
  });
});

describe('a background job', () => {
  it('keeps online files out of the comparison until the last one ended', () => {
    const name = 'api-lock-held';
    const { steps } = JSON.parse(recordedText(name)) as RawTrace;
    const kinds = steps.map(({ op }) => op['kind']);
    const changed = spoilt(name, (trace) => {
      trace.steps[kinds.indexOf('begin')]!.after.files[OTHER_BLOCK] = { online: 'unread' };
    });
    expect(changed).toMatchObject({
      step: kinds.lastIndexOf('end') + 1,
      file: `${OTHER_BLOCK}/online`,
      expected: 'unread',
    });
  });

  it('shows its result at its end, and that it died', () => {
    const end = (change: Partial<RawStep>) =>
      spoilt('api-remove-unaligned-bug', (trace) =>
        Object.assign(
          trace.steps.find(({ op }) => op['kind'] === 'end')!,
          change,
        ),
      );
    expect(end({})).toBe(null);
    expect(end({ errno: null })).toMatchObject({ file: 'errno', got: '"BUG"' });
  });
});
