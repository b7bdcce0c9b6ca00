/**
 * A state's policies for a machine that boots: words of the kernel command line, and the udev rule.
 */
import type { Kernel } from '#lib/hotplug/state/kernel.ts';
import {
  MEMMAP_ON_MEMORY_OFF,
  MEMMAP_ON_MEMORY_WORDS,
  MMOP_OFFLINE,
  ONLINE_POLICY_WORDS,
  ONLINE_TYPE_WORDS,
} from '#lib/hotplug/state/units.ts';
import { UDEV_PRESETS } from '#lib/hotplug/userspace/udev.ts';

/** A word of a command line with what it is for. */
export interface ExplainedWord {
  readonly text: string;
  readonly why: string;
}

/** Words for the kernel command line that make the next boot begin with the policies of now. */
export function kernelCommandLine(k: Kernel): ExplainedWord[] {
  const { policy } = k;
  const words: ExplainedWord[] = [
    {
      text: `memhp_default_state=${ONLINE_TYPE_WORDS[policy.defaultOnlineType.value]!}`,
      why:
        policy.defaultOnlineType.value === MMOP_OFFLINE
          ? 'New memory blocks stay offline until somebody onlines them.'
          : 'New memory blocks are onlined by the kernel itself.',
    },
    {
      text: `memory_hotplug.online_policy=${ONLINE_POLICY_WORDS[policy.onlinePolicy.value]!}`,
      why: 'How the kernel chooses a zone when it is told only to online.',
    },
    {
      text: `memory_hotplug.auto_movable_ratio=${policy.autoMovableRatio.value}`,
      why: 'Most MOVABLE memory for auto-movable, in percent of the kernel memory.',
    },
    {
      text: `memory_hotplug.auto_movable_numa_aware=${policy.autoMovableNumaAware.value === 0 ? 'N' : 'Y'}`,
      why: 'Whether auto-movable looks at single nodes as well.',
    },
  ];
  if (policy.memmapOnMemory.value !== MEMMAP_ON_MEMORY_OFF) {
    words.push({
      text: `memory_hotplug.memmap_on_memory=${MEMMAP_ON_MEMORY_WORDS[policy.memmapOnMemory.value]!}`,
      why: 'New memory holds its own memory map.',
    });
  }
  if (policy.movableNode.value !== 0) {
    words.push({ text: 'movable_node', why: 'Nodes without kernel memory at boot are made MOVABLE.' });
  }
  return words;
}

/** A file for /etc/udev/rules.d, for a rule of UDEV_PRESETS; null for a name that is none. */
export function udevRule(preset: string): string | null {
  const rule = UDEV_PRESETS.find(({ name }) => name === preset);
  if (rule === undefined) return null;
  const looks = rule.looksFirst ? ', ATTR{state}=="offline"' : '';
  return `# ${rule.about}.\nSUBSYSTEM=="memory", ACTION=="add"${looks}, ATTR{state}="${rule.writes}"\n`;
}

/** The rule that does from userspace what the policy of now does in the kernel; null where new blocks stay offline. */
export function udevRuleOfPolicy(k: Kernel): string | null {
  const type = k.policy.defaultOnlineType.value;
  if (type === MMOP_OFFLINE) return null;
  const word = ONLINE_TYPE_WORDS[type]!;
  return `# New blocks that read offline go ${word}.\nSUBSYSTEM=="memory", ACTION=="add", ATTR{state}=="offline", ATTR{state}="${word}"\n`;
}
