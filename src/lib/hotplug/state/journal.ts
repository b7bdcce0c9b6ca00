/**
 * What the kernel says while it runs: log lines, uevents, notifier events, refusals; and reports of what it does not say.
 *
 * None of it is state (nothing in the kernel depends on it), so it stands beside the columns: one entry is a message
 * number, up to four numbers and the step in which it was said. Texts are made when somebody reads them, which keeps
 * half a million "Offlined Pages" cheap. Rewinding cuts the journal at a step.
 */
import type { NameTable } from './names.ts';

/**
 * `answer`: what one callback of a notifier chain answered, for pictures; no user of a machine sees it.
 * `report`: what a checker of memory accesses would say; the kernel itself goes on without a word.
 */
export type MessageKind = 'dmesg' | 'uevent' | 'notify' | 'refusal' | 'report' | 'answer';

/** Makes the text of a message from its numbers. */
export type Format = (names: NameTable, a: number, b: number, c: number, d: number) => string;

/** A message that the kernel can say. Declared once with `message()` or `refusal()`. */
export interface Message {
  readonly id: number;
  readonly kind: MessageKind;
  readonly text: Format;
  /** For refusals: the positive error number; 0 when it is one of the numbers. */
  readonly errno: number;
  /** The same, whether or not it is one of the numbers. */
  readonly errnoOf: (a: number, b: number, c: number, d: number) => number;
  /** For refusals: the kernel function that refuses, and what would help. */
  readonly kernelFunction: string;
  readonly remedy: Format | null;
  /** For refusals: the block that the text is about, taken from the numbers; -1 if none. */
  readonly block: (a: number, b: number, c: number, d: number) => number;
}

const messages: Message[] = [];

/** Declares a log line, uevent, notifier message or report. */
export function message(kind: Exclude<MessageKind, 'refusal'>, text: Format): Message {
  const declared: Message = {
    id: messages.length,
    kind,
    text,
    errno: 0,
    errnoOf: () => 0,
    kernelFunction: '',
    remedy: null,
    block: () => -1,
  };
  messages.push(declared);
  return declared;
}

/** Declares why a kernel function refuses: errno (positive), function, condition, and the smallest change. */
export function refusal(
  errno: number | Message['errnoOf'],
  kernelFunction: string,
  text: Format,
  remedy: Format | null = null,
  block: Message['block'] = () => -1,
): Message {
  const declared: Message = {
    id: messages.length,
    kind: 'refusal',
    text,
    errno: typeof errno === 'number' ? errno : 0,
    errnoOf: typeof errno === 'number' ? () => errno : errno,
    kernelFunction,
    remedy,
    block,
  };
  messages.push(declared);
  return declared;
}

/** One thing said, with the step it was said in and the thread that said it. */
export interface JournalEntry {
  readonly step: number;
  readonly thread: number;
  readonly message: Message;
  readonly numbers: readonly [number, number, number, number];
}

const WIDTH = 7;
const CHUNK_ENTRIES = 4096;

export class Journal {
  readonly #chunks: Float64Array[] = [];
  #length = 0;
  /** Step that entries are filed under; the run sets it. */
  step = 0;

  get length(): number {
    return this.#length;
  }

  add(said: Message, thread: number, a = 0, b = 0, c = 0, d = 0): void {
    const chunkIndex = Math.floor(this.#length / CHUNK_ENTRIES);
    const chunk = (this.#chunks[chunkIndex] ??= new Float64Array(CHUNK_ENTRIES * WIDTH));
    const at = (this.#length % CHUNK_ENTRIES) * WIDTH;
    chunk[at] = this.step;
    chunk[at + 1] = thread;
    chunk[at + 2] = said.id;
    chunk[at + 3] = a;
    chunk[at + 4] = b;
    chunk[at + 5] = c;
    chunk[at + 6] = d;
    this.#length++;
  }

  at(index: number): JournalEntry {
    const chunk = this.#chunks[Math.floor(index / CHUNK_ENTRIES)];
    if (chunk === undefined || index >= this.#length) throw new RangeError(`journal has no entry ${index}`);
    const at = (index % CHUNK_ENTRIES) * WIDTH;
    return {
      step: chunk[at]!,
      thread: chunk[at + 1]!,
      message: messages[chunk[at + 2]!]!,
      numbers: [chunk[at + 3]!, chunk[at + 4]!, chunk[at + 5]!, chunk[at + 6]!],
    };
  }

  /** Number of entries of steps before `step`: the journal's length at that point of the run. */
  lengthAtStep(step: number): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.at(middle).step < step) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Forgets everything after the first `length` entries. */
  truncate(length: number): void {
    this.#length = Math.min(this.#length, length);
  }

  /** Texts of one kind in `[from, to)`. */
  texts(names: NameTable, kind: MessageKind, from = 0, to = this.#length): string[] {
    const lines: string[] = [];
    for (let i = from; i < to; i++) {
      const entry = this.at(i);
      if (entry.message.kind === kind) lines.push(entry.message.text(names, ...entry.numbers));
    }
    return lines;
  }
}
