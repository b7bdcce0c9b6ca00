/**
 * The `test` of all specs. While one runs, everything that its pages complain about is collected, and so is every
 * request that leaves their origin; at its end there must be none. Specs need not ask.
 */
import { type BrowserContext, expect, test as base } from '@playwright/test';
import { PlaygroundPage } from './playground-page.ts';

interface Fixtures {
  /** What was complained about so far. A spec that provokes a complaint empties it. */
  complaints: string[];
  playground: PlaygroundPage;
}

/** Writes down messages of the console (violations of the content policy among them), errors and foreign requests. */
function watch(context: BrowserContext, origin: string): string[] {
  const complaints: string[] = [];
  context.on('console', (message) => {
    // Playwright's own words where a spec does not allow service workers.
    if (message.text().includes('Service Worker registration blocked')) return;
    if (['error', 'warning'].includes(message.type())) {
      complaints.push(`console ${message.type()}: ${message.text()}`);
    }
  });
  context.on('weberror', (error) => complaints.push(`uncaught: ${error.error().message}`));
  context.on('request', (request) => {
    if (new URL(request.url()).origin !== origin) complaints.push(`request to ${request.url()}`);
  });
  return complaints;
}

export const test = base.extend<Fixtures>({
  complaints: [
    async ({ context, baseURL }, use) => {
      const complaints = watch(context, new URL(baseURL ?? '').origin);
      await use(complaints);
      expect(complaints, 'complaints of the browser and requests to other places').toEqual([]);
    },
    { auto: true },
  ],
  playground: async ({ page }, use) => {
    await use(new PlaygroundPage(page));
  },
});

export { expect };
