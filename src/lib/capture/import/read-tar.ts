/**
 * Reads tar archives (ustar, GNU and pax names) that hold small files: what tar makes of sysfs, a support bundle.
 *
 * tar sees every file of sysfs as 4096 bytes, reads fewer and fills up with zeros; they are cut off here.
 */
const RECORD = 512;
/** Of a file that is larger, only its name is of use here. */
const MOST_FILE_BYTES = 64 * 2 ** 20;

interface TarFile {
  readonly path: string;
  /** Target of a link, whole text of a file. */
  readonly text: string;
  readonly isLink: boolean;
}

const decoder = new TextDecoder();

/** Short texts of a header, without a decoder: there are many. */
function field(bytes: Uint8Array, at: number, length: number): string {
  let text = '';
  for (let i = at; i < at + length; i++) {
    const code = bytes[i]!;
    if (code === 0) break;
    text += String.fromCharCode(code);
  }
  return text;
}

/** Octal, or base 256 when the first bit is set; null when it is neither. */
function sizeField(bytes: Uint8Array, at: number): number | null {
  if ((bytes[at]! & 0x80) !== 0) {
    let value = bytes[at]! & 0x7f;
    for (let i = at + 1; i < at + 12; i++) value = value * 256 + bytes[i]!;
    return Number.isSafeInteger(value) ? value : null;
  }
  const text = field(bytes, at, 12).trim();
  return /^[0-7]{1,12}$/.test(text) ? Number.parseInt(text, 8) : text === '' ? 0 : null;
}

/** Does the first header have the checksum that tar gives it? */
export function isTar(bytes: Uint8Array): boolean {
  if (bytes.length < RECORD) return false;
  let sum = 0;
  for (let i = 0; i < RECORD; i++) sum += i >= 148 && i < 156 ? 32 : bytes[i]!;
  const written = field(bytes, 148, 8).trim();
  return /^[0-7]+$/.test(written) && Number.parseInt(written, 8) === sum;
}

/** The member of a pax header with that name. */
function paxMember(text: string, name: string): string | null {
  return new RegExp(`(?:^|\\n)\\d+ ${name}=([^\\n]*)\\n`).exec(text)?.[1] ?? null;
}

/** Files and links, one after the other, up to the end or to where the archive is damaged. */
export function* tarFiles(bytes: Uint8Array): Generator<TarFile, { readonly isWhole: boolean }> {
  let at = 0;
  let longName: string | null = null;
  let longTarget: string | null = null;
  while (at + RECORD <= bytes.length) {
    if (bytes[at] === 0) return { isWhole: true };
    if (!isTar(bytes.subarray(at, at + RECORD))) return { isWhole: false };
    const size = sizeField(bytes, at + 124);
    const kind = String.fromCharCode(bytes[at + 156]!);
    const prefix = field(bytes, at + 257, 5) === 'ustar' ? field(bytes, at + 345, 155) : '';
    const name = field(bytes, at, 100);
    const from = at + RECORD;
    if (size === null || from + size > bytes.length) return { isWhole: false };
    const body = size > MOST_FILE_BYTES ? '' : textOf(bytes.subarray(from, from + size));
    at = from + Math.ceil(size / RECORD) * RECORD;
    if (kind === 'L') longName = body;
    else if (kind === 'K') longTarget = body;
    else if (kind === 'x') {
      longName = paxMember(body, 'path') ?? longName;
      longTarget = paxMember(body, 'linkpath') ?? longTarget;
    } else {
      const path: string = longName ?? (prefix === '' ? name : `${prefix}/${name}`);
      if (kind === '2')
        yield { path, text: longTarget ?? field(bytes, from - RECORD + 157, 100), isLink: true };
      else if (kind === '0' || kind === '\0' || kind === '7') yield { path, text: body, isLink: false };
      [longName, longTarget] = [null, null];
    }
  }
  return { isWhole: false };
}

function textOf(bytes: Uint8Array): string {
  let end = bytes.indexOf(0);
  if (end < 0) end = bytes.length;
  return end <= 64 ? field(bytes, 0, end) : decoder.decode(bytes.subarray(0, end));
}
