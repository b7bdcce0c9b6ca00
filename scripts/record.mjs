// `npm run conformance:record`: records kernels in virtual machines, on the pinned Node, after the same set-up as everything else.
import './lib/require-node.mjs';
import { become } from './lib/run.mjs';
import { ensureInstalled } from './lib/setup.mjs';

ensureInstalled(console.error).then(
  () => become('conformance/record/cli.ts', process.argv.slice(2)),
  (error) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
