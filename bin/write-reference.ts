/**
 * Writes docs/command-line.md: `npx --no-install node bin/write-reference.ts`.
 */
import { writeFileSync } from 'node:fs';
import { commandLineReference } from './reference.ts';

writeFileSync('docs/command-line.md', commandLineReference());
