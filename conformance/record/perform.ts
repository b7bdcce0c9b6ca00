/**
 * Carries out one operation on a recorded machine and says what it answered. What changed in the guest's files is
 * looked at afterwards, by the recorder.
 */
import { errnoName } from '#lib/hotplug/state/errno.ts';
import type { Operation } from '#lib/capture/trace-format.ts';
import {
  EJECTION,
  EJECTION_IN_PROGRESS,
  infoOf,
  INSERTION,
  keptEvents,
  OST,
  type MachineEvent,
} from '#lib/capture/record/machine-events.ts';
import { accepted, refused, shellOutcome, type Outcome } from '#lib/capture/record/outcome.ts';
import { commandLine, echo } from '#lib/capture/record/shell-line.ts';
import { hex, type GuestAnswer } from './guest.ts';
import { until, untilSteady } from './quiet.ts';
import type { ScenarioStep } from './scenario.ts';
import type { VirtualMachine } from './virtual-machine.ts';

/** The kernel answers an insertion at once; taking gigabytes offline under software emulation takes its time. */
const DEVICE_LIMIT_MS = 300_000;
/** A background writer gets as far as it can without what it waits for. */
const BACKGROUND_MS = 700;

/** Does it. Throws when the machine is lost or never answers. */
export async function perform(vm: VirtualMachine, { op, newline }: ScenarioStep): Promise<Outcome> {
  const { guest } = vm;
  switch (op.kind) {
    case 'begin':
      return beginJob(vm, op.job, op.op);
    case 'end': {
      const { errno } = await guest.ask('end', String(op.job));
      const died = errno < 0;
      const rc = errno === 0 ? 0 : -1;
      return shellOutcome({ ...op }, 'wait', died ? null : rc, died ? 'BUG' : name(errno));
    }
    case 'interrupt':
      await guest.ask('signal', String(op.job));
      return shellOutcome({ ...op }, `kill -USR1 %${op.job}`, 0, null);
    case 'sysfs_write': {
      const answer = await guest.ask('write', onePath(op.path), hex(op.value + (newline ? '\n' : '')));
      return answered({ ...op }, echo(op.value, op.path, newline), answer);
    }
    case 'sysfs_read': {
      const { files, errno } = await guest.ask('read', onePath(op.path));
      const reading = files[0]?.[1];
      const stdout = typeof reading === 'string' ? reading : null;
      return { ...shellOutcome({ ...op }, `cat ${op.path}`, errno === 0 ? 0 : -1, name(errno)), stdout };
    }
    case 'bind':
    case 'unbind': {
      const path = driverFile(op);
      const answer = await guest.ask('write', path, hex(`${op.device}\n`));
      return { ...answered({ ...op }, echo(op.device, path, true), answer), settles: true };
    }
    case 'modprobe': {
      const answer = await guest.ask('insert', `/modules/${op.module}.ko`);
      return { ...answered({ ...op }, `modprobe ${op.module}`, answer), settles: true };
    }
    case 'rmmod':
      return {
        ...answered({ ...op }, `rmmod ${op.module}`, await guest.ask('remove', op.module)),
        settles: true,
      };
    case 'tool': {
      const { result, errno, files } = await guest.ask(
        'run',
        hex(op.argv.map((word) => `${word}\0`).join('')),
      );
      if (errno !== 0) throw new Error(`${op.argv[0]} cannot be run: ${name(errno)}`);
      const said = (stream: string): string => {
        const text = files.find(([path]) => path === stream)?.[1];
        return typeof text === 'string' ? text : '';
      };
      const outcome = shellOutcome({ ...op }, commandLine(op.argv), result, null);
      const settles = ['modprobe', 'rmmod'].includes(op.argv[0]!);
      return { ...outcome, stdout: said('stdout'), settles, more: { stderr: said('stderr') } };
    }
    case 'pin':
      if (!('mib' in op)) break;
      return answered({ ...op, how: 'pipe buffers' }, null, await guest.ask('fill', String(op.mib)));
    case 'device_add':
      return addDevice(vm, op);
    case 'device_del':
      return removeDevice(vm, op.id);
    case 'virtio_mem_request':
      return requestMemory(vm, op.id, op.requested);
    default:
  }
  throw new Error(`a stock kernel cannot do ${op.kind}`);
}

async function beginJob(vm: VirtualMachine, job: number, op: Operation): Promise<Outcome> {
  const [path, value] =
    op.kind === 'sysfs_write'
      ? [op.path, op.value]
      : op.kind === 'bind' || op.kind === 'unbind'
        ? [driverFile(op), op.device]
        : [null, ''];
  if (path === null) throw new Error(`${op.kind} cannot be done in the background`);
  await vm.guest.ask('begin', String(job), onePath(path), hex(`${value}\n`));
  await new Promise((done) => setTimeout(done, BACKGROUND_MS));
  return shellOutcome({ kind: 'begin', job, op }, `${echo(value, path, true)} &`, null, null);
}

async function addDevice(
  vm: VirtualMachine,
  op: Extract<Operation, { kind: 'device_add' }>,
): Promise<Outcome> {
  const { monitor } = vm;
  const seen = monitor.events.length;
  const { id, size } = op;
  const kept: Record<string, unknown> = { kind: op.kind, device: op.device, id, size, node: op.node ?? 0 };
  const memory = await monitor.do('object-add', {
    'qom-type': 'memory-backend-ram',
    id: `m${id}`,
    size,
    reserve: false,
  });
  if (!memory.ok) throw new Error(`QEMU has no memory for ${id}: ${memory.refusal}`);
  const answer = await monitor.do('device_add', {
    driver: op.device,
    id,
    memdev: `m${id}`,
    ...(op.addr === null ? {} : { addr: op.addr }),
    ...(op.node === null ? {} : { node: op.node }),
  });
  if (!answer.ok) {
    await monitor.do('object-del', { id: `m${id}` });
    return refused({ ...kept, ...(op.addr === null ? {} : { addr: op.addr }) }, answer.refusal);
  }
  await heard(vm, seen, ({ event, data }) => event === OST && infoOf(data)['source'] === INSERTION, id);
  const devices = await monitor.do('query-memory-devices');
  const list = devices.ok ? (devices.value as { data: { id?: string; addr: number } }[]) : [];
  const found = list.find(({ data }) => data.id === id);
  if (found === undefined) throw new Error(`QEMU does not list ${id}`);
  return accepted({ ...kept, addr: found.data.addr }, 0, keptEvents(vm.monitor.events.slice(seen)));
}

async function removeDevice(vm: VirtualMachine, id: string): Promise<Outcome> {
  const seen = vm.monitor.events.length;
  const op = { kind: 'device_del', id };
  const answer = await vm.monitor.do('device_del', { id });
  if (!answer.ok) return refused(op, answer.refusal);
  const ends = ({ event, data }: MachineEvent): boolean =>
    event === 'DEVICE_DELETED' ||
    event === 'MEM_UNPLUG_ERROR' ||
    (event === OST && infoOf(data)['source'] === EJECTION && infoOf(data)['status'] !== EJECTION_IN_PROGRESS);
  await heard(vm, seen, ends, id);
  // A success is reported in two events, in this order.
  const isGone = (): boolean => vm.monitor.events.slice(seen).some(({ event }) => event === 'DEVICE_DELETED');
  const wasDone = vm.monitor.events.slice(seen).some(({ data }) => infoOf(data)['status'] === 0);
  if (wasDone) await until(isGone, 5000);
  if (isGone()) await vm.monitor.do('object-del', { id: `m${id}` });
  await untilSteady(vm.guest, () => Promise.resolve(''), 2, DEVICE_LIMIT_MS);
  return accepted(op, isGone() ? 0 : -1, keptEvents(vm.monitor.events.slice(seen)));
}

async function requestMemory(vm: VirtualMachine, id: string, requested: number): Promise<Outcome> {
  const device = `/machine/peripheral/${id}`;
  const op = { kind: 'virtio_mem_request', id, requested };
  const seen = vm.monitor.events.length;
  const answer = await vm.monitor.do('qom-set', {
    path: device,
    property: 'requested-size',
    value: requested,
  });
  if (!answer.ok) return refused(op, answer.refusal);
  const plugged = async (): Promise<string> => {
    const size = await vm.monitor.do('qom-get', { path: device, property: 'size' });
    return size.ok ? String(size.value) : 'unknown';
  };
  // The driver looks again after a pause when it got nowhere; until then it sleeps and the size stands still.
  if ((await plugged()) !== String(requested)) await untilSteady(vm.guest, plugged, 12, DEVICE_LIMIT_MS);
  await untilSteady(vm.guest, plugged, 3, DEVICE_LIMIT_MS);
  const outcome = accepted(op, 0, keptEvents(vm.monitor.events.slice(seen)));
  return { ...outcome, more: { pluggedSize: Number(await plugged()) } };
}

async function heard(
  vm: VirtualMachine,
  seen: number,
  isIt: (event: MachineEvent) => boolean,
  device: string,
): Promise<void> {
  if (!(await until(() => vm.monitor.events.slice(seen).some(isIt), DEVICE_LIMIT_MS)))
    throw new Error(`the guest did not say what became of ${device} within ${DEVICE_LIMIT_MS / 1000} s`);
}

function driverFile({ kind, driver }: { readonly kind: 'bind' | 'unbind'; readonly driver: string }): string {
  return `/sys/bus/dax/drivers/${driver}/${kind}`;
}

/** The agent splits requests at blanks. */
function onePath(path: string): string {
  if (/^\/\S+$/.test(path)) return path;
  throw new Error(`the recorder cannot ask for the path ${JSON.stringify(path)}`);
}

function name(errno: number): string | null {
  return errno === 0 ? null : errnoName(errno);
}

function answered(op: Outcome['op'], shell: string | null, { errno }: GuestAnswer): Outcome {
  return shellOutcome(op, shell, errno === 0 ? 0 : -1, name(errno));
}
