// Starts other programs: the project's tools on the Node pinned in package.json, npm on the machine's own.
import { spawn } from 'node:child_process';
import { delimiter, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute path of the project. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const BIN = join(ROOT, 'node_modules', '.bin');
/** A program that takes longer hangs; it is ended and counts as failed. */
const LIMIT_MS = 20 * 60_000;
const WINDOWS = process.platform === 'win32';

/**
 * @typedef {object} Finished
 * @property {number} code exit code; 1 when the program was killed or could not start
 * @property {string} stdout what it printed there (nothing unless captured)
 * @property {string} output stdout and stderr as they came (nothing unless captured)
 */

/**
 * @param {boolean} withTools whether the project's own tools, the pinned Node among them, come first
 * @returns {NodeJS.ProcessEnv}
 */
export function environment(withTools) {
  // Windows spells it Path: two spellings in one environment would be two variables.
  const others = Object.entries(process.env).filter(([name]) => name.toUpperCase() !== 'PATH');
  const elsewhere = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => resolve(folder) !== BIN);
  return {
    ...Object.fromEntries(others),
    PATH: [...(withTools ? [BIN] : []), ...elsewhere].join(delimiter),
  };
}

/** Whether what we print may be in colour. Tools whose output is captured cannot find that out by themselves. */
export const COLOUR = Boolean(process.stdout.isTTY) && !process.env['NO_COLOR'];

/**
 * Runs a program to its end.
 * @param {string} command a tool of the project, or `npm`
 * @param {readonly string[]} args
 * @param {object} [options]
 * @param {'capture' | 'stderr'} [options.to] where its output goes
 * @param {NodeJS.ProcessEnv} [options.env] added to the environment
 * @returns {Promise<Finished>}
 */
export function run(command, args, { to = 'capture', env = {} } = {}) {
  return new Promise((done) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      env: { ...environment(command !== 'npm'), ...(COLOUR ? { FORCE_COLOR: '1' } : {}), ...env },
      shell: WINDOWS, // .cmd files start only through a shell
      timeout: LIMIT_MS,
      stdio: to === 'stderr' ? ['ignore', 2, 2] : ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      stdout += text;
      output += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text) => (output += text));
    child.on('error', (error) =>
      done({ code: 1, stdout, output: `${output}${command}: ${error.message}\n` }),
    );
    child.on('close', (code, signal) => {
      if (signal) output += `${command} was ended by ${signal}\n`;
      done({ code: code ?? 1, stdout, output });
    });
  });
}

/**
 * Hands the terminal over to a program on the pinned Node and ends with its exit code.
 * @param {string} script TypeScript or JavaScript file, relative to the project
 * @param {readonly string[]} args passed on unchanged
 * @param {string} [cwd] where it runs: unless told otherwise where the user typed the command, not where npm runs it
 */
export function become(script, args, cwd = process.env['INIT_CWD'] ?? process.cwd()) {
  const child = spawn('node', [join(ROOT, script), ...args], {
    cwd,
    env: environment(true),
    shell: WINDOWS,
    stdio: 'inherit',
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM']))
    process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`${script}: ${error.message}`);
    process.exitCode = 1;
  });
  child.on('close', (code) => (process.exitCode = code ?? 1));
}
