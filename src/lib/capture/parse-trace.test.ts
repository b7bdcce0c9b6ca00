/**
 * What a recording may not look like, and what is said about it.
 */
import { describe, expect, it } from 'vitest';
import { exampleTrace } from './fixtures/example-trace.ts';
import { parseTrace } from './parse-trace.ts';
import { traceErrorText, type TraceError } from './trace-error.ts';

type Example = ReturnType<typeof exampleTrace>;

function problemOf(text: string): TraceError {
  const parsed = parseTrace(text);
  if (parsed.ok) throw new Error('the text was accepted');
  return parsed.error;
}

/** The error about an example that was spoilt. */
function spoilt(spoil: (trace: Example) => void): TraceError {
  const trace = exampleTrace();
  spoil(trace);
  return problemOf(JSON.stringify(trace));
}

/** The error about the example with another operation in step 2. */
const withOp = (op: Record<string, unknown>): TraceError => spoilt((trace) => (trace.steps[1]!.op = op));

describe('a recording', () => {
  it('is read with all its steps', () => {
    const parsed = parseTrace(JSON.stringify(exampleTrace()));
    expect(parsed).toMatchObject({
      ok: true,
      value: { name: 'example', steps: [{ n: 1 }, { n: 2 }, { n: 3 }] },
    });
  });

  it('may name the node that the kernel gave a memory device, and the online type of an add', () => {
    const trace = exampleTrace();
    const device = { kind: 'device_add', device: 'pc-dimm', id: 'd0', size: 1, addr: 2, node: 0 };
    trace.steps[0]!.op = { ...device, guestNode: 'node1' };
    const add = { kind: 'api', call: 'add_memory_driver_managed', nid: -1, start: 0, size: 0 };
    trace.steps[1]!.op = { ...add, resourceName: null, flags: 0, onlineType: -2147483648 };
    const parsed = parseTrace(JSON.stringify(trace));
    expect(parsed).toMatchObject({
      value: {
        steps: [{ op: { guestNode: 1 } }, { op: { onlineType: -2147483648, resourceName: null } }, {}],
      },
    });
  });
});

describe('a text that is no recording', () => {
  it('is refused when it was cut off', () => {
    const text = JSON.stringify(exampleTrace());
    expect(problemOf(text.slice(0, text.length / 2))).toMatchObject({
      what: 'this is not JSON',
      path: '$',
      step: null,
    });
  });

  it('is refused when it is empty, a bare value or a list', () => {
    expect(problemOf('').what).toBe('this is not JSON');
    expect(problemOf('42').why).toBe('it should be an object');
    expect(problemOf('[]').why).toBe('it should be an object');
    expect(problemOf('null').why).toBe('it should be an object');
  });

  it('is refused as a whole when it is ten megabytes of garbage', () => {
    for (const garbage of ['\u0000\uffff', '[', '{"a":', '9', '[[]', '"']) {
      expect(problemOf(garbage.repeat(10_000_000 / garbage.length)).path).toBe('$');
    }
  });

  it('is refused when millions of brackets nest in the right way', () => {
    const nested = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect(
      problemOf(JSON.stringify(exampleTrace()).replace('"qemuArgs":[', `"qemuArgs":[${nested},`)).path,
    ).toBe('machine.qemuArgs[0]');
  });

  it('is not quoted with characters that a terminal would obey', () => {
    expect(problemOf('\u001b[2J\u0007\ufffd').why).toMatch(/^[\x20-\x7e·]+$/);
  });

  it('is refused unread when it is longer than any recording', () => {
    expect(problemOf(' '.repeat(64 * 1024 * 1024 + 1)).what).toBe('the file is too large');
  });

  it('is refused when it names another format, or none', () => {
    expect(spoilt((trace) => (trace.format = 'hotplug-trace/2'))).toMatchObject({
      path: 'format',
      why: 'it should be "hotplug-trace/1"',
    });
    expect(problemOf('{}')).toMatchObject({ what: 'format is missing', path: 'format' });
  });
});

describe('a missing or wrong member', () => {
  it.each(['name', 'title', 'about', 'kernel', 'machine', 'boot', 'steps'] as const)('%s is named', (key) => {
    expect(spoilt((trace) => Reflect.deleteProperty(trace, key))).toMatchObject({ path: key, step: null });
  });

  it.each(['n', 'actor', 'op', 'shell', 'rc', 'errno', 'stdout', 'dmesg', 'after'] as const)(
    '%s is named with the step it is missing in',
    (key) => {
      expect(spoilt((trace) => Reflect.deleteProperty(trace.steps[1]!, key))).toMatchObject({
        path: `steps[1].${key}`,
        step: 2,
      });
    },
  );

  it('of the wrong type is named with what it should be', () => {
    expect(spoilt((trace) => (trace.kernel = [] as never)).why).toBe('it should be an object');
    expect(spoilt((trace) => (trace.machine.modules = 'hpctl' as never)).why).toBe('it should be a list');
    expect(spoilt((trace) => (trace.name = 7 as never)).why).toBe('it should be a text');
    expect(spoilt((trace) => (trace.steps[0]!.actor = 'nobody')).why).toBe(
      'it should be one of shell, driver, qmp',
    );
    expect(spoilt((trace) => (trace.steps[1]!.dmesg = [1] as never)).path).toBe('steps[1].dmesg[0]');
  });

  it('is not taken from the prototype of an object', () => {
    expect(withOp({ kind: 'api', call: 'constructor' })).toMatchObject({ path: 'steps[1].op.call' });
    expect(withOp({ kind: 'toString' })).toMatchObject({ path: 'steps[1].op.kind' });
  });
});

describe('an operation', () => {
  it('of an unknown kind is refused', () => {
    expect(withOp({ kind: 'defragment' })).toMatchObject({
      what: '"defragment" is not valid here',
      path: 'steps[1].op.kind',
      step: 2,
    });
  });

  it('that calls an unknown function is refused', () => {
    expect(withOp({ kind: 'api', call: 'kmalloc' })).toMatchObject({ path: 'steps[1].op.call', step: 2 });
  });

  it('without an argument of its call is refused', () => {
    expect(withOp({ kind: 'api', call: 'offline_memory', start: 0 })).toMatchObject({
      what: 'size is missing',
      path: 'steps[1].op.size',
    });
    expect(
      withOp({ kind: 'api', call: 'offline_and_remove_memory_ranges', ranges: [{ start: 0 }] }).path,
    ).toBe('steps[1].op.ranges[0].size');
  });

  it.each([-1, 0.5, 2 ** 53, 1e300, 'NaN', '0x1000', null])('with the size %j is refused', (size) => {
    const problem = withOp({ kind: 'api', call: 'remove_memory', start: 0, size });
    expect(problem.path).toBe('steps[1].op.size');
    expect(problem.why).toBe('it should be a whole number from 0 to 9007199254740991');
  });

  it('with a number that JSON does not have is refused', () => {
    const text = JSON.stringify(exampleTrace());
    expect(problemOf(text.replace('"rc":-1', '"rc":NaN')).what).toBe('this is not JSON');
  });

  it('with an event, errno or count that does not exist is refused', () => {
    const veto = { kind: 'notifier_veto', event: 'GOING_ONLINE', start: 0, size: 0, errno: 0, count: 1 };
    expect(withOp({ ...veto, event: 'SLEEPING' }).path).toBe('steps[1].op.event');
    expect(withOp({ ...veto, errno: 5 }).path).toBe('steps[1].op.errno');
    expect(withOp({ ...veto, count: -2 }).path).toBe('steps[1].op.count');
  });

  it('on a job that is not under way is refused', () => {
    expect(withOp({ kind: 'end', job: 0 }).path).toBe('steps[1].op.job');
    const begin = { kind: 'begin', job: 0, op: { kind: 'sysfs_read', path: '/' } };
    expect(
      spoilt((trace) => {
        trace.steps[0]!.op = begin;
        trace.steps[1]!.op = begin;
      }),
    ).toMatchObject({ path: 'steps[1].op.job', step: 2 });
  });

  it('in the background cannot begin another one', () => {
    const inner = { kind: 'begin', job: 1, op: { kind: 'notifier_clear' } };
    expect(withOp({ kind: 'begin', job: 0, op: inner }).path).toBe('steps[1].op.op.kind');
  });
});

describe('a step', () => {
  it.each([1, 3, 0, -2, '2', null])('numbered %j after step 1 is refused', (n) => {
    expect(spoilt((trace) => (trace.steps[1]!.n = n as number))).toMatchObject({
      path: 'steps[1].n',
      step: 2,
    });
  });

  it('that changes a file without an absolute path is refused', () => {
    expect(spoilt((trace) => (trace.steps[1]!.after.files['memory33'] = 'x')).path).toBe(
      'steps[1].after.files.memory33',
    );
  });

  it('that changes an unknown file of a block, or a block that no machine has, is refused', () => {
    const memory = '/sys/devices/system/memory';
    const files = (path: string, value: unknown) =>
      spoilt((trace) => (trace.steps[1]!.after.files[path] = value));
    expect(files(`${memory}/memory33`, { colour: 'red' }).path).toBe(
      'steps[1].after.files["/sys/devices/system/memory/memory33"].colour',
    );
    expect(files(`${memory}/memory99999999`, {}).why).toBe('it should be a block below memory33554432');
    expect(files(`${memory}/memory33`, 'online').why).toBe('it should be an object');
    expect(files(`${memory}/auto_online_blocks`, {}).why).toBe('it should be a text');
  });

  it('that names an unmovable block which cannot be one is refused', () => {
    const named = (name: unknown) =>
      spoilt((trace) => Object.assign(trace.steps[1]!, { env: { unmovable: [name] } }));
    expect(named('node0').path).toBe('steps[1].env.unmovable[0]');
    expect(named('memory99999999').path).toBe('steps[1].env.unmovable[0]');
  });
});

describe('the text of an error', () => {
  it('holds step, place, what, why and what to do, in one line', () => {
    expect(traceErrorText(withOp({ kind: 'defragment'.repeat(1000) }))).toMatch(
      /^step 2, steps\[1\]\.op\.kind: "(defragment){4}…" is not valid here: it should be one of sysfs_write, .*; record .*$/,
    );
    expect(traceErrorText(problemOf('{}'))).toMatch(/^format: format is missing: /);
  });
});
