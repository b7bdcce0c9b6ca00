/**
 * Keeps the page on the disk of its reader, so that it opens without a network. Each edition has a cache of its own;
 * a new one waits until the reader asks for it. Recorded runs are kept when they are first read: all of them are 4 MB.
 */
import { version } from '$app/env';
import { assets, immutable, prerendered } from '$app/manifest';
import { asset, resolve } from '$app/paths';
import { self } from '$app/service-worker';

const PREFIX = 'memory-hotplug-playground-';
const CACHE = PREFIX + version;
/** A page of the edition before may still be open and ask for a part that it has not loaded yet. */
const EDITIONS_KEPT = 2;
/** The preview server varies its answers by origin, and switches in the address do not change a page. */
const MATCH = { ignoreSearch: true, ignoreVary: true } as const;

const HOME = resolve('/');
const FILES = [
  ...immutable.map(({ path }) => HOME + path),
  ...assets
    .map(({ path }) => asset(path))
    .filter((path) => !path.includes('/traces/') || path.endsWith('/index.json')),
  ...prerendered.map(({ path }) => HOME + path.replace(/^\//, '')),
];

async function keepEdition(): Promise<void> {
  const cache = await caches.open(CACHE);
  // Past the browser's own cache: an old page must not come in with the new edition.
  await cache.addAll(FILES.map((path) => new Request(path, { cache: 'no-cache' })));
}

async function dropOldEditions(): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  const old = names.sort().slice(0, Math.max(0, names.length - (EDITIONS_KEPT - 1)));
  await Promise.all(old.map((name) => caches.delete(name)));
}

/** What is kept, in this edition first; null when it is not. */
async function kept(request: Request): Promise<Response | null> {
  const cache = await caches.open(CACHE);
  const own = await cache.match(request, MATCH);
  if (own !== undefined) return own;
  return request.url.includes('/_app/immutable/') ? ((await caches.match(request, MATCH)) ?? null) : null;
}

async function answer(request: Request): Promise<Response> {
  const found = (await kept(request)) ?? (request.mode === 'navigate' ? await kept(new Request(HOME)) : null);
  if (found !== null) return found;
  const response = await fetch(request);
  if (response.ok && new URL(request.url).pathname.includes('/traces/')) {
    const cache = await caches.open(CACHE);
    // A full disk must not keep a run from being read.
    await cache.put(request, response.clone()).catch(() => undefined);
  }
  return response;
}

self.addEventListener('install', (event) => event.waitUntil(keepEdition()));
self.addEventListener('activate', (event) =>
  event.waitUntil(dropOldEditions().then(() => self.clients.claim())),
);
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const isOurs = request.method === 'GET' && request.url.startsWith(new URL(HOME, self.location.href).href);
  if (isOurs) event.respondWith(answer(request));
});
self.addEventListener('message', ({ data }) => {
  if (data === 'take-over') void self.skipWaiting();
});
