/**
 * udev with one rule for memory blocks, as distributions ship it (spec 03 §12): a daemon that waits for ADD uevents of
 * memoryN and writes to its `state`. What the write comes to is of no interest to it.
 */
import { listenToUevents, takeUevent } from '../state/uevents.ts';
import { AGAIN, BLOCKED, call, defineOp, loop, step, type Kfn } from '../run/effects.ts';
import { kernelFunctions } from '../run/registry.ts';
import { ksys_read, ksys_write } from './syscalls.ts';

export interface UdevPreset {
  readonly name: string;
  /** What the rule does, for people. */
  readonly about: string;
  /** It looks at `state` first and leaves alone what does not read `offline`. */
  readonly looksFirst: boolean;
  readonly writes: 'online' | 'online_movable';
}

/** Rules that are known. The number of a rule is part of threads: new ones come at the end. */
export const UDEV_PRESETS: readonly UdevPreset[] = [
  {
    name: 'rhel-metal',
    about: 'RHEL on bare metal: a new block that reads offline goes online_movable',
    looksFirst: true,
    writes: 'online_movable',
  },
  {
    name: 'rhel-vm',
    about: 'RHEL in a virtual machine: a new block that reads offline goes online',
    looksFirst: true,
    writes: 'online',
  },
  {
    name: 'hyperv',
    about: 'Hyper-V and Ubuntu: every new block is told to go online, whatever it reads',
    looksFirst: false,
    writes: 'online',
  },
];

const listen = defineOp('udev', 'listen for uevents of memory blocks', (k) => {
  listenToUevents(k, k.current);
  return 0;
});

const next_event = defineOp('udev', 'wait for the next ADD uevent of a block', (k) => {
  const blockId = takeUevent(k, k.current);
  return blockId < 0 ? BLOCKED : blockId;
});

const state_path = defineOp('udev', 'which file?', (k, blockId: number) =>
  k.names.id(`/sys/devices/system/memory/memory${blockId}/state`),
);

const matches = defineOp('udev', 'does the rule match?', (k, text: number) =>
  text >= 0 && k.names.text(text) === 'offline\n' ? 1 : 0,
);

/** udev writes without a newline. */
const word = defineOp('udev', 'what does the rule write?', (k, preset: number) =>
  k.names.id(UDEV_PRESETS[preset]!.writes),
);

/** One event: the rule reads without any lock, then writes like everybody. */
export function* udev_handle_event(preset: number): Kfn {
  const blockId = yield step(next_event);
  const path = yield step(state_path, blockId);
  if (UDEV_PRESETS[preset]!.looksFirst) {
    const text = yield call(ksys_read, path);
    const isOffline = yield step(matches, text);
    if (isOffline === 0) return AGAIN;
  }
  const written = yield step(word, preset);
  yield call(ksys_write, path, written);
  return AGAIN;
}

/** The daemon with a rule (its place in UDEV_PRESETS). It never ends; without an event it waits. */
export function* udev_daemon(preset: number): Kfn {
  yield step(listen);
  return yield loop(udev_handle_event, preset);
}

kernelFunctions('udev', { udev_daemon, udev_handle_event });
