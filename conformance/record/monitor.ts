/**
 * QEMU's machine protocol: devices come and go through it, and the guest's answers arrive as events.
 */
import type { MachineEvent } from '#lib/capture/record/machine-events.ts';
import type { ByteStream } from './byte-stream.ts';

/** What the machine answered; a refusal is a value, it belongs into the recording. */
export type MachineAnswer =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly refusal: string };

const LIMIT_MS = 60_000;

export class Monitor {
  /** All events since the start. */
  readonly events: MachineEvent[] = [];
  readonly #stream: ByteStream;
  #answer: ((answer: MachineAnswer) => void) | null = null;
  #ended: Error | null = null;

  constructor(stream: ByteStream) {
    this.#stream = stream;
  }

  /** Reads the greeting and leaves the negotiation behind. */
  async start(): Promise<void> {
    await this.#stream.line(LIMIT_MS);
    void this.#listen();
    await this.do('qmp_capabilities');
  }

  async do(command: string, args: Readonly<Record<string, unknown>> = {}): Promise<MachineAnswer> {
    if (this.#ended !== null) throw this.#ended;
    return new Promise((settle, fail) => {
      const late = setTimeout(() => fail(new Error(`QEMU does not answer ${command}`)), LIMIT_MS);
      this.#answer = (answer) => {
        clearTimeout(late);
        settle(answer);
      };
      this.#stream.write(`${JSON.stringify({ execute: command, arguments: args })}\n`);
    });
  }

  close(): void {
    this.#stream.close();
  }

  async #listen(): Promise<void> {
    try {
      for (;;) this.#take(await this.#stream.line(2 ** 31 - 1));
    } catch (error) {
      this.#ended = error instanceof Error ? error : new Error(String(error));
    }
  }

  #take(line: string): void {
    const message = JSON.parse(line) as {
      event?: string;
      data?: Record<string, unknown>;
      return?: unknown;
      error?: { desc: string };
    };
    if (message.event !== undefined) {
      this.events.push({ event: message.event, data: message.data ?? {} });
      return;
    }
    const answer = this.#answer;
    this.#answer = null;
    answer?.(
      message.error === undefined
        ? { ok: true, value: message.return }
        : { ok: false, refusal: message.error.desc },
    );
  }
}
