// The rules of the house that no compiler knows: import directions, file lengths, headers, the lock file, words.
// `node scripts/structure.mjs` prints them for people, with --json for the test command.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './lib/run.mjs';
import { headerCheck, lengthCheck, readSources, wordCheck } from './structure/files.mjs';
import { IMPORT_EXCEPTIONS } from './structure/import-exceptions.mjs';
import { importChecks } from './structure/imports.mjs';
import { lockFileCheck } from './structure/lock-file.mjs';

/** @param {string} name */
const json = (name) => JSON.parse(readFileSync(join(ROOT, name), 'utf8'));

const files = readSources(ROOT);
/** @type {import('./structure/check.mjs').Check[]} */
const checks = [
  ...(await importChecks(ROOT, IMPORT_EXCEPTIONS)),
  lengthCheck(files),
  headerCheck(files),
  wordCheck(files),
  lockFileCheck(json('package.json'), json('package-lock.json')),
];

if (process.argv.includes('--json')) {
  console.log(JSON.stringify(checks));
} else {
  for (const { name, problems, note } of checks) {
    console.log(`${problems.length === 0 ? 'ok  ' : 'FAIL'} ${name}${note ? ` (${note})` : ''}`);
    for (const problem of problems) console.log(`       ${problem}`);
  }
}
if (checks.some(({ problems }) => problems.length > 0)) process.exitCode = 1;
