/**
 * Writes to the parameters of the module memory_hotplug (spec 01 §8.2). They take no lock of the hotplug code.
 */
import { ONLINE_POLICY_WORDS } from '../state/units.ts';
import { defineOp, step, type Kfn } from '../run/effects.ts';
import { kernelFunctions } from '../run/registry.ts';
import { kstrtobool, kstrtoull, matchWord, U32_LIMIT } from '../state/parse.ts';
import { BAD_WORD, numberRefusal } from './refusals.ts';

const set_online_policy_op = defineOp(
  'set_online_policy',
  'the zone policy changes',
  (k, written: number, path: number) => {
    const policy = matchWord(k.names.text(written), ONLINE_POLICY_WORDS);
    if (policy < 0) return k.refuse(BAD_WORD, path, written);
    k.policy.onlinePolicy.value = policy;
    return 0;
  },
);

const param_set_uint_op = defineOp(
  'param_set_uint',
  'the ratio changes',
  (k, written: number, path: number) => {
    const ratio = kstrtoull(k.names.text(written), 0, U32_LIMIT);
    if (ratio < 0) return k.refuse(numberRefusal(ratio), path, written);
    k.policy.autoMovableRatio.value = ratio;
    return 0;
  },
);

const param_set_bool_op = defineOp(
  'param_set_bool',
  'numa_aware changes',
  (k, written: number, path: number) => {
    const value = kstrtobool(k.names.text(written));
    if (value < 0) return k.refuse(BAD_WORD, path, written);
    k.policy.autoMovableNumaAware.value = value;
    return 0;
  },
);

const param_set_unplug_online_op = defineOp(
  'param_set_bool',
  'unplug_online changes',
  (k, written: number, path: number) => {
    const value = kstrtobool(k.names.text(written));
    if (value < 0) return k.refuse(BAD_WORD, path, written);
    k.virtio.unplugOnline.value = value;
    return 0;
  },
);

/** online_policy: contig-zones or auto-movable. */
export function* online_policy_store(_: number, written: number, path: number): Kfn {
  return yield step(set_online_policy_op, written, path);
}

/** auto_movable_ratio: percent MOVABLE:KERNEL; 0 allows no movable memory. */
export function* ratio_store(_: number, written: number, path: number): Kfn {
  return yield step(param_set_uint_op, written, path);
}

/** auto_movable_numa_aware. */
export function* numa_aware_store(_: number, written: number, path: number): Kfn {
  return yield step(param_set_bool_op, written, path);
}

/** unplug_online of virtio_mem: may the worker unplug memory that is online? */
export function* unplug_online_store(_: number, written: number, path: number): Kfn {
  return yield step(param_set_unplug_online_op, written, path);
}

kernelFunctions('kernel/params.c', {
  online_policy_store,
  ratio_store,
  numa_aware_store,
  unplug_online_store,
});
