/**
 * Lines and counted bytes out of a socket, asked for one after the other: the guest's answers mix both.
 */
import { connect, type Socket } from 'node:net';

/** The other side ended the connection or stayed silent for too long. */
export class LostConnection extends Error {}

interface Waiting {
  /** Takes what it needs from the front of the buffer; null while there is not enough. */
  readonly take: () => Buffer | null;
  readonly settle: (bytes: Buffer) => void;
  readonly fail: (error: Error) => void;
}

export class ByteStream {
  readonly #socket: Socket;
  readonly #name: string;
  #buffer = Buffer.alloc(0);
  #waiting: Waiting | null = null;
  #lost: LostConnection | null = null;

  /** `name` is how errors call the other side. */
  constructor(socket: Socket, name: string) {
    this.#socket = socket;
    this.#name = name;
    socket.on('data', (bytes: Buffer) => {
      this.#buffer = Buffer.concat([this.#buffer, bytes]);
      this.#serve();
    });
    socket.on('error', (error) => this.#lose(error.message));
    socket.on('close', () => this.#lose('it closed the connection'));
  }

  write(text: string): void {
    this.#socket.write(text);
  }

  close(): void {
    this.#socket.destroy();
  }

  /** The next line without its newline. Throws `LostConnection`, also after `limitMs` without one. */
  async line(limitMs: number): Promise<string> {
    const bytes = await this.#ask(() => {
      const end = this.#buffer.indexOf(10);
      return end < 0 ? null : this.#cut(end + 1);
    }, limitMs);
    return bytes.toString('utf8', 0, bytes.length - 1).replace(/\r$/, '');
  }

  /** The next `length` bytes. Throws `LostConnection`. */
  bytes(length: number, limitMs: number): Promise<Buffer> {
    return this.#ask(() => (this.#buffer.length < length ? null : this.#cut(length)), limitMs);
  }

  #cut(length: number): Buffer {
    const front = this.#buffer.subarray(0, length);
    this.#buffer = this.#buffer.subarray(length);
    return front;
  }

  #ask(take: Waiting['take'], limitMs: number): Promise<Buffer> {
    if (this.#waiting !== null) throw new Error('one question at a time');
    return new Promise((settle, fail) => {
      const late = setTimeout(() => this.#lose(`no answer within ${limitMs / 1000} s`), limitMs);
      this.#waiting = {
        take,
        settle: (bytes) => {
          clearTimeout(late);
          settle(bytes);
        },
        fail: (error) => {
          clearTimeout(late);
          fail(error);
        },
      };
      this.#serve();
    });
  }

  #serve(): void {
    const waiting = this.#waiting;
    const bytes = waiting?.take() ?? null;
    if (waiting === null) return;
    if (bytes !== null) {
      this.#waiting = null;
      waiting.settle(bytes);
    } else if (this.#lost !== null) {
      this.#waiting = null;
      waiting.fail(this.#lost);
    }
  }

  #lose(why: string): void {
    this.#lost ??= new LostConnection(`${this.#name}: ${why}`);
    this.#serve();
  }
}

const RETRY_MS = 50;

/** Connects to a socket that another program is about to make. Throws `LostConnection` when it does not come. */
export async function connectTo(path: string, name: string, limitMs: number): Promise<ByteStream> {
  for (const end = Date.now() + limitMs; ;) {
    const socket = await new Promise<Socket | null>((done) => {
      const attempt = connect(path);
      attempt.once('connect', () => done(attempt)).once('error', () => done(null));
    });
    if (socket !== null) {
      socket.removeAllListeners('error');
      return new ByteStream(socket, name);
    }
    if (Date.now() > end) throw new LostConnection(`${name}: nobody listens at ${path}`);
    await new Promise((done) => setTimeout(done, RETRY_MS));
  }
}
