/**
 * Writes the archive that the kernel unpacks into its first file system (cpio, format "newc").
 */

export interface ArchiveEntry {
  /** Without a leading slash. */
  readonly path: string;
  /** Null for a directory. */
  readonly bytes: Uint8Array | null;
  readonly executable?: boolean;
}

const DIRECTORY = 0o040755;
const FILE = 0o100644;
const PROGRAM = 0o100755;
const END = 'TRAILER!!!';

/** The archive; equal entries give equal bytes: no time, no owner. Directories must stand before what is in them. */
export function cpioArchive(entries: readonly ArchiveEntry[]): Buffer {
  const parts = entries.flatMap((entry, index) => member(index + 1, entry));
  return Buffer.concat([...parts, ...member(0, { path: END, bytes: new Uint8Array() }, 0)]);
}

function member(inode: number, entry: ArchiveEntry, mode = modeOf(entry)): Buffer[] {
  const name = Buffer.from(`${entry.path}\0`);
  const bytes = entry.bytes ?? new Uint8Array();
  const links = entry.bytes === null ? 2 : 1;
  const fields = [inode, mode, 0, 0, links, 0, bytes.length, 0, 0, 0, 0, name.length, 0];
  const head = Buffer.from(`070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}`);
  return [padded(Buffer.concat([head, name])), padded(Buffer.from(bytes))];
}

function modeOf({ bytes, executable }: ArchiveEntry): number {
  if (bytes === null) return DIRECTORY;
  return executable === true ? PROGRAM : FILE;
}

/** Names and contents end at a multiple of four bytes. */
function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
}
