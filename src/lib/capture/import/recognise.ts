/**
 * What is in a text or file that somebody brought: pieces of a machine, and the lines that could not be used.
 */
import { gunzipSync } from 'fflate';
import type { Piece, Problem, Recognised } from './facts.ts';
import { readCapture } from './read-capture.ts';
import { machinePath, readFiles, readPathLines } from './read-files.ts';
import { readJson } from './read-json.ts';
import { readLog } from './read-log.ts';
import { readLsmem } from './read-lsmem.ts';
import { readIomem, readMeminfo, readNumactl, readZoneinfo } from './read-proc.ts';
import { isTar, tarFiles } from './read-tar.ts';
import { readRunText } from './read-trace.ts';
import { Source, type Reader } from './reading.ts';

/** The first that reads a line takes it. */
const READERS: readonly Reader[] = [
  readCapture,
  readRunText,
  readJson,
  readLsmem,
  readZoneinfo,
  readIomem,
  readMeminfo,
  readNumactl,
  readPathLines,
  readLog,
];

/** More is not looked at. */
const MOST_BYTES = 512 * 2 ** 20;
const MOST_UNPACKED = MOST_BYTES;
/** Header and trailer alone. */
const SMALLEST_GZIP = 18;

const EXPECTED =
  'output of lsmem, daxctl list, ndctl list, numactl -H, dmesg or capture.sh, or text of /proc/iomem, /proc/zoneinfo or /proc/meminfo';

/** Escape sequences with which terminals colour. */
const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*[A-Za-z]`, 'g');

/** Mail quotes and line ends of other systems are taken away; colours of terminals too. */
function plainLines(text: string): string[] {
  const lines = text
    .replace(/^\uFEFF/, '')
    .replaceAll(COLOURS, '')
    .split(/\r\n|\n|\r/);
  const told = lines.filter((line) => line.trim() !== '');
  const isQuoted = told.length > 0 && told.every((line) => line.startsWith('>'));
  return isQuoted ? lines.map((line) => line.replace(/^(> ?)+/, '')) : lines;
}

/** A prompt with a command, an empty line: nothing to tell of. */
const isSilent = (line: string): boolean =>
  line.trim() === '' || /^\S*[$#%>] ?\w*/.test(line) || /^```/.test(line);

/** The pieces in a text. */
function recogniseText(text: string, file: string | null = null): Recognised {
  const source = new Source(plainLines(text), file);
  const pieces: Piece[] = [];
  for (let at = 0; at < source.lines.length;) {
    const read = READERS.map((reader) => reader(source, at)).find((found) => found !== null);
    if (read !== undefined) {
      pieces.push(...read.pieces);
      at = Math.max(at + 1, read.next);
      continue;
    }
    if (!isSilent(source.line(at))) source.problem(at, EXPECTED, 'the other lines');
    at++;
  }
  return { pieces, problems: source.problems };
}

/** Files of tools inside a bundle: their names say the command. */
const TOOL_FILE = /(lsmem|numactl|daxctl|ndctl|dmesg|capture)[^/]*$/;

function recogniseTar(bytes: Uint8Array, file: string | null): Recognised {
  const files = new Map<string, string>();
  const pieces: Piece[] = [];
  const problems: Problem[] = [];
  const archive = tarFiles(bytes);
  for (let next = archive.next(); ; next = archive.next()) {
    if (next.done === true) {
      if (!next.value.isWhole)
        problems.push({
          line: 0,
          found: `${file ?? 'the archive'} is cut off or damaged`,
          expected: 'a tar archive up to its two empty records',
          used: `the ${files.size} files before that place`,
        });
      break;
    }
    const { path, text, isLink } = next.value;
    if (!isLink && TOOL_FILE.test(path)) {
      const inner = recogniseText(text, path);
      pieces.push(...inner.pieces);
      if (inner.pieces.length > 0) problems.push(...inner.problems);
      continue;
    }
    files.set(machinePath(path), text.replace(/\n$/, ''));
  }
  const source = new Source([], file, 1, problems);
  return { pieces: [...readFiles(files, source), ...pieces], problems };
}

function refused(found: string, expected: string): Recognised {
  return { pieces: [], problems: [{ line: 0, found, expected, used: 'nothing of it' }] };
}

/** The pieces in a file: a tar, a tar.gz, a gzipped or a plain text. */
export function recognise(content: string | Uint8Array, file: string | null = null): Recognised {
  if (typeof content === 'string') return recogniseText(content, file);
  if (content.length > MOST_BYTES) return refused(`${content.length} bytes`, `at most ${MOST_BYTES} bytes`);
  if (content[0] === 0x1f && content[1] === 0x8b) {
    if (content.length < SMALLEST_GZIP) return refused(`${content.length} bytes`, 'a whole gzip file');
    const unpackedBytes = new DataView(content.buffer, content.byteOffset + content.length - 4).getUint32(
      0,
      true,
    );
    if (unpackedBytes > MOST_UNPACKED)
      return refused(`${unpackedBytes} bytes when unpacked`, `at most ${MOST_UNPACKED}`);
    try {
      return recognisePlain(gunzipSync(content, { out: new Uint8Array(unpackedBytes) }), file);
    } catch (error) {
      return refused(error instanceof Error ? error.message : 'damaged', 'a whole gzip file');
    }
  }
  return recognisePlain(content, file);
}

function recognisePlain(content: Uint8Array, file: string | null): Recognised {
  if (isTar(content)) return recogniseTar(content, file);
  return recogniseText(new TextDecoder().decode(content), file);
}
