/**
 * chmem as a program (util-linux 2.38): block by block through sysfs, a failure is passed over. Exit code 0 when all
 * was done, 64 for a part, 1 for nothing.
 *
 * Which blocks there are it reads once, at its start. Whether blocks have zones at all it asks of memory0.
 */
import { nextBlock } from '../../state/blocks.ts';
import type { Kernel } from '../../state/kernel.ts';
import { hexDigits } from '../../state/units.ts';
import { call, defineOp, step, type Kfn } from '../../run/effects.ts';
import { kernelFunctions } from '../../run/registry.ts';
import { listBlocks } from '../files.ts';
import { ksys_read, ksys_write } from '../syscalls.ts';
import { CHMEM_MOVABLE, CHMEM_ZONES, chmemArguments } from './chmem-arguments.ts';
import { early, type Program } from './program.ts';
import { errorLine, is_killed, KILLED, toolResult } from './result.ts';
import { humanSize } from './size-text.ts';
import { strerror } from './strerror.ts';

const ENABLE = 1;
const VERBOSE = 2;
/** The plan names a number of blocks, not a range. */
const BY_SIZE = 4;
const HAS_ZONES = 8;

const SOME = 64;

const WORDS = ['offline', 'online', 'online_kernel', 'online_movable'] as const;
const OFFLINE = 0;
const ONLINE = 1;
const ONLINE_KERNEL = 2;
const ONLINE_MOVABLE = 3;
/** The zone does not fit: the block is passed over. */
const MISMATCH = -1;

/** The blocks as ranges, `0-31,40-43`. */
const scan_directory = defineOp('scandir', 'which blocks are there?', (k) => {
  const ranges: [first: number, last: number][] = [];
  for (const id of listBlocks(k)) {
    const range = ranges.at(-1);
    if (range !== undefined && range[1] + 1 === id) range[1] = id;
    else ranges.push([id, id]);
  }
  return k.names.id(ranges.map((range) => range.join('-')).join(','));
});

/** The first block of the list at or above a number, or with `downwards` at or below it; -1 without one. */
const next_listed = defineOp('chmem', 'next block', (k, list: number, from: number, downwards: number) => {
  const ranges = k.names
    .text(list)
    .split(',')
    .map((range) => range.split('-').map(Number) as [number, number]);
  if (downwards !== 0) {
    const range = ranges.findLast(([first]) => first <= from);
    return range === undefined ? -1 : Math.min(from, range[1]);
  }
  const range = ranges.find(([, last]) => last >= from);
  return range === undefined ? -1 : Math.max(from, range[0]);
});

const FILES = ['state', 'valid_zones'] as const;
const file_of = defineOp('chmem', 'which file?', (k, blockId: number, file: number) =>
  k.names.id(`/sys/devices/system/memory/memory${blockId}/${FILES[file]}`),
);

/** It looks at six letters, so `online` is not told from `online_movable`, nor `going-offline` from anything. */
const is_done = defineOp('chmem', 'is it there already?', (k, text: number, flags: number) => {
  const word = (flags & ENABLE) !== 0 ? 'online' : 'offlin';
  return text >= 0 && k.names.text(text).startsWith(word) ? 1 : 0;
});

const choose_word = defineOp('chmem', 'what to write?', (k, text: number, flags: number, zone: number) => {
  const valid = text < 0 ? '' : k.names.text(text).toLowerCase();
  const isEnable = (flags & ENABLE) !== 0;
  if (zone < 0) {
    if (!isEnable) return OFFLINE;
    return valid.includes('movable') ? ONLINE_MOVABLE : ONLINE;
  }
  const name = CHMEM_ZONES[zone]!.toLowerCase();
  if (!isEnable) return valid.startsWith(name) ? OFFLINE : MISMATCH;
  if (!valid.includes(name)) return MISMATCH;
  return zone === CHMEM_MOVABLE ? ONLINE_MOVABLE : ONLINE_KERNEL;
});

const word_text = defineOp('chmem', 'the word', (k, word: number) => k.names.id(WORDS[word]!));

function blockText(k: Kernel, id: number): string {
  const start = id * k.constants.blockSizeBytes;
  const last = start + k.constants.blockSizeBytes - 1;
  return `Memory Block ${id} (0x${hexDigits(start, 16)}-0x${hexDigits(last, 16)})`;
}

const append = (k: Kernel, text: number, line: string): number =>
  k.names.id(`${k.names.text(text)}${line}\n`);

const say_done = defineOp(
  'printf',
  'say it',
  (k, text: number, id: number, flags: number, already: number) => {
    const verb = (flags & ENABLE) !== 0 ? 'enabled' : 'disabled';
    return append(k, text, `${blockText(k, id)}${already !== 0 ? ' already' : ''} ${verb}`);
  },
);

/** `rc` 0 stands for a zone that does not fit. By size, the tool tells no error. */
const say_failed = defineOp(
  'warn',
  'say it',
  (k, text: number, id: number, flags: number, rc: number, stdout: number) => {
    const failed = `${blockText(k, id)} ${(flags & ENABLE) !== 0 ? 'enable' : 'disable'} failed`;
    if ((flags & BY_SIZE) !== 0) return append(k, text, failed);
    const why = rc === 0 ? 'Zone mismatch' : strerror(rc);
    return append(k, text, errorLine(k.names.text(stdout), `chmem: ${failed}: ${why}`));
  },
);

const say_only = defineOp(
  'warnx',
  'say how much it was',
  (k, text: number, blocks: number, flags: number, stdout: number) => {
    const verb = (flags & ENABLE) !== 0 ? 'enable' : 'disable';
    const size = humanSize(blocks * k.constants.blockSizeBytes);
    return append(k, text, errorLine(k.names.text(stdout), `chmem: Could only ${verb} ${size} of memory`));
  },
);

/** What a try at one block came to. */
const DONE = 0;
const ALREADY = 1;
const PASSED_OVER = 2;

/** One block: DONE, ALREADY, PASSED_OVER for its zone, or the negative errno of the write. */
export function* chmem_block(blockId: number, flags: number, zone: number): Kfn {
  const state = yield step(file_of, blockId, 0);
  const text = yield call(ksys_read, state);
  const isThere = yield step(is_done, text, flags);
  if (isThere !== 0) return ALREADY;
  let word = (flags & ENABLE) === 0 ? OFFLINE : ONLINE;
  if ((flags & HAS_ZONES) !== 0) {
    const file = yield step(file_of, blockId, 1);
    const zones = yield call(ksys_read, file);
    word = yield step(choose_word, zones, flags, zone);
    if (word === MISMATCH) return PASSED_OVER;
  }
  const written = yield step(word_text, word);
  return yield call(ksys_write, state, written);
}

/** `chmem SIZE`: so many blocks, upwards when enabling, downwards when disabling. */
export function* chmem_size(flags: number, blocks: number, zone: number, warning: number): Kfn {
  const list = yield step(scan_directory);
  let stdout = 0;
  let stderr = warning;
  let left = blocks;
  const downwards = (flags & ENABLE) === 0 ? 1 : 0;
  let from = downwards === 0 ? 0 : Number.MAX_SAFE_INTEGER;
  while (left > 0) {
    const blockId = yield step(next_listed, list, from, downwards);
    if (blockId < 0) break;
    from = downwards === 0 ? blockId + 1 : blockId - 1;
    const came = yield call(chmem_block, blockId, flags, zone);
    const killed = yield step(is_killed);
    if (killed !== 0) return toolResult(KILLED, stdout, stderr);
    if (came === DONE) left--;
    if ((flags & VERBOSE) === 0) continue;
    if (came === DONE) stdout = yield step(say_done, stdout, blockId, flags, 0);
    else if (came < 0) stdout = yield step(say_failed, stdout, blockId, flags, came, 0);
  }
  if (left > 0) stderr = yield step(say_only, stderr, blocks - left, flags, stdout);
  return toolResult(left === 0 ? 0 : left === blocks ? 1 : SOME, stdout, stderr);
}

/** `chmem RANGE`: the blocks `[first, last]` that exist; those that do not count as not done. */
export function* chmem_range(flags: number, first: number, last: number, zone: number, warning: number): Kfn {
  const list = yield step(scan_directory);
  let stdout = 0;
  let stderr = warning;
  let done = 0;
  for (let from = first; ;) {
    const blockId = yield step(next_listed, list, from, 0);
    if (blockId < 0 || blockId > last) break;
    from = blockId + 1;
    const came = yield call(chmem_block, blockId, flags, zone);
    const killed = yield step(is_killed);
    if (killed !== 0) return toolResult(KILLED, stdout, stderr);
    if (came < 0 || came === PASSED_OVER) {
      stderr = yield step(say_failed, stderr, blockId, flags, came < 0 ? came : 0, stdout);
      continue;
    }
    done++;
    if ((flags & VERBOSE) !== 0) stdout = yield step(say_done, stdout, blockId, flags, came);
  }
  const all = last - first + 1;
  return toolResult(done === all ? 0 : done === 0 ? 1 : SOME, stdout, stderr);
}

/** The program for a command line (without the name). */
export function compileChmem(k: Kernel, words: readonly string[]): Program {
  const hasZones = nextBlock(k, 0, 1) === 0;
  const plan = chmemArguments(words, k.constants.blockSizeBytes, hasZones);
  if ('exitCode' in plan) return early(k, plan);
  const flags =
    (plan.enable ? ENABLE : 0) |
    (plan.verbose ? VERBOSE : 0) |
    ('blocks' in plan.what ? BY_SIZE : 0) |
    (hasZones ? HAS_ZONES : 0);
  const warning = k.names.id(plan.warning);
  return 'blocks' in plan.what
    ? { fn: chmem_size, args: [flags, plan.what.blocks, plan.zone, warning] }
    : { fn: chmem_range, args: [flags, plan.what.first, plan.what.last, plan.zone, warning] };
}

kernelFunctions('chmem', { chmem_size, chmem_range, chmem_block });
