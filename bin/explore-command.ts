/**
 * `hotplug explore`: every order, on one kernel or several; or one shard of it, for `hotplug merge`.
 */
import { failure, success, type Result } from '#lib/capture/result.ts';
import { Exploration, MOST_STATES, type ExploreOptions } from '#lib/explore/explore.ts';
import type { ExploreReport } from '#lib/explore/report.ts';
import type { CardKernel } from '#lib/explore/review-card.ts';
import { shardOf } from '#lib/explore/shard/shard.ts';
import { MOST_SHARDS, shardFileText, type ShardKernel } from '#lib/explore/shard/shard-file.ts';
import type { ShareOf } from '#lib/explore/shard/share.ts';
import { VARIANT_IDS, type VariantId } from '#lib/hotplug/variants/index.ts';
import type { Program } from '#lib/scenario/program.ts';
import { printScenario } from '#lib/scenario/text/print.ts';
import type { Given } from './arguments.ts';
import { finishReports, printReport } from './explore-output.ts';
import { fail, type Io } from './io.ts';
import { kernelNamed, loadText, programFor, programTrouble, type LoadedText, type Trouble } from './load.ts';

/** How long the search goes on before it looks up. */
const SLICE_MS = 100;

function kernelsGiven(loaded: LoadedText, given: Given): Result<readonly VariantId[], Trouble> {
  if (given.has('all-kernels')) return success(VARIANT_IDS);
  const words = given.values('kernel').flatMap((value) => value.split(','));
  if (words.length === 0) return success(loaded.kernels);
  const ids: VariantId[] = [];
  for (const word of words) {
    const id = kernelNamed(word);
    if (!id.ok) return id;
    ids.push(id.value);
  }
  return success(ids);
}

/** A whole number of an option, or a sentence. */
function mostStates(given: Given): Result<number, Trouble> {
  const word = given.value('max-states');
  if (word === null) return success(MOST_STATES);
  const number = Number(word.replaceAll(/[,_]/g, ''));
  if (Number.isInteger(number) && number >= 1) return success(number);
  return failure([`--max-states wants a whole number from 1 on, not ${word}`]);
}

const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Goes on until the search is over or the user wants an end. */
export async function search(exploration: Exploration, variant: VariantId, io: Io): Promise<void> {
  const begun = performance.now();
  for (;;) {
    const until = performance.now() + SLICE_MS;
    if (exploration.run(() => performance.now() < until) || io.isInterrupted()) break;
    const perSecond = Math.round(exploration.states / ((performance.now() - begun) / 1000));
    io.progress(
      `${variant}: ${exploration.states.toLocaleString('en')} states, ${perSecond.toLocaleString('en')}/s`,
    );
    await pause();
  }
  io.progress(null);
}

/** `2/8`: the second of eight shards. */
function shareGiven(given: Given): Result<ShareOf | null, Trouble> {
  const word = given.value('shard');
  if (word === null) return success(null);
  const [, index = '', count = ''] = /^(\d{1,5})\/(\d{1,5})$/.exec(word) ?? [];
  const share = { index: Number(index) - 1, count: Number(count) };
  if (count === '' || share.index < 0 || share.index >= share.count || share.count > MOST_SHARDS) {
    return failure([`--shard wants I/N with I from 1 to N and N up to ${MOST_SHARDS}, not ${word}`]);
  }
  if (given.has('card')) return failure(['--shard writes JSON for hotplug merge; give --card to merge']);
  return success(share);
}

/** Every order of one program, as far as the options say. */
async function explore(
  program: Program,
  loaded: LoadedText,
  options: ExploreOptions,
  io: Io,
): Promise<Result<Exploration, Trouble>> {
  const made = Exploration.of(program, options);
  if (!made.ok) return failure(programTrouble(loaded.name, made.error));
  await search(made.value, program.variant, io);
  return made;
}

export async function exploreCommand(given: Given, io: Io): Promise<number> {
  const loaded = loadText(io, given.operands[0]!);
  if (!loaded.ok) return fail(io, 'explore', loaded.error);
  const kernels = kernelsGiven(loaded.value, given);
  if (!kernels.ok) return fail(io, 'explore', kernels.error);
  const most = mostStates(given);
  if (!most.ok) return fail(io, 'explore', most.error);
  const share = shareGiven(given);
  if (!share.ok) return fail(io, 'explore', share.error);
  const options = { reduce: !given.has('no-reduce'), mostStates: most.value };
  const explored: CardKernel<ExploreReport>[] = [];
  const shards: ShardKernel[] = [];
  for (const kernel of kernels.value) {
    if (io.isInterrupted()) break;
    const program = programFor(loaded.value, kernel);
    if (!program.ok) return fail(io, 'explore', program.error);
    const shared = share.value === null ? options : { ...options, share: share.value };
    const exploration = await explore(program.value, loaded.value, shared, io);
    if (!exploration.ok) return fail(io, 'explore', exploration.error);
    if (share.value !== null) {
      shards.push({ found: shardOf(exploration.value), fingerprint: exploration.value.search.fingerprint });
      continue;
    }
    explored.push({ program: program.value, report: exploration.value.report() });
    printReport(explored.at(-1)!, explored.length === 1, given, io);
  }
  if (share.value === null) return finishReports(explored, loaded.value, given, io);
  const text = printScenario(loaded.value.syntax);
  io.out(`${shardFileText({ text, options, share: share.value, kernels: shards })}\n`);
  for (const { found } of shards) {
    if (!found.isComplete)
      io.err(`hotplug explore: ${found.variant}: this shard is not complete, so what merge says will not be`);
  }
  return 0;
}
