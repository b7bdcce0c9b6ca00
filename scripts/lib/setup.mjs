// Brings the project into a state in which it can run, doing only what is missing: packages, build, browser.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT, run } from './run.mjs';

/** Both stamps live in node_modules, so that removing it starts afresh. */
const INSTALL_STAMP = join(ROOT, 'node_modules', '.cache', 'playground', 'installed');
const BUILD_STAMP = join(ROOT, 'node_modules', '.cache', 'playground', 'built');

/** All that the built pages are made of. */
const BUILD_INPUTS = ['src', 'static', 'conformance', 'package-lock.json', 'tsconfig.json', 'vite.config.ts'];

/**
 * A hash over the names and the contents of files and folders; a missing one counts as empty.
 * @param {string} root absolute path
 * @param {readonly string[]} paths relative to it
 */
export function contentHash(root, paths) {
  const hash = createHash('sha256');
  /** @param {string} path */
  const add = (path) => {
    const absolute = join(root, path);
    const kind = statSync(absolute, { throwIfNoEntry: false });
    if (kind === undefined) return;
    hash.update(`${path}\0`);
    if (kind.isDirectory())
      readdirSync(absolute)
        .sort()
        .forEach((name) => add(`${path}/${name}`));
    else hash.update(readFileSync(absolute));
  };
  paths.forEach(add);
  return hash.digest('hex');
}

const installKey = () => contentHash(ROOT, ['package-lock.json']);
const buildKey = () => `${contentHash(ROOT, BUILD_INPUTS)} ${process.env['BASE_PATH'] ?? ''}`;

/**
 * @param {string} stamp
 * @param {string} key
 */
const isStamped = (stamp, key) => existsSync(stamp) && readFileSync(stamp, 'utf8') === key;

/**
 * @param {string} stamp
 * @param {string} key
 */
function writeStamp(stamp, key) {
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, key);
}

/** Notes that node_modules is what the lock file says. */
export const stampInstall = () => writeStamp(INSTALL_STAMP, installKey());

/**
 * Installs the packages unless they are there and the lock file is still the one they came from.
 * @param {(text: string) => void} say tells the user what takes so long
 * @throws {Error} when npm fails; npm has then said why on stderr
 */
export async function ensureInstalled(say) {
  if (isStamped(INSTALL_STAMP, installKey())) return;
  say('Installing packages ...');
  // The level is named because a silent npm above this one would hide why an installation fails.
  const { code } = await run('npm', ['ci', '--loglevel=error'], { to: 'stderr' });
  if (code !== 0) throw new Error('The packages could not be installed; npm says why above.');
  if (isStamped(INSTALL_STAMP, installKey())) return;
  // This npm is told not to run scripts; the project's own are needed.
  for (const script of ['link-node', 'stamp-install']) {
    const done = await run(process.execPath, [join(ROOT, 'scripts', `${script}.mjs`)], { to: 'stderr' });
    if (done.code !== 0) throw new Error(`scripts/${script}.mjs failed; it says why above.`);
  }
}

/**
 * Builds the pages into build/.
 * @returns {Promise<import('./run.mjs').Finished>}
 */
export async function build() {
  const key = buildKey();
  const finished = await run('vite', ['build', '--logLevel', 'warn']);
  if (finished.code === 0) writeStamp(BUILD_STAMP, key);
  return finished;
}

/** Whether build/ holds what the sources say now. */
export const isBuilt = () =>
  existsSync(join(ROOT, 'build', 'index.html')) && isStamped(BUILD_STAMP, buildKey());

/**
 * Finds a browser for the tests or installs one.
 * @throws {Error} when there is none in the end; stderr then says why
 */
export async function ensureBrowser() {
  const { code } = await run('node', ['scripts/browser.mjs'], { to: 'stderr' });
  if (code !== 0) throw new Error('There is no browser for the tests.');
}
