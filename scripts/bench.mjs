// `npm run bench`: measures on the pinned Node, after the same set-up as everything else. All words of the
// set-up go to stderr, so that the output can be piped.
import './lib/require-node.mjs';
import { become } from './lib/run.mjs';
import { ensureInstalled } from './lib/setup.mjs';

ensureInstalled(console.error).then(
  () => become('bench/run.ts', process.argv.slice(2)),
  (error) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
