// One configuration for the build, the two kinds of tests and the preview server.
import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import { playwright } from '@vitest/browser-playwright';
import { chromium } from '@playwright/test';
import { defineConfig } from 'vitest/config';
import { launchOptions } from './scripts/lib/browser.mjs';

/** Kit's route announcer has a style attribute; this is its hash. It is the only one allowed. */
const ROUTE_ANNOUNCER_STYLE = 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo=';

export default defineConfig({
  plugins: [
    sveltekit({
      compilerOptions: {
        runes: ({ filename }) => (filename.split(/[/\\]/).includes('node_modules') ? undefined : true),
      },
      adapter: adapter({ fallback: '404.html' }),
      // Relative addresses: the built folder runs unchanged under any path. Only 404.html needs BASE_PATH.
      paths: { base: (process.env['BASE_PATH'] ?? '') as '' | `/${string}`, relative: true },
      serviceWorker: { register: false }, // the page registers it, after the first picture and not inside a frame
      csp: {
        mode: 'hash',
        directives: {
          'default-src': ['self'],
          'script-src': ['self'],
          'style-src': ['self'],
          'style-src-attr': ['unsafe-hashes', ROUTE_ANNOUNCER_STYLE],
          'img-src': ['self', 'blob:'], // blob: is how a picture becomes a PNG
          'connect-src': ['self'],
          'worker-src': ['self'],
          'manifest-src': ['self'],
          'object-src': ['none'],
          'frame-src': ['none'],
          'base-uri': ['self'],
          'form-action': ['self'],
          'require-trusted-types-for': ['script'],
          'trusted-types': ['svelte-trusted-html', 'sveltekit-trusted-url', 'app-worker'],
        },
      },
    }),
  ],
  build: { assetsInlineLimit: 0 }, // a data: address would break the policy above
  test: {
    expect: { requireAssertions: true },
    testTimeout: 30_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          environment: 'node',
          include: ['{src,conformance,bench,bin}/**/*.test.ts', 'scripts/**/*.test.mjs'],
          exclude: ['**/*.svelte.test.ts'],
          setupFiles: ['./scripts/lib/property-seed.mjs'],
        },
      },
      {
        extends: true,
        test: {
          name: 'component',
          include: ['src/**/*.svelte.test.ts'],
          browser: {
            enabled: true,
            headless: true,
            provider: playwright({ launchOptions: launchOptions(chromium.executablePath()) }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
