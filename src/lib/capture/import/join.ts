/**
 * Joins pieces to one machine: every fact from the piece that knows it best, whatever disagrees is told, whatever is
 * missing is guessed and said.
 */
import { failure, success, type Result } from '../result.ts';
import { checkAgainstEachOther } from './cross-check.ts';
import { describeImported } from './describe.ts';
import {
  pieceName,
  type Facts,
  type Form,
  type Piece,
  type SeenDax,
  type SeenNode,
  type SeenSettings,
} from './facts.ts';
import { guessBlocks } from './guess-blocks.ts';
import { joinBlocks, joinBlockSize } from './join-blocks.ts';
import { Findings, type ImportedMachine, type ImportError, type JoinedFacts } from './joined.ts';
import { toModelUnits } from './model-units.ts';

/** Files say more than tools, tools with numbers more than logs. */
const RANK: Readonly<Record<Form, number>> = {
  'files of sysfs': 0,
  'recorded run': 1,
  'capture.sh': 1,
  lsmem: 2,
  '/proc/iomem': 3,
  '/proc/zoneinfo': 3,
  '/proc/meminfo': 3,
  'daxctl list': 4,
  'ndctl list': 5,
  'numactl -H': 6,
  'kernel log': 7,
};

type Scalar =
  | 'onlineBytes'
  | 'offlineBytes'
  | 'pageSizeBytes'
  | 'arch'
  | 'release'
  | 'variant'
  | 'cmdline'
  | 'memTotalBytes';
const SCALARS: readonly (readonly [Scalar, string])[] = [
  ['onlineBytes', 'total of online memory'],
  ['offlineBytes', 'total of offline memory'],
  ['pageSizeBytes', 'page size'],
  ['arch', 'architecture'],
  ['release', 'kernel release'],
  ['variant', 'kernel of the model'],
  ['cmdline', 'kernel command line'],
  ['memTotalBytes', 'MemTotal'],
];

function joinScalars(pieces: readonly Piece[], findings: Findings): Pick<Facts, Scalar> {
  const facts: Record<string, unknown> = {};
  for (const [name, words] of SCALARS) {
    const said = pieces.filter((piece) => piece.facts[name] !== undefined);
    const [first] = said;
    if (first === undefined) continue;
    facts[name] = first.facts[name];
    const other = said.find((piece) => piece.facts[name] !== first.facts[name]);
    // Memory is used between two readings; commands run one after the other.
    if (other === undefined || name === 'memTotalBytes') continue;
    findings.contradict(
      `Two pieces have a different ${words}.`,
      [first, other].map((piece) => `${pieceName(piece)}: ${String(piece.facts[name])}`),
      `${pieceName(first)} is used.`,
    );
  }
  return facts;
}

/** The first of the pieces that has a list, with a contradiction if another has a different one. */
function joinList<F extends 'resources' | 'zones'>(
  pieces: readonly Piece[],
  field: F,
  findings: Findings,
): Pick<Facts, F> {
  const said = pieces.filter((piece) => (piece.facts[field]?.length ?? 0) > 0);
  const [first] = said;
  if (first === undefined) return {} as Pick<Facts, F>;
  const text = JSON.stringify(first.facts[field]);
  const other = said.find((piece) => JSON.stringify(piece.facts[field]) !== text);
  if (other !== undefined)
    findings.contradict(
      `${first.form} is there twice, with different content.`,
      [`${pieceName(first)} and ${pieceName(other)} do not agree.`],
      `${pieceName(first)} is used.`,
    );
  return { [field]: first.facts[field] } as Pick<Facts, F>;
}

function joinNodes(pieces: readonly Piece[]): SeenNode[] {
  const nodes = new Map<number, SeenNode>();
  for (const { facts } of pieces)
    for (const node of facts.nodes ?? []) nodes.set(node.nid, { ...node, ...nodes.get(node.nid) });
  return [...nodes.values()].sort((a, b) => a.nid - b.nid);
}

/** What one piece says of a device fills what another leaves open. */
function joinDax(pieces: readonly Piece[], findings: Findings): SeenDax[] {
  const devices = new Map<string, SeenDax>();
  for (const piece of pieces) {
    for (const device of piece.facts.dax ?? []) {
      const known = devices.get(device.name);
      if (known === undefined) {
        devices.set(device.name, device);
        continue;
      }
      if (known.sizeBytes !== null && device.sizeBytes !== null && known.sizeBytes !== device.sizeBytes)
        findings.contradict(
          `Two pieces have a different size of ${device.name}.`,
          [`One has ${known.sizeBytes} bytes, ${pieceName(piece)} ${device.sizeBytes}.`],
          `${known.sizeBytes} bytes are used.`,
        );
      devices.set(device.name, {
        name: device.name,
        targetNode: known.targetNode ?? device.targetNode,
        sizeBytes: known.sizeBytes ?? device.sizeBytes,
        alignBytes: known.alignBytes ?? device.alignBytes,
        ranges: known.ranges.length > 0 ? known.ranges : device.ranges,
        isSystemRam: known.isSystemRam ?? device.isSystemRam,
        memmapOnMemory: known.memmapOnMemory ?? device.memmapOnMemory,
        attribute: known.attribute ?? device.attribute,
      });
    }
  }
  return [...devices.values()];
}

function joinFacts(pieces: readonly Piece[], findings: Findings): Result<JoinedFacts, ImportError> {
  const size = joinBlockSize(pieces, findings);
  if (!size.ok) return size;
  const blocks = joinBlocks(pieces, size.value, findings);
  if (!blocks.ok) return blocks;
  const facts: JoinedFacts = {
    ...joinScalars(pieces, findings),
    blockSizeBytes: size.value,
    blocks: blocks.value,
    ...joinList(pieces, 'resources', findings),
    ...joinList(pieces, 'zones', findings),
    nodes: joinNodes(pieces),
    dax: joinDax(pieces, findings),
    virtioMem: pieces.find(({ facts: { virtioMem } }) => (virtioMem?.length ?? 0) > 0)?.facts.virtioMem ?? [],
    settings: pieces.reduceRight<SeenSettings>(
      (all, { facts: { settings } }) => ({ ...all, ...settings }),
      {},
    ),
    isVirtual: pieces.some(({ facts: { isVirtual } }) => isVirtual === true),
    hasProbeFile: pieces.some(({ facts: { hasProbeFile } }) => hasProbeFile === true),
  };
  return success(facts);
}

/** One machine from pieces, or why none can be made of them. */
export function joinPieces(given: readonly Piece[]): Result<ImportedMachine, ImportError> {
  const pieces = [...given].sort((a, b) => RANK[a.form] - RANK[b.form]);
  const findings = new Findings();
  const joined = joinFacts(pieces, findings);
  if (!joined.ok) return joined;
  const facts = guessBlocks(joined.value, findings);
  if (facts.blocks.length === 0)
    return failure({
      what: 'No memory was found in what was given.',
      why: 'Neither blocks nor addresses nor sizes of memory are in it.',
      remedy:
        'Paste the output of lsmem -a -b -o RANGE,SIZE,STATE,REMOVABLE,BLOCK,NODE,ZONES, or run capture.sh.',
    });
  checkAgainstEachOther(facts, findings);
  return success(describeImported(toModelUnits(facts, findings), findings));
}
