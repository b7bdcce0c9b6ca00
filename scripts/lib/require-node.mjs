// Imported first by every script that a person starts: a Node that is too old gets one sentence instead of a stack.
// Uses only what very old versions of Node know too.

const OLDEST = 20;

/**
 * @param {string} version of Node, such as "18.20.4"
 * @returns {string} what to tell the user; empty when the version will do
 */
export function nodeProblem(version) {
  if (Number(version.split('.')[0]) >= OLDEST) return '';
  return `The memory hotplug playground needs Node ${OLDEST} or newer to start (this is Node ${version}).`;
}

const problem = nodeProblem(process.versions.node);
if (problem !== '') {
  console.error(problem);
  process.exit(1);
}
