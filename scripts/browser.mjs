// Makes sure that there is a browser for the tests. Runs on the pinned Node once the packages are installed.
import { readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { chromium } from '@playwright/test';
import { findBrowser } from './lib/browser.mjs';

/**
 * Runs an installer and shows what it said only when it failed.
 * @param {string} command
 * @param {readonly string[]} args
 */
function works(command, args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { status, stdout, stderr } = spawnSync(command, args, {
    env,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status !== 0) console.error(`${command} ${args.join(' ')}\n${stdout ?? ''}${stderr ?? ''}`);
  return status === 0;
}

/** Debian packages Chromium itself (Ubuntu's package of that name is only a pointer to a snap). */
function isDebianRoot() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    return /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}

const found = () => findBrowser(chromium.executablePath());

function installed() {
  if (isDebianRoot()) {
    const wait = ['-o', 'DPkg::Lock::Timeout=300'];
    works('apt-get', [...wait, 'update', '-qq']);
    if (works('apt-get', [...wait, 'install', '-y', '-qq', '--no-install-recommends', 'chromium']))
      return found();
  }
  const root = process.platform === 'linux' && process.getuid?.() === 0;
  works('playwright', ['install', ...(root ? ['--with-deps'] : []), 'chromium']);
  return found();
}

if (found() === undefined) {
  console.error('Installing a browser for the tests ...');
  if (installed() === undefined) {
    console.error(
      'No browser could be installed. Install Chromium, or set CHROMIUM_BIN to the path of a Chromium or Chrome.',
    );
    process.exitCode = 1;
  }
}
