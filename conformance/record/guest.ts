/**
 * The host's side of the line to the guest agent (guest-agent.c says what the requests mean).
 */
import type { Reading } from '#lib/capture/record/condense.ts';
import type { ByteStream } from './byte-stream.ts';

/** What a request came to: the errno is 0 on success. */
export interface GuestAnswer {
  readonly result: number;
  readonly errno: number;
  /** In the order in which they came; null is a file that is gone. */
  readonly files: readonly (readonly [path: string, reading: Reading | null])[];
}

/** Software emulation of a machine with hundreds of blocks is slow; taking one offline can take seconds. */
const LIMIT_MS = 300_000;

export class Guest {
  readonly #stream: ByteStream;

  constructor(stream: ByteStream) {
    this.#stream = stream;
  }

  /** Waits until the agent has started. */
  async ready(): Promise<void> {
    await this.#answer();
  }

  async ask(...words: readonly string[]): Promise<GuestAnswer> {
    const request = words.join(' ');
    if (/[\n\r]/.test(request)) throw new Error(`a request is one line: ${JSON.stringify(request)}`);
    this.#stream.write(`${request}\n`);
    return this.#answer();
  }

  close(): void {
    this.#stream.close();
  }

  async #answer(): Promise<GuestAnswer> {
    const files: (readonly [string, Reading | null])[] = [];
    for (;;) {
      const line = await this.#stream.line(LIMIT_MS);
      const [kind, first = '', second = ''] = line.split(' ', 3);
      if (kind === '=') return { result: Number(first), errno: Number(second), files };
      if (kind === 'gone') files.push([line.slice('gone '.length), null]);
      else if (kind === 'file') {
        const path = line.slice(`file ${first} ${second} `.length);
        const bytes = await this.#stream.bytes(Number(second), LIMIT_MS);
        files.push([path, first === '0' ? bytes.toString('utf8') : Number(first)]);
      } else throw new Error(`the guest said ${JSON.stringify(line)}`);
    }
  }
}

/** Bytes as the agent wants them. */
export function hex(text: string): string {
  return Buffer.from(text, 'utf8').toString('hex');
}
