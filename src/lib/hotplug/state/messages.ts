/**
 * The kernel log lines, uevents and notifier events of the memory core, word for word (spec 02 §18, 01 §13).
 */
import { errnoName } from './errno.ts';
import { message } from './journal.ts';
import { hex, hexDigits, memRange, ZONE_NAMES } from './units.ts';

/** Events of the memory notifier chain, as the test module prints them (spec 01 §11). */
export const MEMORY_EVENTS = [
  'PREPARE_ONLINE',
  'GOING_ONLINE',
  'ONLINE',
  'CANCEL_ONLINE',
  'GOING_OFFLINE',
  'OFFLINE',
  'CANCEL_OFFLINE',
  'FINISH_OFFLINE',
] as const;
export const MEM_PREPARE_ONLINE = 0;
export const MEM_GOING_ONLINE = 1;
export const MEM_ONLINE = 2;
export const MEM_CANCEL_ONLINE = 3;
export const MEM_GOING_OFFLINE = 4;
export const MEM_OFFLINE = 5;
export const MEM_CANCEL_OFFLINE = 6;
export const MEM_FINISH_OFFLINE = 7;

const ANSWERS = ['', ' vetoed', ' held'] as const;

/** Event, first page frame, pages, answer (0 nothing, 1 vetoed, 2 held). */
export const TEST_MODULE_EVENT = message(
  'dmesg',
  (_, event, pfn, pages, answer) =>
    `hpctl: event ${MEMORY_EVENTS[event]} ${memRange(pfn, pages)}${ANSWERS[answer]}`,
);

/** Events of the node notifier chain of kernels after 6.12 (spec 01 §11.2). */
export const NODE_EVENTS = [
  'NODE_ADDING_FIRST_MEMORY',
  'NODE_ADDED_FIRST_MEMORY',
  'NODE_CANCEL_ADDING_FIRST_MEMORY',
  'NODE_REMOVING_LAST_MEMORY',
  'NODE_REMOVED_LAST_MEMORY',
  'NODE_CANCEL_REMOVING_LAST_MEMORY',
] as const;
export const NODE_ADDING_FIRST_MEMORY = 0;
export const NODE_ADDED_FIRST_MEMORY = 1;
export const NODE_CANCEL_ADDING_FIRST_MEMORY = 2;
export const NODE_REMOVING_LAST_MEMORY = 3;
export const NODE_REMOVED_LAST_MEMORY = 4;
export const NODE_CANCEL_REMOVING_LAST_MEMORY = 5;

/** In place of an errno: the event is held by a rule. */
export const EVENT_HELD = 1;

function answerText(errno: number): string {
  if (errno < 0) return `, refused: -${errnoName(-errno)}`;
  return errno === EVENT_HELD ? ', held' : '';
}

/**
 * An event on the memory chain, said each time one is sent: event, block id, what came of it (0, a negative errno or
 * EVENT_HELD), and the node + 1 whose N_MEMORY changes with it (the payload of kernels up to 6.12; 0 is none).
 */
export const CHAIN_EVENT = message(
  'notify',
  (_, event, id, errno, node) =>
    `MEM_${MEMORY_EVENTS[event]} memory${id}${node > 0 ? `, status_change_nid=${node - 1}` : ''}${answerText(errno)}`,
);

/** An event on the node chain: event, node, the block in whose course it is sent, what came of it. */
export const NODE_CHAIN_EVENT = message(
  'notify',
  (_, event, nid, id, errno) => `${NODE_EVENTS[event]} node${nid} memory${id}${answerText(errno)}`,
);

const UEVENTS = ['add', 'remove', 'online', 'offline'] as const;
export const UEVENT_ADD = 0;
export const UEVENT_REMOVE = 1;
export const UEVENT_ONLINE = 2;
export const UEVENT_OFFLINE = 3;

/** Action, block id. */
export const BLOCK_UEVENT = message(
  'uevent',
  (_, action, id) => `${UEVENTS[action]}@/devices/system/memory/memory${id}`,
);
/** Actions that may be written to a file uevent, in the kernel's order. */
export const SYNTH_ACTIONS = [
  'add',
  'remove',
  'change',
  'move',
  'online',
  'offline',
  'bind',
  'unbind',
] as const;
/** An event that somebody asked for: action (of SYNTH_ACTIONS), block id. */
export const SYNTH_UEVENT = message(
  'uevent',
  (_, action, id) => `${SYNTH_ACTIONS[action]}@/devices/system/memory/memory${id}`,
);
/** Action, node id. */
export const NODE_UEVENT = message(
  'uevent',
  (_, action, id) => `${UEVENTS[action]}@/devices/system/node/node${id}`,
);

export const UNALIGNED_RANGE = message(
  'dmesg',
  (_, block, start, size) =>
    `Block size [${hex(block)}] unaligned hotplug range: start ${hex(start)}, size ${hex(size)}`,
);
/** Start, exclusive end, highest address. */
export const EXCEEDS_ADDRESSABLE = message(
  'dmesg',
  (_, start, end, max) =>
    `Hotplug memory [${hex(start)}-${hex(end)}] exceeds maximum addressable range [0x0-${hex(max)}]`,
);
export const NODE_IMPOSSIBLE = message(
  'dmesg',
  (_, nid) => `node ${nid} was absent from the node_possible_map`,
);
/** Name of the function that warned; the numbers that a real line has besides it belong to a build. */
export const WARNING_AT = message('dmesg', (names, fn) => `WARNING: at ${names.text(fn)}`);
export const BUG_AT = message('dmesg', (names, fn) => `Kernel BUG at ${names.text(fn)}`);
export const ONLINE_PAGES_FAILED = message(
  'dmesg',
  (_, pfn, pages) => `online_pages ${memRange(pfn, pages)} failed`,
);
export const OFFLINED_PAGES = message('dmesg', (_, pages) => `Offlined Pages ${pages}`);
/** First page frame, pages, reason. */
export const OFFLINING_FAILED = message(
  'dmesg',
  (names, pfn, pages, reason) =>
    `memory offlining ${memRange(pfn, pages)} failed due to ${names.text(reason)}`,
);
export const PAGE_DUMPED = message('dmesg', () => 'page dumped because: unmovable page');
export const REMOVING_FAILS_ONLINE = message(
  'dmesg',
  (_, start, end) =>
    `removing memory fails, because memory [0x${hexDigits(start, 16)}-0x${hexDigits(end, 16)}] is onlined`,
);
export const REMOVE_AFTER_OFFLINE_FAILED = message(
  'dmesg',
  (_, rc) => `offline_and_remove_memory: Failed to remove memory: ${rc}`,
);
export const REONLINE_FAILED = message(
  'dmesg',
  (_, rc) => `try_reonline_memory_block: Failed to re-online memory: ${rc}`,
);
/** Node, list of nodes (name id). */
export const FALLBACK_ORDER = message(
  'dmesg',
  (names, nid, list) => `Fallback order for Node ${nid}: ${names.text(list)}`,
);
/** Number of zonelists, pages. The page count leaves watermarks out, which the model does not have. */
export const BUILT_ZONELISTS = message(
  'dmesg',
  (_, count, pages) => `Built ${count} zonelists, mobility grouping on.  Total pages: ${pages}`,
);
export const POLICY_ZONE = message('dmesg', (_, zone) => `Policy zone: ${ZONE_NAMES[zone]}`);
export const DEMOTION_TARGETS = message('dmesg', (_, nid) => `Demotion targets for Node ${nid}: null`);
export const MEMORY_FAILURE = message(
  'dmesg',
  (_, pfn) => `Memory failure: ${hex(pfn)}: recovery action for free buddy page: Recovered`,
);
export const MEMORY_FAILED_BEFORE = message(
  'dmesg',
  (_, pfn) => `Memory failure: ${hex(pfn)}: recovery action for already poisoned page: Failed`,
);
export const MEMORY_UNHANDLABLE = message(
  'dmesg',
  (_, pfn) => `Memory failure: ${hex(pfn)}: unhandlable page.`,
);
export const MEMORY_IGNORED = message(
  'dmesg',
  (_, pfn) => `Memory failure: ${hex(pfn)}: recovery action for get hwpoison page: Ignored`,
);
export const MEMORY_OUTSIDE = message(
  'dmesg',
  (_, pfn) => `Memory failure: ${hex(pfn)}: memory outside kernel control`,
);
export const SOFT_OFFLINED_BEFORE = message(
  'dmesg',
  (_, pfn) => `Soft offline: ${hex(pfn)}: page already poisoned`,
);
