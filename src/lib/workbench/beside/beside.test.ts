/** A recording beside the model: kept ones agree, a doctored one differs where it was doctored, pictures say the same. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BesideRun } from './beside-run.ts';
import { fileRows } from './file-rows.ts';

const kept = (name: string): string => readFileSync(`static/traces/${name}.json`, 'utf8');

function opened(text: string): BesideRun {
  const run = BesideRun.open(text);
  if (!run.ok) throw new Error(run.error);
  return run.value;
}

interface Doctored {
  steps: { n: number; errno: string | null; rc: number | null; after: { files: Record<string, unknown> } }[];
}

function doctored(name: string, change: (trace: Doctored) => void): BesideRun {
  const trace = JSON.parse(kept(name)) as Doctored;
  change(trace);
  return opened(JSON.stringify(trace));
}

const NAMES = [
  'state-write-errors',
  'boot-blocks',
  'numa-three-nodes-interleaved',
  'virtio-mem-two-devices-two-nodes',
  'unplug-refused-twice',
  'dax-files',
];

describe('a recording beside the model', () => {
  it.each(NAMES)('%s: every step agrees, and both maps are the same', (name) => {
    const run = opened(kept(name));
    expect(run.report.steps.map(({ verdict }) => verdict)).toEqual(run.report.steps.map(() => 'agrees'));
    for (const { n } of run.report.steps) {
      const { kernel, model } = run.moment(n);
      const looks = (frame: typeof model) =>
        frame.blocks.map(({ id, look, zone, validZones, state, startBytes, sizeBytes }) => ({
          ...{ id, look, validZones, state, startBytes, sizeBytes },
          // The model knows where a block of an unknown zone is going; the kernel's files only say the zone of an online one.
          zone: state === 'online' && look !== 'online-mixed' ? zone : null,
        }));
      expect(looks(kernel), `blocks after ${n}`).toEqual(looks(model));
      const zones = (frame: typeof model) =>
        frame.zones.map(({ nid, name: zone, startPfn, spannedPages, presentPages, managedPages }) => ({
          ...{ nid, zone, startPfn, spannedPages, presentPages, managedPages },
        }));
      expect(zones(kernel), `zones after ${n}`).toEqual(zones(model));
      expect(
        kernel.resources.map(({ startBytes, endBytes, name: entry }) => [startBytes, endBytes, entry]),
      ).toEqual(
        model.resources.map(({ startBytes, endBytes, name: entry }) => [startBytes, endBytes, entry]),
      );
      const nodes = (frame: typeof model) =>
        frame.nodes.map(({ nid, online, hasMemory, hasNormalMemory }) => ({
          nid,
          online,
          hasMemory,
          hasNormalMemory,
        }));
      expect(nodes(kernel), `nodes after ${n}`).toEqual(nodes(model));
    }
  });

  it('says what a step changed: state, valid_zones, span', () => {
    const { steps } = opened(kept('online-each-way')).report;
    const onlined = steps.find(({ text }) => text.startsWith('echo online > '))!;
    const files = onlined.files.map(({ file }) => file);
    expect(files.some((file) => /^memory\d+\/state$/.test(file))).toBe(true);
    expect(files.some((file) => /^memory\d+\/valid_zones$/.test(file))).toBe(true);
    expect(files.some((file) => /^\/proc\/zoneinfo: node 0 \w+ (spanned|present)$/.test(file))).toBe(true);
    expect(onlined.files.every(({ agrees }) => agrees)).toBe(true);
  });

  it('marks on both maps the blocks that a whole operation changed', () => {
    const run = opened(kept('online-each-way'));
    const marked = run.report.steps.map(({ n }) => {
      const { kernel, model } = run.moment(n);
      const ids = [kernel, model].map(({ blocks }) =>
        blocks.filter((one) => one.changed).map(({ id }) => id),
      );
      expect(ids[0], `after ${n}`).toEqual(ids[1]);
      return ids[0]!.length;
    });
    expect(marked[0]).toBe(0);
    expect(Math.max(...marked)).toBeGreaterThan(0);
  });

  it('finds a changed errno, and nothing before or behind it', () => {
    const { steps } = doctored('state-write-errors', (trace) => {
      const step = trace.steps.find(({ errno }) => errno === 'EINVAL')!;
      step.errno = 'EBUSY';
    }).report;
    const differing = steps.filter(({ verdict }) => verdict !== 'agrees');
    expect(differing).toHaveLength(1);
    expect(differing[0]).toMatchObject({
      verdict: 'differs',
      kernel: { result: '-EBUSY', failed: true },
      model: { result: '-EINVAL', failed: true },
      differences: [{ file: 'errno', expected: '"EBUSY"', got: '"EINVAL"' }],
    });
  });

  it('tells what a step brings from what an earlier one left behind', () => {
    const { steps } = doctored('online-each-way', (trace) => {
      const step = trace.steps.find(({ after }) =>
        Object.keys(after.files).some((path) => /memory\d+$/.test(path)),
      )!;
      const path = Object.keys(step.after.files).find((file) => /memory\d+$/.test(file))!;
      (step.after.files[path] as Record<string, string>)['phys_device'] = '7';
    }).report;
    const at = steps.findIndex(({ verdict }) => verdict === 'differs');
    expect(at).toBeGreaterThan(0);
    expect(steps.slice(0, at).every(({ verdict }) => verdict === 'agrees')).toBe(true);
    expect(steps[at]!.differences).toHaveLength(1);
    expect(steps[at]!.differentBlocks).toHaveLength(1);
    const behind = steps[at + 1]!;
    expect(behind).toMatchObject({ verdict: 'follows', leftOver: 1, differences: [] });
  });

  it('refuses what is no recording with the place', () => {
    for (const text of ['', '{}', 'hello', 'hotplug-run 1\n', kept('dax-files').slice(0, 5000)]) {
      const run = BesideRun.open(text);
      expect(run.ok).toBe(false);
      if (!run.ok) expect(run.error).toMatch(/^(\$|format|line \d+|the text)[^:]*: /);
    }
  });

  it('tells how far it is', () => {
    const told: [number, number][] = [];
    BesideRun.open(kept('dax-files'), (done, of) => told.push([done, of]));
    expect(told).toEqual(told.map((_, i) => [i + 1, told.length]));
    expect(told.length).toBeGreaterThan(10);
  });
});

describe('rows of files', () => {
  const rows = (before: string | null, kernel: string | null, model: string | null, path = '/proc/iomem') => {
    const map = (text: string | null) => new Map(text === null ? [] : [[path, text]]);
    return fileRows(map(before), map(kernel), map(model), [], false);
  };

  it('show of the resource tree the lines that come or go, whatever moves', () => {
    expect(
      rows('00-0f : a\n20-2f : b\n', '00-0f : a\n10-1f : c\n20-2f : b\n', '00-0f : a\n20-2f : b\n'),
    ).toEqual([{ file: '/proc/iomem', before: null, kernel: '10-1f : c', model: null, agrees: false }]);
  });

  it('show what both lack as gone, and what only one has as different', () => {
    const path = '/sys/devices/system/memory/memory3/state';
    expect(rows('online', null, null, path)).toEqual([
      { file: 'memory3/state', before: 'online', kernel: null, model: null, agrees: true },
    ]);
    expect(rows(null, 'online', null, path)).toMatchObject([{ agrees: false }]);
    expect(rows('online', 'online', 'online', path)).toEqual([]);
  });
});
