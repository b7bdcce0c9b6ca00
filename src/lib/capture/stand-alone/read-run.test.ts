/**
 * What a stand-alone test printed becomes a recording: the kept text of a real run, and texts that are damaged. The run
 * of the fixture was made by the script on a stock Debian kernel; conformance replays what becomes of it.
 */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { looksLikeRecording } from '../looks-like-recording.ts';
import { readRecording } from '../read-recording.ts';
import { recordingText } from '../record/recording.ts';
import { startReplay } from '../replay.ts';
import { traceErrorText } from '../trace-error.ts';
import { errnoOfMessage } from './errno-of-message.ts';
import { readRun } from './read-run.ts';

const RUN = readFileSync(new URL('../fixtures/stand-alone-movable.run.txt', import.meta.url), 'utf8');
const KEPT = readFileSync('static/traces/stand-alone-movable.json', 'utf8');

function errorOf(text: string): string {
  const run = readRun(text);
  if (run.ok) throw new Error('it was read');
  return traceErrorText(run.error);
}

describe('the result of a stand-alone test', () => {
  it('is the recording that is kept, and the model agrees with it', () => {
    const run = readRun(RUN);
    if (!run.ok) throw new Error(traceErrorText(run.error));
    expect(recordingText(run.value)).toBe(KEPT);
    const trace = readRecording(RUN);
    if (!trace.ok) throw new Error(traceErrorText(trace.error));
    expect(trace).toEqual(readRecording(KEPT));
    const replay = startReplay(trace.value);
    if (!replay.ok) throw new Error(traceErrorText(replay.error));
    for (let report = replay.value.boot(); ;) {
      expect(report.differences).toEqual([]);
      const next = replay.value.next();
      if (next === null) break;
      report = next;
    }
  });

  it('has the answers of the kernel: errno, address of a device, blocks that refused', () => {
    const trace = readRecording(RUN);
    if (!trace.ok) throw new Error(traceErrorText(trace.error));
    const { steps } = trace.value;
    expect(steps.map(({ op, rc, errno }) => [op.kind, rc, errno])).toEqual([
      ['device_add', 0, null],
      ['sysfs_write', 0, null],
      ['sysfs_write', 0, null],
      ['sysfs_write', 0, null],
      ['sysfs_write', -1, 'EBUSY'],
      ['sysfs_write', -1, 'EBUSY'],
    ]);
    expect(steps[0]!.op).toMatchObject({ addr: 2 ** 32, size: 2 ** 29, guestNode: 0 });
    expect(steps[4]!.unmovable).toEqual([32]);
  });

  it('is known by its first line, whatever ends its lines', () => {
    expect(looksLikeRecording(RUN)).toBe(true);
    expect(looksLikeRecording(`\n${RUN}`)).toBe(true);
    expect(looksLikeRecording(KEPT)).toBe(true);
    for (const other of ['', '{}', 'scenario "x"', '{"format":"hotplug-run/1"}', 'a hotplug-run 1'])
      expect(looksLikeRecording(other)).toBe(false);
    expect(readRun(RUN.replaceAll('\n', '\r\n'))).toEqual(readRun(RUN));
  });
});

describe('a damaged result', () => {
  it.each([
    ['is cut off', RUN.slice(0, RUN.length / 2), /line \d+: the text ends before the test did/],
    ['lacks its head', RUN.slice(RUN.indexOf('\n') + 1), /line 1: this is no result of a stand-alone test/],
    ['lacks the boot', RUN.replace('\nboot\n', '\n'), /line \d+: |the text: /],
    ['has a step that is no JSON', RUN.replace('step {', 'step ['), /line \d+: this is not JSON/],
    [
      'has an operation that nobody knows',
      RUN.replace('"sysfs_write"', '"sysfs_wrote"'),
      /kind: .*sysfs_wrote/,
    ],
    ['lacks an answer', RUN.replace('\na 0\n', '\n'), /line \d+: the step has no answer/],
    [
      'has an error in another language',
      RUN.replace('Device or resource busy', 'Das Gerät ist belegt'),
      /nothing is known of the error .*belegt/,
    ],
    ['has a line of another kind', RUN.replace('\na 0\n', '\nzz 0\n'), /line \d+: the line begins with "zz"/],
    [
      'did not come to rest',
      RUN.replace('\nend', '\nlate the guest did not come to rest\nend'),
      /did not come to rest/,
    ],
    [
      'has no memory blocks',
      RUN.replace(/f .*block_size_bytes\nt .*\n/, ''),
      /the guest has no memory blocks/,
    ],
    ['lacks the address of a device', RUN.replaceAll('"addr"', '"adr"'), /QEMU|addr/],
  ])('%s: the place is named', (_name, text, said) => {
    expect(text).not.toBe(RUN);
    expect(errorOf(text)).toMatch(said);
  });

  it('never throws, and what is read of it can be written', () => {
    const lines = RUN.split('\n');
    const changes = fc.record({
      at: fc.integer({ min: 0, max: lines.length - 1 }),
      how: fc.constantFrom('drop', 'double', 'swap', 'cut', 'dot'),
    });
    fc.assert(
      fc.property(fc.array(changes, { minLength: 1, maxLength: 4 }), (list) => {
        const text = [...lines];
        for (const { at, how } of list) {
          const line = text[at] ?? '';
          if (how === 'drop') text.splice(at, 1);
          else if (how === 'double') text.splice(at, 0, line);
          else if (how === 'swap') text[at] = text[(at * 7) % text.length] ?? '';
          else if (how === 'cut') text[at] = line.slice(0, line.length / 2);
          else text[at] = line.replace(/[{}:=0-9]/g, '.');
        }
        const trace = readRecording(text.join('\n'));
        if (!trace.ok) expect(traceErrorText(trace.error)).not.toBe('');
      }),
      { numRuns: 60 },
    );
  });
});

describe('the errno of a complaint', () => {
  it.each([
    ["dd: error writing '/sys/x/state': Device or resource busy", 'EBUSY'],
    ["dd: can't open '/sys/x/valid_zones': Permission denied 0+0 records in", 'EACCES'],
    ["insmod: can't insert '/modules/kmem.ko': No such file or directory", 'ENOENT'],
    ["cat: can't open '/sys/devices/system/memory/memory9/state/x': Not a directory", 'ENOTDIR'],
    ["rmmod: can't unload module 'kmem': Resource temporarily unavailable", 'EAGAIN'],
    ['No such device or address', 'ENXIO'],
    ['No such device', 'ENODEV'],
    ["dd: writing 'File exists': Invalid argument", 'EINVAL'],
    ['all is well', null],
  ])('%s', (message, errno) => {
    expect(errnoOfMessage(message)).toBe(errno);
  });
});
