/**
 * Panning and zooming the map of 524,288 blocks in a real browser, beside an empty page in the same browser; the script
 * before the first picture; how many elements the picture has. Measures the built page.
 */
import { createServer, type Server } from 'node:http';
import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { chromium, type Page } from '@playwright/test';
import { encodeLink } from '#lib/scenario/link.ts';
import { launchOptions } from '../../scripts/lib/browser.mjs';
import { percentile } from '../statistics.ts';
import { report } from './report.ts';

const BUILD = new URL('../../build/', import.meta.url);
const FRAMES = 120;
const STEPS = 40;
const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html',
  js: 'text/javascript',
  css: 'text/css',
  json: 'application/json',
  svg: 'image/svg+xml',
};

function serve(): Promise<{ server: Server; address: string }> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const file = path.endsWith('/') ? `${path}index.html` : path;
    readFile(new URL(`.${file}`, BUILD)).then(
      (body) => {
        response.setHeader('content-type', TYPES[file.split('.').at(-1) ?? ''] ?? 'application/octet-stream');
        response.end(body);
      },
      () => {
        response.statusCode = 404;
        response.end();
      },
    );
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const bound = server.address();
      const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
      resolve({ server, address: `http://127.0.0.1:${port}/` });
    });
  });
}

/** Times between frames while the wheel is turned over the map, if there is one: in and out, and sideways. */
function frameTimes(page: Page): Promise<number[]> {
  return page.evaluate(async (frames) => {
    const surface = document.querySelector('.lane-surface');
    const box = surface?.getBoundingClientRect();
    const times: number[] = [];
    let last = await new Promise<number>(requestAnimationFrame);
    for (let i = 0; i < frames; i++) {
      const isPan = i % 3 === 2;
      const delta = i % 40 < 20 ? -60 : 60;
      surface?.dispatchEvent(
        new WheelEvent('wheel', {
          bubbles: true,
          cancelable: true,
          clientX: (box?.left ?? 0) + (box?.width ?? 0) / 2,
          clientY: (box?.top ?? 0) + 20,
          deltaX: isPan ? delta : 0,
          deltaY: isPan ? 0 : delta,
        }),
      );
      const now = await new Promise<number>(requestAnimationFrame);
      times.push(now - last);
      last = now;
    }
    return times;
  }, FRAMES);
}

/** Gzipped bytes of the scripts that the page asks for before its first picture. */
async function firstScriptBytes(page: Page, address: string): Promise<number> {
  await page.goto(address);
  await page.waitForSelector('.physical-map svg rect', { state: 'attached' });
  const html = await readFile(new URL('index.html', BUILD), 'utf8');
  const named = new Set([...html.matchAll(/["'](?:\.\/)?(_app\/[^"']+\.js)["']/g)].map((match) => match[1]!));
  const bodies = await Promise.all([...named].map((path) => readFile(new URL(path, BUILD))));
  return bodies.reduce((sum, body) => sum + gzipSync(body, { level: 9 }).length, 0);
}

const { server, address } = await serve();
const browser = await chromium.launch(launchOptions(chromium.executablePath()));
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
const scriptBytes = await firstScriptBytes(page, address);
await page.goto('about:blank');
const empty = await frameTimes(page);
const link = encodeLink({
  source: { kind: 'scenario', id: '64tib' },
  variant: 'v1p3',
  position: 5422,
  block: 982_144,
});
const begun = performance.now();
await page.goto(`${address}#${link}`);
await page.waitForSelector('html[data-idle=true]');
await page.waitForFunction(() => /64 TiB/.test(document.title));
const openMs = performance.now() - begun;
await page.getByRole('button', { name: 'zoom to all' }).click();
const map = await frameTimes(page);
const svgNodes = await page.locator('svg *').count();
/** Script of single steps on and back, each of which changes a block or a counter: all of it, and the map's part. */
const { stepsMs, drawsMs } = await page.evaluate(async (steps) => {
  const stepsMs: number[] = [];
  const drawsMs: number[] = [];
  for (let i = 0; i < steps; i++) {
    const name = i % 2 === 0 ? 'Step' : 'Step back';
    const button = document.querySelector<HTMLButtonElement>(`button[aria-label="${name}"]`);
    const begunMs = performance.now();
    button?.click();
    await Promise.resolve();
    stepsMs.push(performance.now() - begunMs);
    drawsMs.push(performance.getEntriesByName('draw map').at(-1)?.duration ?? Number.NaN);
    await new Promise(requestAnimationFrame);
  }
  return { stepsMs, drawsMs };
}, STEPS);
await browser.close();
server.close();
report({
  scriptBytes,
  openMs,
  emptyP95Ms: percentile(empty, 95),
  mapP50Ms: percentile(map, 50),
  mapP95Ms: percentile(map, 95),
  svgNodes,
  stepMs: percentile(stepsMs, 50),
  drawMs: percentile(drawsMs, 50),
});
