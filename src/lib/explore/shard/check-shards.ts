/**
 * Do some files hold all shards of one search, each once?
 */
import { failure, success, type Result } from '#lib/capture/result.ts';
import type { ShardFile } from './shard-file.ts';

export interface NamedShard {
  readonly name: string;
  readonly file: ShardFile;
}

const titleOf = ({ text }: ShardFile): string => /^scenario +(.*)$/m.exec(text)?.[1] ?? 'without a title';
const kernelsOf = ({ kernels }: ShardFile): string => kernels.map(({ found }) => found.variant).join(', ');

function optionsOf({ options: { reduce, mostStates } }: ShardFile): string {
  return `--max-states ${mostStates}${reduce ? '' : ' --no-reduce'}`;
}

/** What two files must have in common, and how its absence is told. */
function difference(a: NamedShard, b: NamedShard): string | null {
  const both = `${a.name} and ${b.name}`;
  if (a.file.text !== b.file.text) {
    const [one, other] = [titleOf(a.file), titleOf(b.file)];
    const titles = one === other ? `both ${one}` : `${one}, ${other}`;
    return `${both} are shards of different texts (${titles}); merge shards of one text`;
  }
  if (kernelsOf(a.file) !== kernelsOf(b.file)) {
    return `${both} are of different kernels (${kernelsOf(a.file)}; ${kernelsOf(b.file)}); name the same for all shards`;
  }
  if (optionsOf(a.file) !== optionsOf(b.file)) {
    return `${both} were made with different options (${optionsOf(a.file)}; ${optionsOf(b.file)}); give all shards the same`;
  }
  const [one, other] = [a.file.share.count, b.file.share.count];
  if (one !== other)
    return `${both} divide the work differently (by ${one}, by ${other}); take one N for all`;
  const isOneModel = a.file.kernels.every(
    ({ fingerprint }, i) => fingerprint === b.file.kernels[i]!.fingerprint,
  );
  if (!isOneModel) return `${both} were made by different editions of hotplug; use one for all shards`;
  return null;
}

/** The shards in their order, or a sentence about what is wrong with them. */
export function checkShards(shards: readonly NamedShard[]): Result<readonly ShardFile[], string> {
  const [first] = shards;
  if (first === undefined) return failure('there is no shard to merge');
  const byIndex = new Map<number, NamedShard>();
  for (const shard of shards) {
    const trouble = difference(first, shard);
    if (trouble !== null) return failure(trouble);
    const { index, count } = shard.file.share;
    const known = byIndex.get(index);
    if (known !== undefined) {
      return failure(
        `shard ${index + 1}/${count} is given twice (${known.name}, ${shard.name}); leave one out`,
      );
    }
    byIndex.set(index, shard);
  }
  const { count } = first.file.share;
  const missing = Array.from({ length: count }, (_, index) => index).filter((index) => !byIndex.has(index));
  if (missing.length > 0) {
    const named = missing.slice(0, 8).map((index) => `${index + 1}/${count}`);
    const rest = missing.length > named.length ? ` and ${missing.length - named.length} more` : '';
    const are = missing.length === 1 ? 'shard' : 'shards';
    return failure(
      `${are} ${named.join(', ')}${rest} missing; run hotplug explore --shard ${named[0]} and give its output`,
    );
  }
  return success(Array.from({ length: count }, (_, index) => byIndex.get(index)!.file));
}
