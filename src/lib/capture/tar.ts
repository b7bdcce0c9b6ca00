/**
 * Writes tar archives in the ustar format, in pieces: what a whole sysroot travels in.
 */
import type { SysrootEntry } from './sysroot.ts';

const RECORD_BYTES = 512;
const encoder = new TextEncoder();

/** ustar has 100 bytes for a name and 155 for the folders before it. */
function splitPath(path: string): { readonly name: string; readonly prefix: string } {
  if (encoder.encode(path).length <= 100) return { name: path, prefix: '' };
  for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
    const [prefix, name] = [path.slice(0, slash), path.slice(slash + 1)];
    if (encoder.encode(name).length <= 100 && encoder.encode(prefix).length <= 155) return { name, prefix };
  }
  throw new RangeError(`the path ${path} is too long for a tar archive`);
}

function header(path: string, kind: '0' | '2' | '5', sizeBytes: number, target = ''): Uint8Array {
  if (encoder.encode(target).length > 100)
    throw new RangeError(`the link ${path} leads too far for a tar archive`);
  const { name, prefix } = splitPath(path);
  const record = new Uint8Array(RECORD_BYTES);
  const put = (at: number, text: string): void => record.set(encoder.encode(text), at);
  const octal = (at: number, digits: number, value: number): void =>
    put(at, `${value.toString(8).padStart(digits, '0')}\0`);
  put(0, name);
  octal(100, 7, kind === '5' ? 0o755 : kind === '2' ? 0o777 : 0o644);
  octal(108, 7, 0);
  octal(116, 7, 0);
  octal(124, 11, sizeBytes);
  // No clock here: the same state is the same archive.
  octal(136, 11, 0);
  put(156, kind);
  put(157, target);
  put(257, 'ustar\u000000');
  put(345, prefix);
  put(148, '        ');
  const sum = record.reduce((total, byte) => total + byte, 0);
  put(148, `${sum.toString(8).padStart(6, '0')}\0 `);
  return record;
}

function* folders(path: string, known: Set<string>): Generator<Uint8Array> {
  for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
    const folder = path.slice(0, slash + 1);
    if (known.has(folder)) continue;
    known.add(folder);
    yield header(folder, '5', 0);
  }
}

/**
 * The archive of some entries, piece by piece.
 * @throws {RangeError} for a path or link longer than the format has room for (255 and 100 bytes)
 */
export function* tarPieces(entries: Iterable<SysrootEntry>): Generator<Uint8Array> {
  const known = new Set<string>();
  for (const entry of entries) {
    yield* folders(entry.path, known);
    if ('target' in entry) {
      yield header(entry.path, '2', 0, entry.target);
      continue;
    }
    const bytes = encoder.encode(entry.text);
    yield header(entry.path, '0', bytes.length);
    if (bytes.length === 0) continue;
    const padded = new Uint8Array(Math.ceil(bytes.length / RECORD_BYTES) * RECORD_BYTES);
    padded.set(bytes);
    yield padded;
  }
  yield new Uint8Array(2 * RECORD_BYTES);
}
