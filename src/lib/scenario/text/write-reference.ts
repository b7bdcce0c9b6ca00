/**
 * Writes docs/language.md: `npx --no-install node src/lib/scenario/text/write-reference.ts`.
 */
import { writeFileSync } from 'node:fs';
import { languageReference } from './reference.ts';

writeFileSync('docs/language.md', languageReference());
