/**
 * From the operations of a recording to the model's commands.
 */
import type { Command } from '#lib/hotplug/userspace/commands.ts';
import type { ApiOperation, Operation } from './trace-format.ts';

/**
 * The command that does what a recorded operation did; null when the machine refused to begin with. `shell` is the
 * step's shell line: it tells whether a write ended with a newline. `nodeOf` tells the node of a device that the
 * kernel refused: only of one that it took is the node recorded.
 */
export function toCommand(
  op: Operation,
  shell: string | null,
  nodeOf: (domain: number, startBytes: number) => number = (domain) => domain,
): Command | null {
  switch (op.kind) {
    case 'sysfs_write': {
      const newline = shell?.startsWith('echo -n ') === true ? '' : '\n';
      return { kind: 'sysfs_write', path: op.path, bytes: op.value + newline };
    }
    case 'device_add': {
      if (op.addr === null) return null;
      const nid = op.guestNode ?? nodeOf(op.node ?? 0, op.addr);
      return { kind: 'device_add', id: op.id, startBytes: op.addr, sizeBytes: op.size, nid };
    }
    case 'virtio_mem_request':
      return { kind: 'virtio_mem_request', id: op.id, requestedBytes: op.requested };
    case 'api':
      return apiCall(op);
    case 'region_request':
    case 'region_release':
      return { kind: op.kind, startBytes: op.start, sizeBytes: op.size, name: op.name };
    case 'notifier_veto':
      return { ...rule(op), kind: 'notifier_veto', errno: Math.abs(op.errno), count: op.count };
    case 'notifier_hold':
      return { ...rule(op), kind: 'notifier_hold', errno: 0, count: 1 };
    case 'pin':
      if ('mib' in op) return { kind: 'allocate', mebibytes: op.mib };
      return { kind: 'pin', startBytes: op.start, pages: op.pages, how: op.how };
    case 'unpin':
      return { kind: 'unpin', startBytes: op.start };
    case 'sysfs_read':
    case 'device_del':
    case 'modprobe':
    case 'rmmod':
    case 'bind':
    case 'unbind':
    case 'notifier_release':
    case 'notifier_clear':
    case 'tool':
      return op;
  }
}

function rule(op: { event: string; start: number; size: number }) {
  return { event: op.event, startBytes: op.start, sizeBytes: op.size };
}

function apiCall({ kind, call, start, size, ranges, ...same }: ApiOperation): Command {
  return {
    kind,
    call,
    ...same,
    ...(start === undefined ? {} : { startBytes: start }),
    ...(size === undefined ? {} : { sizeBytes: size }),
    ...(ranges === undefined
      ? {}
      : { ranges: ranges.map((r) => ({ startBytes: r.start, sizeBytes: r.size })) }),
  };
}
