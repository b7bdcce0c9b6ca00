/** Recordings as texts: what the recorder writes, the replayer reads. */
import { expect, test } from 'vitest';
import { parseTrace } from '#lib/capture/parse-trace.ts';
import { exampleTrace } from '#lib/capture/fixtures/example-trace.ts';
import { textOf, type SnapshotFiles } from './condense.ts';
import { firstDifference, recordingText, type RecordedStep, type Recording } from './recording.ts';

/** The example of the replayer's own tests, as the recorder would hold it. */
function recording(change: Partial<Recording> = {}): Recording {
  const { name, title, about, kernel, machine, boot, steps } = exampleTrace();
  return {
    ...{ name, title, about, kernel, machine },
    boot: { files: new Map(Object.entries(boot.files)) as SnapshotFiles, dmesg: ['Policy zone: Normal'] },
    steps: steps.map((step) => ({
      ...step,
      after: { files: new Map(Object.entries(step.after.files)) },
    })) as unknown as RecordedStep[],
    ...change,
  };
}

test('the text is read by the parser of recordings, with everything that was in it', () => {
  const parsed = parseTrace(recordingText(recording()));
  const expected = parseTrace(
    JSON.stringify({ ...exampleTrace(), boot: { ...exampleTrace().boot, dmesg: ['Policy zone: Normal'] } }),
  );
  expect(parsed.ok).toBe(true);
  expect(parsed).toEqual(expected);
});

test('each step has a line of its own', () => {
  const text = recordingText(recording());
  expect(text.split('\n').filter((line) => line.startsWith('{"n":'))).toHaveLength(recording().steps.length);
});

test('equal recordings do not differ, nor do numbers of the boot; others say where', () => {
  expect(firstDifference(recording(), recording())).toBe(null);
  const shorter = recording({ steps: recording().steps.slice(0, -1) });
  expect(firstDifference(recording(), shorter)).not.toBe(null);
  const zoneinfo = '/proc/zoneinfo';
  const files = new Map(recording().boot.files);
  files.set(zoneinfo, textOf(files, zoneinfo).replace('managed  60000', 'managed  60003'));
  expect(firstDifference(recording(), recording({ boot: { ...recording().boot, files } }))).toBe(null);
  files.set(zoneinfo, textOf(files, zoneinfo).replace('present  65536', 'present  65535'));
  expect(firstDifference(recording(), recording({ boot: { ...recording().boot, files } }))).toMatch(
    /present/,
  );
  const boot = { ...recording().boot, dmesg: ['Policy zone: DMA32'] };
  expect(firstDifference(recording(), recording({ boot }))).toMatch(/Normal.* \/ .*DMA32/);
});
