#!/usr/bin/env node
// `npx hotplug`: starts the command line on the Node pinned in package.json, whichever Node found this file.
import '../scripts/lib/require-node.mjs';
import { become } from '../scripts/lib/run.mjs';

become('bin/main.ts', process.argv.slice(2), process.cwd());
