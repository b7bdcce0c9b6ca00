// The import rules of the house: which room may know which. Read from top to bottom; imports point downwards only.
// Single exceptions stand in scripts/structure/import-exceptions.mjs, each with its reason.

/** Rooms of the source tree, the ones that know most first. */
export const ROOMS = [
  'src/routes',
  'src/lib/ui',
  'src/lib/draw',
  'src/lib/workbench',
  'src/lib/explore',
  'src/lib/scenario',
  'src/lib/capture',
  'src/lib/hotplug',
  'src/lib/machines',
];

/** Folders of the kernel, the ones that know most first; the files directly in src/lib/hotplug may use them all. */
export const KERNEL_FOLDERS = ['variants', 'userspace', 'drivers', 'core', 'run', 'state'].map(
  (folder) => `src/lib/hotplug/${folder}`,
);

const KERNEL = '^src/lib/hotplug/';
const TEST = '\\.test\\.ts$';
const PAGE_PACKAGES = 'node_modules/(svelte|@sveltejs|d3-[a-z]+|xstate)/';

/** @param {readonly string[]} folders */
const inside = (folders) => `^(${folders.join('|')})/`;

/**
 * One rule for each folder but the first: it may not import from any of those above it.
 * @param {readonly string[]} folders
 * @param {string} [except] files that the rule leaves alone
 * @returns {import('dependency-cruiser').IForbiddenRuleType[]}
 */
const onlyDownwards = (folders, except) =>
  folders.slice(1).map((folder, above) => ({
    name: `${folder} knows nothing above it`,
    severity: 'error',
    from: { path: inside([folder]), ...(except === undefined ? {} : { pathNot: except }) },
    to: { path: inside(folders.slice(0, above + 1)) },
  }));

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
export const forbidden = [
  ...onlyDownwards(ROOMS),
  // The engine in run/ is tested with kernel functions of core/, which stand above it.
  ...onlyDownwards(KERNEL_FOLDERS, TEST),
  {
    name: 'kernel folders do not know the files above them',
    severity: 'error',
    from: { path: inside(KERNEL_FOLDERS) },
    to: { path: `${KERNEL}[^/]+$` },
  },
  {
    name: 'the kernel imports only what is ours',
    severity: 'error',
    from: { path: KERNEL, pathNot: TEST },
    to: { pathNot: '^src/lib/' },
  },
  {
    name: 'the kernel reaches no page, drawing or chart package',
    severity: 'error',
    from: { path: KERNEL, pathNot: TEST },
    to: { path: PAGE_PACKAGES, reachable: true },
  },
  {
    name: 'the app does not know its tools',
    severity: 'error',
    from: { path: '^src/' },
    to: { path: '^(conformance|bench|bin|e2e|scripts)/' },
  },
  { name: 'no cycles', severity: 'error', from: {}, to: { circular: true } },
  {
    name: 'every import is found',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true, pathNot: '^\\$(app|env)/' },
  },
];

/** @type {import('dependency-cruiser').ICruiseOptions} */
export const options = {
  doNotFollow: { path: 'node_modules' },
  // Types are knowledge too: `import type` counts.
  tsPreCompilationDeps: true,
  skipAnalysisNotInRules: true,
  enhancedResolveOptions: {
    exportsFields: ['exports'],
    conditionNames: ['svelte', 'import', 'types', 'node', 'default'],
  },
};

export default { forbidden, options };
