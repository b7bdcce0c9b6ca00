/**
 * From a command to the kernel function that carries it out, with numbers for arguments.
 */
import { parseFaultSite } from '../state/faults.ts';
import { MEMORY_EVENTS, NODE_EVENTS } from '../state/messages.ts';
import type { Kernel } from '../state/kernel.ts';
import { RULE_HOLD, RULE_VETO } from '../core/notifier.ts';
import { acpi_memory_device_add, acpi_memory_device_del } from '../drivers/acpi-dimm.ts';
import { dax_kmem_exit, dax_kmem_init } from '../drivers/dax-binding.ts';
import {
  PIN_HOW,
  allocate_somewhere,
  env_clear,
  env_unmovable,
  test_fail,
  test_memory_group_register_static,
  test_notifier_clear,
  test_notifier_release,
  test_notifier_rule,
  test_pin,
  test_region_release,
  test_region_request,
  test_unpin,
} from '../drivers/test-module.ts';
import { virtio_mem_config_changed } from '../drivers/virtio-mem.ts';
import type { Run } from '../run/run.ts';
import { apiArguments } from './api.ts';
import type { Command } from './commands.ts';
import { ksys_read, ksys_write } from './syscalls.ts';
import { compileTool } from './tools/index.ts';
import { UDEV_PRESETS, udev_daemon } from './udev.ts';

export interface CompiledCommand {
  readonly fn: object;
  readonly args: readonly number[];
}

const EVENT_NUMBERS = new Map<string, number>(
  [...MEMORY_EVENTS, ...NODE_EVENTS].map((name, number) => [name, number]),
);

/** The function and its arguments; null when this kernel has nothing of that name (a driver, module or call). */
export function compileCommand(
  k: Kernel,
  run: Pick<Run, 'functionNamed'>,
  command: Command,
): CompiledCommand | null {
  const id = (text: string): number => k.names.id(text);
  switch (command.kind) {
    case 'sysfs_write':
      return { fn: ksys_write, args: [id(command.path), id(command.bytes)] };
    case 'sysfs_read':
      return { fn: ksys_read, args: [id(command.path)] };
    case 'device_add':
      return {
        fn: acpi_memory_device_add,
        args: [id(command.id), command.startBytes, command.sizeBytes, command.nid],
      };
    case 'device_del':
      return { fn: acpi_memory_device_del, args: [id(command.id)] };
    case 'virtio_mem_request':
      return { fn: virtio_mem_config_changed, args: [virtioDevice(k, command.id), command.requestedBytes] };
    case 'modprobe':
      return command.module === 'kmem' ? { fn: dax_kmem_init, args: [] } : null;
    case 'rmmod':
      return command.module === 'kmem' ? { fn: dax_kmem_exit, args: [] } : null;
    case 'bind':
    case 'unbind': {
      const path = `/sys/bus/dax/drivers/${command.driver}/${command.kind}`;
      return { fn: ksys_write, args: [id(path), id(`${command.device}\n`)] };
    }
    case 'api': {
      if (command.call === 'memory_group_register_static') {
        return { fn: test_memory_group_register_static, args: apiArguments(k, command)! };
      }
      const fn = run.functionNamed(command.call);
      const args = apiArguments(k, command);
      return fn === null || args === null ? null : { fn, args };
    }
    case 'region_request':
      return { fn: test_region_request, args: [command.startBytes, command.sizeBytes, id(command.name)] };
    case 'region_release':
      return { fn: test_region_release, args: [command.startBytes, command.sizeBytes] };
    case 'notifier_veto':
    case 'notifier_hold': {
      const event = EVENT_NUMBERS.get(command.event);
      if (event === undefined) return null;
      const isVeto = command.kind === 'notifier_veto';
      const rule = isVeto ? [RULE_VETO, event] : [RULE_HOLD, event];
      const uses = isVeto ? command.count : 1;
      return {
        fn: test_notifier_rule,
        args: [...rule, command.startBytes, command.sizeBytes, command.errno, uses],
      };
    }
    case 'notifier_release':
      return { fn: test_notifier_release, args: [] };
    case 'notifier_clear':
      return { fn: test_notifier_clear, args: [] };
    case 'pin':
      return { fn: test_pin, args: [command.startBytes, command.pages, PIN_HOW[command.how]] };
    case 'unpin':
      return { fn: test_unpin, args: [command.startBytes] };
    case 'allocate':
      return { fn: allocate_somewhere, args: [] };
    case 'env_unmovable':
      return { fn: env_unmovable, args: [id(command.blocks.join(','))] };
    case 'env_clear':
      return { fn: env_clear, args: [] };
    case 'tool':
      return compileTool(k, command.argv);
    case 'fail_alloc': {
      const where = parseFaultSite(command.site);
      if (where === null) return null;
      return { fn: test_fail, args: [where.site, where.blockId, command.errno, command.count] };
    }
    case 'udev': {
      const preset = UDEV_PRESETS.findIndex(({ name }) => name === command.preset);
      return preset < 0 ? null : { fn: udev_daemon, args: [preset] };
    }
  }
}

function virtioDevice(k: Kernel, id: string): number {
  for (let i = 0; i < k.virtio.count.value; i++) if (k.names.text(k.virtio.name.get(i)) === id) return i;
  return -1;
}
