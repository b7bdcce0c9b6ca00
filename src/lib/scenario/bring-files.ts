/**
 * From files and pasted texts to a machine as scenario text, with everything that was read, guessed and left out in
 * sentences: what the page, its worker and the command line all show.
 */
import { pieceName, type Problem } from '#lib/capture/import/facts.ts';
import { joinPieces } from '#lib/capture/import/join.ts';
import type { Contradiction, ImportAssumption, ImportError } from '#lib/capture/import/joined.ts';
import { recognise } from '#lib/capture/import/recognise.ts';
import type { Piece } from '#lib/capture/import/facts.ts';
import { broughtMachine, type BroughtMachine } from './brought-machine.ts';

export interface GivenContent {
  /** Null for pasted text. */
  readonly name: string | null;
  readonly content: string | Uint8Array;
}

/** A piece with its notes. */
interface ReadPiece {
  readonly name: string;
  readonly notes: readonly string[];
}

export interface BringReport {
  readonly pieces: readonly ReadPiece[];
  readonly problems: readonly (Problem & { readonly file: string | null })[];
  readonly assumptions: readonly ImportAssumption[];
  readonly contradictions: readonly Contradiction[];
  /** Blocks that were found. */
  readonly blocks: number;
  readonly machine: BroughtMachine | null;
  /** Why there is no machine; null when there is one. */
  readonly error: ImportError | null;
}

/** Reads all that is given as parts of one machine. `tell` hears what is done next. */
export function bringFiles(
  given: readonly GivenContent[],
  tell: (what: string) => void = () => {},
): BringReport {
  const pieces: Piece[] = [];
  const problems: BringReport['problems'][number][] = [];
  for (const { name, content } of given) {
    tell(`Reading ${name ?? 'the text'}`);
    const found = recognise(content, name);
    pieces.push(...found.pieces);
    problems.push(...found.problems.map((problem) => ({ ...problem, file: name })));
  }
  const notes = new Map<string, Set<string>>();
  for (const piece of pieces) {
    const name = pieceName(piece);
    notes.set(name, new Set([...(notes.get(name) ?? []), ...piece.notes]));
  }
  const read = [...notes].map(([name, lines]): ReadPiece => ({ name, notes: [...lines] }));
  tell('Joining the pieces');
  const joined = joinPieces(pieces);
  const none = { pieces: read, problems, assumptions: [], contradictions: [], blocks: 0, machine: null };
  if (!joined.ok) return { ...none, error: joined.error };
  const { assumptions, contradictions, blocks } = joined.value;
  tell(`Bringing ${blocks.length} blocks to the state that they were seen in`);
  const machine = broughtMachine(joined.value);
  const report = { ...none, assumptions, contradictions, blocks: blocks.length };
  return machine.ok
    ? { ...report, machine: machine.value, error: null }
    : { ...report, error: machine.error };
}

/** A problem in one line. */
export function problemText({ file, line, found, expected, used }: BringReport['problems'][number]): string {
  const place = [file, line > 0 ? `line ${line}` : null].filter((part) => part !== null).join(', ');
  return `${place === '' ? '' : `${place}: `}${found}; expected ${expected}. Used: ${used}.`;
}
