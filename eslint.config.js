// Lint rules. Types and formatting have their own tools; here stand the mistakes that neither can see.
import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import { defineConfig } from 'eslint/config';
import globals from 'globals';
import ts from 'typescript-eslint';
import { noDiscardedEffect } from './scripts/eslint/no-discarded-effect.mjs';

export default defineConfig(
  { ignores: ['build/', '.svelte-kit/', 'test-results/', 'playwright-report/'] },
  // A rule is switched off here with a reason for everyone, never in passing inside a file.
  { linterOptions: { noInlineConfig: true } },
  js.configs.recommended,
  ts.configs.recommendedTypeChecked,
  svelte.configs.recommended,
  prettier,
  svelte.configs.prettier,
  {
    languageOptions: {
      globals: { ...globals.browser, ...globals.node },
      parserOptions: { projectService: true, extraFileExtensions: ['.svelte'] },
    },
    plugins: { playground: { rules: { 'no-discarded-effect': noDiscardedEffect } } },
    rules: {
      eqeqeq: 'error',
      'no-undef': 'off', // TypeScript knows better
      'playground/no-discarded-effect': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/ban-ts-comment': ['error', { 'ts-expect-error': true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser } },
  },
  {
    // These components get whole addresses, resolved once by the route that shows them.
    files: ['src/lib/ui/{review,learn,beside}/**/*.svelte'],
    rules: { 'svelte/no-navigation-without-resolve': ['error', { ignoreLinks: true }] },
  },
  {
    // A kernel function is a generator even where a variant gives it nothing to do.
    files: ['src/lib/hotplug/**/*.ts'],
    rules: { 'require-yield': 'off' },
  },
  {
    // Scripts run before anything is installed: plain JavaScript, type-checked through JSDoc by the types stage.
    files: ['**/*.{js,mjs,cjs}'],
    extends: [ts.configs.disableTypeChecked],
    languageOptions: { parserOptions: { projectService: false } },
  },
);
