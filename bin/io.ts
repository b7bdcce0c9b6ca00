/**
 * What a command can reach of the world: so that tests can run commands without a process of their own.
 */
import { readFileSync, readSync } from 'node:fs';
import { failure, success, type Result } from '#lib/capture/result.ts';

export interface Io {
  /** Prints to stdout, as it is. */
  out(text: string | Uint8Array): void;
  /** Prints a line to stderr. */
  err(line: string): void;
  /** The text of a file; `-` is stdin. The error is a sentence that names the file. */
  read(path: string): Result<string, string>;
  /** The bytes of a file, as `read`. */
  readBytes(path: string): Result<Uint8Array, string>;
  /** Nothing comes by itself: somebody would have to type it. */
  readonly isStdinTerminal: boolean;
  readonly isStdoutTerminal: boolean;
  /** Shows a line in the place of the one before, if anybody looks; null removes it. */
  progress(line: string | null): void;
  /** The user wants an end. */
  readonly isInterrupted: () => boolean;
}

/** Exit code for what cannot be understood or used. */
export const NOT_USABLE = 2;

/** Says what stands in the way of a command; indented lines show the place and are printed as they are. */
export function fail(io: Io, command: string, lines: readonly string[]): number {
  for (const line of lines) io.err(line.startsWith(' ') ? line : `hotplug ${command}: ${line}`);
  return NOT_USABLE;
}

/** How a file is named in errors. */
export function nameOf(path: string): string {
  return path === '-' ? 'stdin' : path;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'this is a folder; name a file',
  EACCES: 'this file may not be read; change its permissions',
};

const WAIT_MS = 10;

/** All of stdin. A pipe that another program has set to non-blocking says EAGAIN until its writer is ready. */
function readStdin(): Buffer {
  const pieces: Buffer[] = [];
  const piece = Buffer.alloc(65_536);
  for (;;) {
    try {
      const length = readSync(0, piece);
      if (length === 0) return Buffer.concat(pieces);
      pieces.push(Buffer.from(piece.subarray(0, length)));
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : null;
      if (code === 'EOF') return Buffer.concat(pieces);
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT_MS);
    }
  }
}

function readBytes(path: string): Result<Buffer, string> {
  try {
    return success(path === '-' ? readStdin() : readFileSync(path));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return failure(`${nameOf(path)}: ${REASONS[code] ?? `cannot be read (${code})`}`);
  }
}

function readText(path: string): Result<string, string> {
  const bytes = readBytes(path);
  return bytes.ok ? success(bytes.value.toString('utf8')) : bytes;
}

/** The real one. */
export function processIo(): Io {
  let interrupted = false;
  process.on('SIGINT', () => (interrupted = true));
  const isWatched = process.stderr.isTTY;
  return {
    out: (text) => void process.stdout.write(text),
    err: (line) => void process.stderr.write(`${line}\n`),
    read: readText,
    readBytes,
    isStdinTerminal: process.stdin.isTTY,
    isStdoutTerminal: process.stdout.isTTY,
    progress(line) {
      if (isWatched) process.stderr.write(`\r\u001b[K${line ?? ''}`);
    },
    isInterrupted: () => interrupted,
  };
}
