/**
 * What a shard has found, as a file that travels: JSON with a checksum, so that damage is told from difference.
 */
import { InvalidPlace, JsonPlace } from '#lib/capture/json-place.ts';
import { failure, success, type Result } from '#lib/capture/result.ts';
import type { LearntAccess } from '../conflicts.ts';
import type { Way } from '../witness.ts';
import { fromBase64, toBase64 } from './base64.ts';
import { nameOfText, textOfName } from './names.ts';
import type { ShardAnytime, ShardFound } from './shard.ts';
import type { ShareOf } from './share.ts';

export const SHARD_FORMAT = 'hotplug-shard/1';
/** More shards than that have nothing left to do. */
export const MOST_SHARDS = 10_000;

/** What was found on one kernel, and a name for everything that was searched. */
export interface ShardKernel {
  readonly fingerprint: string;
  readonly found: ShardFound;
}

export interface ShardFile {
  /** The scenario, as the printer writes it. */
  readonly text: string;
  readonly options: { readonly reduce: boolean; readonly mostStates: number };
  readonly share: ShareOf;
  readonly kernels: readonly ShardKernel[];
}

const way = (turns: Way): string => turns.map(({ actor, steps }) => `${actor}.${steps}`).join(' ');

function readWay(text: string): Way {
  if (text === '') return [];
  return text.split(' ').map((turn) => {
    const [actor, steps] = turn.split('.');
    return { actor: Number(actor), steps: Number(steps) };
  });
}

const wayOrNull = (turns: Way | null): string | null => (turns === null ? null : way(turns));
const readWayOrNull = (text: string | null): Way | null => (text === null ? null : readWay(text));

type Packed = readonly [number, number, 0 | 1, number, number, 0 | 1, 0 | 1];

function packAccess({ cell, actor, isWrite, locks, isRelease, wasPassedOver }: LearntAccess): Packed {
  const bit = (flag: boolean): 0 | 1 => (flag ? 1 : 0);
  return [cell, actor, bit(isWrite), locks.mask, locks.block, bit(isRelease), bit(wasPassedOver)];
}

function unpackAccess([cell, actor, isWrite, mask, block, isRelease, wasPassedOver]: Packed): LearntAccess {
  return {
    cell,
    actor,
    isWrite: isWrite === 1,
    locks: { mask, block },
    isRelease: isRelease === 1,
    wasPassedOver: wasPassedOver === 1,
  };
}

function plain({ fingerprint, found }: ShardKernel) {
  const { states, runs, ends, anytime, breaches, learnt, ...rest } = found;
  return {
    fingerprint,
    ...rest,
    states: toBase64(new Uint8Array(states.buffer)),
    runs: runs === null ? null : String(runs),
    ends: ends.map((end) => ({ ...end, way: way(end.way) })),
    anytime: anytime.map(({ condition, holds, witness, counterexample }) => ({
      condition,
      holds: toBase64(holds),
      witness: wayOrNull(witness),
      counterexample: wayOrNull(counterexample),
    })),
    breaches: breaches.map((breach) => ({ ...breach, way: way(breach.way) })),
    learnt: learnt.map(packAccess),
  };
}

type PlainKernel = ReturnType<typeof plain>;

function restore({ fingerprint, ...kernel }: PlainKernel): ShardKernel {
  return {
    fingerprint,
    found: {
      ...kernel,
      states: new Uint32Array(fromBase64(kernel.states).buffer),
      runs: kernel.runs === null ? null : BigInt(kernel.runs),
      ends: kernel.ends.map((end) => ({ ...end, way: readWay(end.way) })),
      anytime: kernel.anytime.map(({ condition, holds, witness, counterexample }): ShardAnytime => ({
        condition,
        holds: fromBase64(holds),
        witness: readWayOrNull(witness),
        counterexample: readWayOrNull(counterexample),
      })),
      breaches: kernel.breaches.map((breach) => ({ ...breach, way: readWay(breach.way) })),
      learnt: kernel.learnt.map(unpackAccess),
    },
  };
}

/** The text of a file. Shards count from 1 in it. */
export function shardFileText({ text, options, share, kernels }: ShardFile): string {
  const body = {
    format: SHARD_FORMAT,
    shard: share.index + 1,
    of: share.count,
    text,
    options,
    kernels: kernels.map(plain),
  };
  return JSON.stringify({ ...body, check: textOfName(nameOfText(JSON.stringify(body))) });
}

const ADVICE = 'write it again with hotplug explore --shard';

/** Reads a file; the error is a sentence without the name of the file. */
export function readShardFile(text: string): Result<ShardFile, string> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return failure(`this is not JSON (${error instanceof Error ? error.message : ''}); ${ADVICE}`);
  }
  try {
    return readValue(new JsonPlace(value), value);
  } catch (error) {
    if (!(error instanceof InvalidPlace)) throw error;
    const { what, path, why } = error.problem;
    return failure(`${path}: ${what}: ${why}; ${ADVICE}`);
  }
}

function readValue(place: JsonPlace, value: unknown): Result<ShardFile, string> {
  place.at('format').oneOf([SHARD_FORMAT]);
  const count = place.at('of').integer(1, MOST_SHARDS);
  const index = place.at('shard').integer(1, count) - 1;
  const { check, ...body } = value as Record<string, unknown>;
  if (check !== textOfName(nameOfText(JSON.stringify(body)))) {
    return failure(`shard ${index + 1}/${count} was changed after it was written; ${ADVICE}`);
  }
  // The checksum says that what follows is what `plain` has made.
  const { text, options, kernels } = body as unknown as Pick<ShardFile, 'text' | 'options'> & {
    readonly kernels: readonly PlainKernel[];
  };
  return success({ text, options, share: { index, count }, kernels: kernels.map(restore) });
}
