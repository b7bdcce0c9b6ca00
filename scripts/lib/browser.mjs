// Where the browser for the tests is and how it is started. Shared by Vitest, Playwright and scripts/browser.mjs, so
// that all three agree on the same one.
import { existsSync } from 'node:fs';

const SYSTEM_BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/**
 * The browser to use: CHROMIUM_BIN, else Playwright's own, else one of the system.
 * @param {string} playwrightsOwn where Playwright would keep its own (`chromium.executablePath()`)
 * @returns {string | undefined} undefined when there is none
 */
export function findBrowser(playwrightsOwn) {
  const candidates = [process.env['CHROMIUM_BIN'] ?? '', playwrightsOwn, ...SYSTEM_BROWSERS];
  return candidates.find((path) => path !== '' && existsSync(path));
}

/**
 * @param {string} playwrightsOwn as for {@link findBrowser}
 * @returns {import('@playwright/test').LaunchOptions}
 */
export function launchOptions(playwrightsOwn) {
  const path = findBrowser(playwrightsOwn);
  return {
    // Playwright finds its own by itself, and then takes the smaller headless build.
    ...(path === undefined || path === playwrightsOwn ? {} : { executablePath: path }),
    chromiumSandbox: process.getuid?.() !== 0, // Chromium refuses its sandbox to root
    args: [
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  };
}
