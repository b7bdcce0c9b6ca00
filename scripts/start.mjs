// `npm start`: from a fresh checkout to the playground in the browser, doing only what is missing.
import './lib/require-node.mjs';
import { spawn } from 'node:child_process';
import { freePort, HOST, parsePort } from './lib/port.mjs';
import { environment, ROOT } from './lib/run.mjs';
import { build, ensureInstalled, isBuilt } from './lib/setup.mjs';

async function start() {
  const wanted = parsePort(process.env['PORT']);
  await ensureInstalled(console.log);
  if (!isBuilt()) {
    console.log('Building the pages ...');
    const { code, output } = await build();
    if (code !== 0) throw new Error(`${output}\nThe pages could not be built.`);
  }
  const port = await freePort(wanted);
  if (port !== wanted) console.log(`Port ${wanted} is busy, taking ${port}.`);
  serve(port);
}

/** @param {number} port */
function serve(port) {
  const args = ['preview', '--host', HOST, '--port', String(port), '--strictPort', '--logLevel', 'warn'];
  const server = spawn('vite', args, {
    cwd: ROOT,
    env: environment(true),
    shell: process.platform === 'win32',
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM']))
    process.on(signal, () => server.kill(signal));
  server.on('close', (code) => (process.exitCode = code ?? 0));
  void announce(`http://${HOST}:${port}/`, server);
}

/**
 * Prints the address as soon as it answers.
 * @param {string} url
 * @param {import('node:child_process').ChildProcess} server
 */
async function announce(url, server) {
  while (server.exitCode === null && server.signalCode === null) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) {
      console.log(`\nMemory hotplug playground: ${url}\n(Ctrl+C stops it)`);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

start().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
