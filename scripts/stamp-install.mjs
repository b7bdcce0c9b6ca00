// Runs after every installation, npm's own included: notes which lock file it came from, so that `npm start` and
// `npm test` need not install again.
import { stampInstall } from './lib/setup.mjs';

stampInstall();
