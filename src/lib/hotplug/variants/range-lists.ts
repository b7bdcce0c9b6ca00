/**
 * Several ranges as one argument: what the postings that remove a whole device at once (v4 on) have in common.
 */
import { FAULT_SLOTS, faultInRange } from '../state/faults.ts';
import { message } from '../state/journal.ts';
import { parseRangeList, rangeListText } from '../state/range-list.ts';
import { defineOp } from '../run/effects.ts';
import { NO_RANGES } from '../core/refusals.ts';

/**
 * Number of ranges in a list; -EINVAL when there is none or one is empty or unaligned, -ENOMEM without the one array
 * for all their blocks.
 */
export const check_ranges = defineOp(
  'offline_and_remove_memory_ranges',
  'all ranges block aligned?',
  (k, list: number) => {
    const ranges = parseRangeList(k.names.text(list));
    const block = k.constants.blockSizeBytes;
    const isGood = ranges.every(
      ({ startBytes, sizeBytes }) => sizeBytes !== 0 && startBytes % block === 0 && sizeBytes % block === 0,
    );
    if (ranges.length === 0 || !isGood) return k.refuse(NO_RANGES);
    for (const { startBytes, sizeBytes } of ranges) {
      const failed = faultInRange(k, FAULT_SLOTS, startBytes, sizeBytes);
      if (failed !== 0) return failed;
    }
    return ranges.length;
  },
);
/** Start of range `i` of a list. */
export const list_start = defineOp(
  'offline_and_remove_memory_ranges',
  'start of a range',
  (k, list: number, i: number) => parseRangeList(k.names.text(list))[i]!.startBytes,
);
/** Size of range `i` of a list. */
export const list_size = defineOp(
  'offline_and_remove_memory_ranges',
  'size of a range',
  (k, list: number, i: number) => parseRangeList(k.names.text(list))[i]!.sizeBytes,
);
/** A list of one range. */
export const one_range = defineOp(
  'offline_and_remove_memory',
  'one range',
  (k, startBytes: number, sizeBytes: number) => k.names.id(rangeListText([{ startBytes, sizeBytes }])),
);

const RANGE_NOT_REMOVED = message(
  'dmesg',
  (_, rc) => `offline_and_remove_memory_ranges: Failed to remove memory: ${rc}`,
);
/** The log line of v4 and v5 for a removal that failed although everything is offline. */
export const say_removal_failed = defineOp(
  'offline_and_remove_memory_ranges',
  'the removal failed although everything is offline',
  (k, rc: number) => {
    k.say(RANGE_NOT_REMOVED, rc);
    return 0;
  },
);
