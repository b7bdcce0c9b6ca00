/**
 * The model counts pages of 4 KiB and has blocks from 128 MiB on, as x86-64. What other machines have is turned into
 * that, and said.
 */
import { PAGE_SIZE_BYTES } from '#lib/hotplug/state/units.ts';
import { blockWords, sizeWords, type Findings, type JoinedFacts, type SeenBlock } from './joined.ts';

const SMALLEST_BLOCK = 128 * 2 ** 20;
const OTHER_PAGES = [16_384, 65_536];

/** The page size when nothing says it: that with which the zones end where the blocks do. */
function guessedPageSize(facts: JoinedFacts, findings: Findings): number {
  const { zones = [], blocks, blockSizeBytes } = facts;
  const endPfn = Math.max(0, ...zones.map(({ startPfn, spannedPages }) => startPfn + spannedPages));
  const blocksEnd = ((blocks.at(-1)?.id ?? -1) + 1) * blockSizeBytes;
  // Offline blocks are in no zone: the zones may end lower, but never higher.
  const fits = OTHER_PAGES.find(
    (bytes) => endPfn * bytes <= blocksEnd && endPfn * bytes > blocksEnd - blockSizeBytes,
  );
  if (fits === undefined || endPfn === 0) return PAGE_SIZE_BYTES;
  findings.assume(`Pages have ${sizeWords(fits)}.`, 'With it the zones end where the blocks do.');
  return fits;
}

function widerBlocks(facts: JoinedFacts, findings: Findings): JoinedFacts {
  const factor = SMALLEST_BLOCK / facts.blockSizeBytes;
  const joined = new Map<number, SeenBlock>();
  const counts = new Map<number, number>();
  const mixed = new Set<number>();
  for (const block of facts.blocks) {
    const id = Math.floor(block.id / factor);
    counts.set(id, (counts.get(id) ?? 0) + 1);
    const known = joined.get(id);
    if (known === undefined) joined.set(id, { ...block, id });
    else if (
      known.state !== block.state ||
      known.nid !== block.nid ||
      String(known.zones) !== String(block.zones)
    )
      mixed.add(id);
  }
  findings.assume(
    `Blocks of ${sizeWords(facts.blockSizeBytes)} are shown ${factor} at a time as blocks of 128 MiB.`,
    'The model has no smaller ones. Numbers of blocks are those of the larger ones.',
  );
  const partly = [...counts].filter(([, count]) => count < factor).map(([id]) => id);
  if (mixed.size > 0)
    findings.assume(
      `${blockWords([...mixed].sort((a, b) => a - b))}: shown as the first of the small blocks in each.`,
      'They differ within one block of the model.',
    );
  if (partly.length > 0)
    findings.assume(
      `${blockWords(partly)}: shown as whole.`,
      'Only some of the small blocks in them are there.',
    );
  return { ...facts, blockSizeBytes: SMALLEST_BLOCK, blocks: [...joined.values()] };
}

/** The facts in pages of 4 KiB and blocks that the model has. */
export function toModelUnits(facts: JoinedFacts, findings: Findings): JoinedFacts {
  const pageBytes = facts.pageSizeBytes ?? guessedPageSize(facts, findings);
  const scale = pageBytes / PAGE_SIZE_BYTES;
  let scaled = facts;
  if (scale !== 1) {
    findings.assume(
      `Counts of pages are multiplied by ${scale}.`,
      `The machine has pages of ${sizeWords(pageBytes)}, the model counts pages of 4 KiB.`,
    );
    const zones = facts.zones?.map((zone) => ({
      ...zone,
      startPfn: zone.startPfn * scale,
      spannedPages: zone.spannedPages * scale,
      presentPages: zone.presentPages * scale,
      managedPages: zone.managedPages * scale,
    }));
    scaled = { ...facts, ...(zones === undefined ? {} : { zones }) };
  }
  return scaled.blockSizeBytes < SMALLEST_BLOCK ? widerBlocks(scaled, findings) : scaled;
}
