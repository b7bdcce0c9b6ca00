/**
 * A plain static host that serves the built page under a folder of its own, as a reader's web space would. It can be
 * stopped, and it can begin to serve another edition.
 */
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
};

export class StaticHost {
  readonly #server: Server;
  /** Put at the end of the service worker: another text is another edition. */
  edition = '';

  private constructor(folder: string) {
    this.#server = createServer((request, response) => {
      const path = new URL(request.url ?? '/', 'http://host').pathname;
      const file = path.startsWith(folder) ? path.slice(folder.length) : null;
      const name =
        file === null ? null : normalize(file === '' || file.endsWith('/') ? `${file}index.html` : file);
      if (name === null || name.startsWith('..')) return void response.writeHead(404).end();
      readFile(join('build', name)).then(
        (content) => {
          response.writeHead(200, { 'content-type': TYPES[extname(name)] ?? 'application/octet-stream' });
          response.end(name === 'service-worker.js' ? `${content.toString()}\n//${this.edition}` : content);
        },
        () => response.writeHead(404).end(),
      );
    });
  }

  /** Serves the built page under `folder`, which begins and ends with a slash. */
  static async start(folder: string): Promise<{ host: StaticHost; address: string }> {
    const host = new StaticHost(folder);
    await new Promise<void>((resolve) => host.#server.listen(0, '127.0.0.1', resolve));
    const { port } = host.#server.address() as AddressInfo;
    return { host, address: `http://127.0.0.1:${port}${folder}` };
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
