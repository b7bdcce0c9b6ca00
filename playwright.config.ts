// Tests of the built page in a real browser. A spec that needs a phone says `test.use(devices...)` or sets a viewport.
import { chromium, defineConfig } from '@playwright/test';
import { launchOptions } from './scripts/lib/browser.mjs';
import { freePort, HOST, parsePort } from './scripts/lib/port.mjs';

// The workers load this file too and must find the same port: the first one to choose leaves it in the environment.
const port = (process.env['E2E_PORT'] ??= String(await freePort(parsePort(undefined))));
const address = `http://${HOST}:${port}/`;

export default defineConfig({
  testDir: 'e2e',
  workers: 2,
  timeout: 60_000,
  // Specs wait for the page's own sign of rest, however long a busy machine takes to get there.
  expect: { timeout: 20_000 },
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  use: {
    baseURL: address,
    viewport: { width: 1440, height: 900 },
    trace: 'retain-on-failure',
    serviceWorkers: 'block', // the specs about it allow it
    launchOptions: launchOptions(chromium.executablePath()),
  },
  projects: [
    { name: 'desktop', testIgnore: '**/*.phone.spec.ts' },
    {
      name: 'phone',
      testMatch: '**/*.phone.spec.ts',
      use: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
    },
  ],
  webServer: {
    command: `vite preview --host ${HOST} --port ${port} --strictPort`,
    url: address,
    reuseExistingServer: false,
  },
});
