/**
 * Joins what pieces say about blocks: their size, which there are, and for each its state, node and zones.
 */
import { failure, success, type Result } from '../result.ts';
import { pieceName, type Piece, type SeenRange } from './facts.ts';
import { blockWords, sizeWords, type Findings, type ImportError, type SeenBlock } from './joined.ts';

const MIB = 2 ** 20;
/** As many as 128 TiB in blocks of 128 MiB. */
const MOST_BLOCKS = 2 ** 20;
const HIGHEST_ADDRESS = 2 ** 52;

/** The size of a block that rows with both addresses and numbers imply; null when no row does. */
function impliedSize(ranges: readonly SeenRange[]): number | null {
  for (const { startBytes, sizeBytes, first, last } of ranges) {
    if (startBytes === null || sizeBytes === null || first === null || last === null) continue;
    return sizeBytes / (last - first + 1);
  }
  return null;
}

/** Rows with sizes rounded for people: the power of two that all of them are near to. */
function roundedSize(ranges: readonly SeenRange[]): number | null {
  for (const { sizeBytes, first, last } of ranges) {
    if (sizeBytes === null || first === null || last === null) continue;
    const bytes = 2 ** Math.round(Math.log2(sizeBytes / (last - first + 1)));
    return bytes;
  }
  return null;
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}

/** Largest power of two that a number is a multiple of. */
function alignment(bytes: number): number {
  let power = 1;
  while (bytes !== 0 && bytes % (power * 2) === 0 && power < 2 ** 36) power *= 2;
  return power;
}

/** The size of a block, as said or guessed. */
export function joinBlockSize(pieces: readonly Piece[], findings: Findings): Result<number, ImportError> {
  const said = pieces.flatMap((piece) => {
    const bytes = piece.facts.blockSizeBytes ?? impliedSize(piece.facts.ranges ?? []);
    return bytes === null ? [] : [{ piece, bytes }];
  });
  const [first] = said;
  const other = said.find(({ bytes }) => bytes !== first!.bytes);
  if (first !== undefined && other !== undefined) {
    findings.contradict(
      'The pieces have blocks of different sizes: they may come from different machines.',
      [first, other].map(({ piece, bytes }) => `${pieceName(piece)} has blocks of ${sizeWords(bytes)}.`),
      `Blocks of ${sizeWords(first.bytes)} are used.`,
    );
  }
  const bytes = first?.bytes ?? guessedSize(pieces, findings);
  if (Number.isInteger(Math.log2(bytes)) && bytes >= MIB && bytes <= 64 * 1024 * MIB) return success(bytes);
  return failure({
    what: `A memory block cannot have ${sizeWords(bytes)}.`,
    why: 'Its size is a power of two, at most 64 GiB.',
    remedy: 'Look at /sys/devices/system/memory/block_size_bytes (hex), or run capture.sh.',
  });
}

function guessedSize(pieces: readonly Piece[], findings: Findings): number {
  const ranges = pieces.flatMap(({ facts }) => facts.ranges ?? []);
  const rounded = roundedSize(ranges);
  if (rounded !== null) {
    findings.assume(
      `Blocks have ${sizeWords(rounded)}.`,
      'It is what sizes and block numbers come to; sizes are rounded.',
    );
    return rounded;
  }
  const ends = ranges.flatMap(({ startBytes, sizeBytes }) =>
    sizeBytes === null ? [] : startBytes === null ? [sizeBytes] : [startBytes, startBytes + sizeBytes],
  );
  const common = alignment(ends.reduce(greatestDivisor, 0));
  const bytes = ends.length === 0 ? 128 * MIB : Math.min(common, 128 * MIB);
  findings.assume(
    `Blocks have ${sizeWords(bytes)}.`,
    'Nothing says how large a block is; x86-64 has 128 MiB below 64 GiB of RAM. All ranges fit it.',
  );
  return bytes;
}

interface Placed extends SeenRange {
  readonly from: number;
  readonly to: number;
}

/** The numbers of the first and last block of each row. Rows without a place follow each other. */
function placed(piece: Piece, blockBytes: number, findings: Findings): Placed[] {
  let [end, cutOff, laidOut] = [0, 0, false];
  const rows = (piece.facts.ranges ?? []).flatMap((range): Placed[] => {
    let from = range.first;
    let to = range.last;
    if (from === null || to === null) {
      const sizeBytes = range.sizeBytes ?? blockBytes;
      if (range.startBytes === null) laidOut = true;
      const startBytes = range.startBytes ?? end * blockBytes;
      from = Math.floor(startBytes / blockBytes);
      to = Math.max(from, Math.ceil((startBytes + sizeBytes) / blockBytes) - 1);
    }
    end = to + 1;
    if (end * blockBytes > HIGHEST_ADDRESS) {
      cutOff++;
      return [];
    }
    return [{ ...range, from, to }];
  });
  if (laidOut)
    findings.assume(
      'The ranges follow each other from address 0.',
      `${pieceName(piece)} shows no addresses.`,
    );
  if (cutOff > 0)
    findings.contradict(
      'A range lies above 2^52, where no machine has memory.',
      [`${pieceName(piece)} has ${cutOff} of them.`],
      'They are left out.',
    );
  return rows;
}

interface OpenBlock {
  state: SeenBlock['state'];
  nid: SeenBlock['nid'];
  nids?: readonly number[];
  zones: SeenBlock['zones'];
  /** Index of the piece that said it. */
  by: Record<'state' | 'nid' | 'zones', number>;
}

const FIELD_WORDS = { state: 'states', nid: 'nodes', zones: 'zones' } as const;
type Field = keyof typeof FIELD_WORDS;

class BlockJoin {
  readonly #blocks = new Map<number, OpenBlock>();
  readonly #differences = new Map<string, { field: Field; a: number; b: number; ids: number[] }>();
  readonly #pieces: readonly Piece[];

  constructor(pieces: readonly Piece[]) {
    this.#pieces = pieces;
  }

  take(range: Placed, piece: number): void {
    for (let id = range.from; id <= range.to; id++) {
      let block = this.#blocks.get(id);
      if (block === undefined) {
        block = { state: null, nid: null, zones: null, by: { state: -1, nid: -1, zones: -1 } };
        this.#blocks.set(id, block);
      }
      this.#merge(block, 'state', range.state, id, piece);
      this.#merge(block, 'nid', range.nid, id, piece);
      this.#merge(block, 'zones', range.zones, id, piece);
      if (range.nids !== undefined) block.nids ??= range.nids;
    }
  }

  #merge<F extends Field>(block: OpenBlock, field: F, value: OpenBlock[F], id: number, piece: number): void {
    if (value === null) return;
    const known = block[field];
    if (known === null) {
      block[field] = value;
      block.by[field] = piece;
      return;
    }
    if (known === value || String(known) === String(value)) return;
    const a = block.by[field];
    const key = `${field} ${a} ${piece}`;
    const difference = this.#differences.get(key) ?? { field, a, b: piece, ids: [] };
    this.#differences.set(key, difference);
    difference.ids.push(id);
  }

  tell(findings: Findings): void {
    for (const { field, a, b, ids } of this.#differences.values()) {
      ids.sort((x, y) => x - y);
      const [first, second] = [pieceName(this.#pieces[a]!), pieceName(this.#pieces[b]!)];
      findings.contradict(
        `Two pieces say different ${FIELD_WORDS[field]} of ${blockWords(ids)}.`,
        [`${first} and ${second} do not agree; one was perhaps read later.`],
        `${first} is used.`,
      );
    }
  }

  get ids(): ReadonlySet<number> {
    return new Set(this.#blocks.keys());
  }

  sorted(): SeenBlock[] {
    return [...this.#blocks]
      .sort(([a], [b]) => a - b)
      .map(([id, { state, nid, nids, zones }]) => ({
        id,
        state,
        nid,
        zones,
        ...(nids === undefined ? {} : { nids }),
      }));
  }
}

/** Every block that some piece shows. */
export function joinBlocks(
  pieces: readonly Piece[],
  blockBytes: number,
  findings: Findings,
): Result<SeenBlock[], ImportError> {
  const rows = pieces.map((piece) => placed(piece, blockBytes, findings));
  const count = rows.flat().reduce((sum, { from, to }) => sum + to - from + 1, 0);
  if (count > MOST_BLOCKS * 4)
    return failure({
      what: `There are more than ${MOST_BLOCKS} blocks.`,
      why: 'That is more than 128 TiB of memory.',
      remedy: 'Look whether a range is mistyped.',
    });
  const join = new BlockJoin(pieces);
  const wholes: { piece: Piece; ids: Set<number> }[] = [];
  for (const [i, piece] of pieces.entries()) {
    for (const range of rows[i]!) join.take(range, i);
    if (piece.facts.isWhole !== true) continue;
    const ids = new Set<number>();
    for (const { from, to } of rows[i]!) for (let id = from; id <= to; id++) ids.add(id);
    wholes.push({ piece, ids });
  }
  join.tell(findings);
  const { ids: all } = join;
  for (const { piece, ids } of wholes) {
    if (ids.size === all.size) continue;
    const missing = [...all].filter((id) => !ids.has(id)).sort((a, b) => a - b);
    findings.contradict(
      `${blockWords(missing)} ${missing.length === 1 ? 'is' : 'are'} not in every list of blocks.`,
      [`${pieceName(piece)} does not have ${missing.length === 1 ? 'it' : 'them'}; another piece does.`],
      'All of them are used.',
    );
  }
  return success(join.sorted());
}
