/**
 * Write to memoryN/uevent: a uevent is sent once more, as `udevadm trigger` does it for whole classes of devices
 * (kobject_synth_uevent() of lib/kobject_uevent.c).
 */
import { EINVAL } from '../state/errno.ts';
import { message } from '../state/journal.ts';
import { SYNTH_ACTIONS } from '../state/messages.ts';
import { saySynthUevent } from '../state/uevents.ts';
import { BAD_WORD } from '../state/parse-refusals.ts';
import { defineOp, step, type Kfn } from '../run/effects.ts';
import { kernelFunctions } from '../run/registry.ts';

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
    const action = SYNTH_ACTIONS.find((known) => known === word);
    if (action === undefined) {
      k.say(UNKNOWN_ACTION, blockId);
      k.say(NOT_SENT, blockId, EINVAL);
      return k.refuse(BAD_WORD, path, written);
    }
    saySynthUevent(k, action, blockId);
    return 0;
  },
);

/** Write to memoryN/uevent: the name of an action, else -EINVAL. Takes no lock. */
export function* uevent_store(blockId: number, written: number, path: number): Kfn {
  return yield step(synth_uevent, blockId, written, path);
}

kernelFunctions('lib/kobject_uevent.c', { uevent_store });
