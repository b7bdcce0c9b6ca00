/**
 * lsmem as a program. Its reading of all files is one moment here: it changes nothing, so nobody else can tell.
 */
import type { Kernel } from '../../state/kernel.ts';
import { isOnline, stateWord } from '../../state/blocks.ts';
import { defineOp, step, type Kfn } from '../../run/effects.ts';
import { kernelFunctions } from '../../run/registry.ts';
import { listBlocks } from '../files.ts';
import { validZones } from '../show.ts';
import { lsmemArguments } from './lsmem-arguments.ts';
import {
  lsmemText,
  type LsmemOptions,
  type MemoryState,
  type ReadBlock,
  type ReadMemory,
} from './lsmem-text.ts';
import { early, type Program } from './program.ts';
import { toolResult } from './result.ts';

function readBlock(k: Kernel, id: number): ReadBlock {
  return {
    id,
    state: isOnline(k, id) ? 'online' : (stateWord(k, id) as MemoryState),
    isRemovable: true,
    nid: k.blocks.nid.get(id),
    zones: validZones(k, id).split(' '),
  };
}

/** What lsmem reads from a kernel. */
export function readMemory(k: Kernel): ReadMemory {
  return {
    blockSizeBytes: k.constants.blockSizeBytes,
    blocks: listBlocks(k).map((id) => readBlock(k, id)),
  };
}

/** What lsmem prints with these options. */
export function lsmemOf(k: Kernel, options: LsmemOptions): string {
  return lsmemText(readMemory(k), options);
}

const list_memory = defineOp('lsmem', 'read every block and print', (k, options: number) =>
  k.names.id(lsmemOf(k, JSON.parse(k.names.text(options)) as LsmemOptions)),
);

/** `options` is the name number of its options as JSON. */
export function* lsmem(options: number): Kfn {
  const text = yield step(list_memory, options);
  return toolResult(0, text);
}

/** The program for a command line (without the name). */
export function compileLsmem(k: Kernel, words: readonly string[]): Program {
  const read = lsmemArguments(words);
  return 'exitCode' in read ? early(k, read) : { fn: lsmem, args: [k.names.id(JSON.stringify(read))] };
}

kernelFunctions('lsmem', { lsmem });
