// Picks the port that a server of ours listens on.
import { createServer } from 'node:net';

export const HOST = '127.0.0.1';
const TRIES = 100;

/**
 * @param {string | undefined} text what the user wants, for example the variable PORT
 * @returns {number} 4173 when nothing is wanted
 * @throws {Error} when it is no port
 */
export function parsePort(text) {
  if (text === undefined || text === '') return 4173;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65535) {
    throw new Error(`PORT must be a number from 1 to 65535, not "${text}".`);
  }
  return port;
}

/**
 * The first port from `wanted` upwards that nobody listens on.
 * @param {number} wanted
 * @throws {Error} when the first hundred are all taken or not allowed
 */
export async function freePort(wanted) {
  const last = Math.min(wanted + TRIES - 1, 65535);
  for (let port = wanted; port <= last; port++) {
    if (await isFree(port)) return port;
  }
  throw new Error(`No free port between ${wanted} and ${last}; name another one with PORT.`);
}

/**
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function isFree(port) {
  return new Promise((answer) => {
    const server = createServer();
    server.once('error', () => answer(false));
    server.listen(port, HOST, () => server.close(() => answer(true)));
  });
}
