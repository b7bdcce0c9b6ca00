/**
 * `hotplug merge`: the shards of one search become the report of the whole.
 */
import { failure, success, type Result } from '#lib/capture/result.ts';
import { Exploration } from '#lib/explore/explore.ts';
import type { ExploreReport } from '#lib/explore/report.ts';
import type { CardKernel } from '#lib/explore/review-card.ts';
import { checkShards, type NamedShard } from '#lib/explore/shard/check-shards.ts';
import { learntBy, mergeShards, outdatedShards } from '#lib/explore/shard/merge.ts';
import { shardOf, type ShardFound } from '#lib/explore/shard/shard.ts';
import { readShardFile, type ShardFile } from '#lib/explore/shard/shard-file.ts';
import type { Program } from '#lib/scenario/program.ts';
import type { Given } from './arguments.ts';
import { search } from './explore-command.ts';
import { finishReports, printReport } from './explore-output.ts';
import { fail, nameOf, type Io } from './io.ts';
import { loadText, programFor, programTrouble, type Trouble } from './load.ts';

function readShards(paths: readonly string[], io: Io): Result<readonly ShardFile[], Trouble> {
  const shards: NamedShard[] = [];
  for (const path of paths) {
    const read = io.read(path);
    if (!read.ok) return failure([read.error]);
    const file = readShardFile(read.value);
    if (!file.ok) return failure([`${nameOf(path)}: ${file.error}`]);
    shards.push({ name: nameOf(path), file: file.value });
  }
  const checked = checkShards(shards);
  return checked.ok ? checked : failure([checked.error]);
}

/**
 * Joins the shards of a program. One that has passed over what another has seen to matter speaks of other states than
 * the rest: it is searched again here, knowing what all know.
 */
async function merge(
  program: Program,
  first: readonly ShardFound[],
  { options }: ShardFile,
  io: Io,
): Promise<Result<ExploreReport, Trouble>> {
  const shards = [...first];
  for (let outdated = outdatedShards(shards); outdated.length > 0; outdated = outdatedShards(shards)) {
    const learnt = learntBy(shards);
    for (const index of outdated) {
      const share = { index, count: shards.length };
      const made = Exploration.of(program, { ...options, share, learnt });
      if (!made.ok) return failure(programTrouble('the text of the shards', made.error));
      await search(made.value, program.variant, io);
      shards[index] = shardOf(made.value);
    }
    if (io.isInterrupted()) break;
  }
  return success(mergeShards(program, shards));
}

export async function mergeCommand(given: Given, io: Io): Promise<number> {
  const files = readShards(given.operands, io);
  if (!files.ok) return fail(io, 'merge', files.error);
  const [first] = files.value as readonly [ShardFile, ...ShardFile[]];
  const loaded = loadText({ ...io, read: () => success(first.text) }, 'the text of the shards');
  if (!loaded.ok) return fail(io, 'merge', loaded.error);
  const explored: CardKernel<ExploreReport>[] = [];
  for (const [i, { found }] of first.kernels.entries()) {
    const program = programFor(loaded.value, found.variant);
    if (!program.ok) return fail(io, 'merge', program.error);
    const shards = files.value.map(({ kernels }) => kernels[i]!.found);
    const report = await merge(program.value, shards, first, io);
    if (!report.ok) return fail(io, 'merge', report.error);
    explored.push({ program: program.value, report: report.value });
    printReport(explored.at(-1)!, i === 0, given, io);
  }
  return finishReports(explored, loaded.value, given, io);
}
