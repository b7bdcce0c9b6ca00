/**
 * Write to memoryN/uevent: a uevent is sent once more, as `udevadm trigger` does it for whole classes of devices
 * (kobject_synth_uevent() of lib/kobject_uevent.c).
 */
import { EINVAL } from '../state/errno.ts';
import { message } from '../state/journal.ts';
import { UEVENT_ADD, UEVENT_OFFLINE, UEVENT_ONLINE, UEVENT_REMOVE } from '../state/messages.ts';
import { sayBlockUevent } from '../state/uevents.ts';
import { BAD_WORD } from '../state/parse-refusals.ts';
import { defineOp, step, type Kfn } from '../run/effects.ts';
import { kernelFunctions } from '../run/registry.ts';

const ACTIONS = new Map([
  ['add', UEVENT_ADD],
  ['remove', UEVENT_REMOVE],
  ['online', UEVENT_ONLINE],
  ['offline', UEVENT_OFFLINE],
]);
/** Actions that the kernel knows and no rule for memory blocks waits for: they are sent, and nobody reacts. */
const IGNORED = ['change', 'move', 'bind', 'unbind'];

const UNKNOWN_ACTION = message(
  'dmesg',
  (_, id) => `synth uevent: /devices/system/memory/memory${id}: unknown uevent action string`,
);
const NOT_SENT = message(
  'dmesg',
  (_, id, errno) => `memory memory${id}: uevent: failed to send synthetic uevent: -${errno}`,
);

const synth_uevent = defineOp(
  'kobject_synth_uevent',
  'the uevent is sent once more',
  (k, blockId: number, written: number, path: number) => {
    const word = k.names
      .text(written)
      .replace(/[\n\0]$/, '')
      .split(' ')[0]!;
    const action = ACTIONS.get(word);
    if (action !== undefined) sayBlockUevent(k, action, blockId);
    else if (!IGNORED.includes(word)) {
      k.say(UNKNOWN_ACTION, blockId);
      k.say(NOT_SENT, blockId, EINVAL);
      return k.refuse(BAD_WORD, path, written);
    }
    return 0;
  },
);

/** Write to memoryN/uevent: the name of an action, else -EINVAL. Takes no lock. */
export function* uevent_store(blockId: number, written: number, path: number): Kfn {
  return yield step(synth_uevent, blockId, written, path);
}

kernelFunctions('lib/kobject_uevent.c', { uevent_store });
