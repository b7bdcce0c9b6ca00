// Rules about single files: how long they may be, that they say why they exist, and which words they must not hold.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {import('./check.mjs').Check} Check */
/** @typedef {{ path: string, text: string }} SourceFile path relative to the project, with forward slashes */

const SKIPPED = new Set([
  '.git',
  'node_modules',
  'build',
  '.svelte-kit',
  'test-results',
  'playwright-report',
]);
const BINARY = /\.(?:png|jpe?g|webp|ico|gz|tgz|tar|zip|woff2?|pdf|webm)$/;
const CODE = /\.(?:ts|svelte|js|mjs)$/;
const NEEDS_HEADER = /^(?:src|conformance|bench|bin|e2e|scripts)\/.*\.(?:ts|mjs)$|^[^/]+\.(?:ts|js|mjs)$/;
const MAX_LINES = 400;
const MIN_HEADER_WORDS = 5;

/**
 * All text files under `root` that belong to the project.
 * @param {string} root absolute path
 * @param {string} [folder] relative to root
 * @returns {SourceFile[]}
 */
export function readSources(root, folder = '') {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    // In a second work tree of git, `.git` is a file.
    if (SKIPPED.has(entry.name)) return [];
    if (entry.isDirectory()) return readSources(root, path);
    if (!entry.isFile() || BINARY.test(path)) return [];
    return [{ path, text: readFileSync(join(root, path), 'utf8') }];
  });
}

/**
 * The comment that opens a file, without comment signs; empty when the file opens with code. In Svelte files it may
 * be an HTML comment or the first lines of the script.
 * @param {string} text
 */
export function headerComment(text) {
  const start = text
    .replace(/^#!.*\n/, '')
    .replace(/^(?:\s*\/\/\/ *<.*\n)+/, '')
    .replace(/^\s*<script[^>]*>/, '')
    .trimStart();
  const block = /^\/\*([\s\S]*?)\*\//.exec(start) ?? /^<!--([\s\S]*?)-->/.exec(start);
  if (block) return (block[1] ?? '').replace(/^\s*\*/gm, '').trim();
  const lines = /^(?:\/\/.*(?:\n|$)[ \t]*)+/.exec(start);
  return lines ? lines[0].replace(/^[ \t]*\/\//gm, '').trim() : '';
}

/** @param {string} text */
const lineCount = (text) => text.split('\n').length - (text.endsWith('\n') ? 1 : 0);

/**
 * @param {readonly SourceFile[]} files
 * @returns {Check}
 */
export function lengthCheck(files) {
  const lengths = files
    .filter(({ path }) => CODE.test(path))
    .map(({ path, text }) => ({ path, lines: lineCount(text), header: headerComment(text) }))
    .sort((a, b) => a.lines - b.lines);
  const median = lengths[lengths.length >> 1]?.lines ?? 0;
  const longest = lengths.at(-1);
  return {
    name: `a file over ${MAX_LINES} lines says the reason in its header`,
    problems: lengths
      .filter(({ lines, header }) => lines > MAX_LINES && !/\b(?:reason|because)\b/i.test(header))
      .map(({ path, lines }) => `${path}: ${lines} lines`),
    note: `${lengths.length} files, median ${median} lines, longest ${longest?.lines ?? 0} (${longest?.path ?? '-'})`,
  };
}

/**
 * @param {readonly SourceFile[]} files
 * @returns {Check}
 */
export function headerCheck(files) {
  return {
    name: 'every source file opens with a comment that says why it exists',
    problems: files
      .filter(({ path, text }) => NEEDS_HEADER.test(path) && tooShort(headerComment(text)))
      .map(({ path }) => `${path}: no header comment of ${MIN_HEADER_WORDS} words or more`),
  };
}

/** @param {string} header */
const tooShort = (header) => header.split(/\s+/).length < MIN_HEADER_WORDS;

/** Folders at the root of somebody's machine, and package servers: both mean nothing to anybody else. */
const FORBIDDEN = [
  { what: 'a path of one machine', pattern: /(?:^|[^\w.:/~-])\/(?:home|Users|root|tmp|work)\/[\w.]/ },
  { what: 'the host of a package server', pattern: /\bhttps?:\/\/(?:registry|deb|npm)\./ },
];

/**
 * @param {readonly SourceFile[]} files
 * @returns {Check}
 */
export function wordCheck(files) {
  return {
    name: 'no machine path and no package server is named',
    problems: files.flatMap(({ path, text }) =>
      FORBIDDEN.filter(({ pattern }) => pattern.test(text)).flatMap(({ what, pattern }) =>
        text
          .split('\n')
          .map((line, index) => (pattern.test(line) ? `${path}:${index + 1}: ${what}` : ''))
          .filter((problem) => problem !== ''),
      ),
    ),
  };
}
