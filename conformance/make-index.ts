/**
 * `npx --no-install node conformance/make-index.ts`: writes static/traces/index.json anew. To be run after a recording
 * was added, changed or removed; a test says when that was forgotten.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { INDEX_FILE } from './find-traces.ts';
import { traceIndexText } from './trace-index.ts';

const folder = fileURLToPath(new URL('../static/traces', import.meta.url));
writeFileSync(join(folder, INDEX_FILE), traceIndexText(folder));
