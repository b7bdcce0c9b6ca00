// npm can write a lock file that `npm ci` refuses later, or one that is tied to the server it was written against.
// Both show only on another machine, so they are looked for here.

/** @typedef {import('./check.mjs').Check} Check */

/**
 * @typedef {object} LockEntry
 * @property {string} [version]
 * @property {string} [integrity]
 * @property {string} [resolved]
 * @property {boolean} [link]
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [devDependencies]
 * @property {Record<string, string>} [optionalDependencies]
 */

/**
 * @typedef {object} Manifest the parts of package.json that the lock file must repeat
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [devDependencies]
 * @property {Record<string, string>} [optionalDependencies]
 */

/**
 * @param {Manifest} manifest
 * @param {{ packages: Record<string, LockEntry> }} lock
 * @returns {Check}
 */
export function lockFileCheck(manifest, lock) {
  const entries = Object.entries(lock.packages);
  return {
    name: 'the lock file is complete and tied to no server',
    problems: [
      ...rootProblems(manifest, lock.packages['']),
      ...entries.flatMap(([path, entry]) => (path === '' || entry.link ? [] : entryProblems(path, entry))),
      ...entries.flatMap(([path, entry]) => missingOptional(lock.packages, path, entry)),
    ],
  };
}

/**
 * @param {string} path
 * @param {LockEntry} entry
 */
function entryProblems(path, entry) {
  return [
    ...(entry.version ? [] : [`${path}: no version`]),
    ...(entry.integrity ? [] : [`${path}: no integrity`]),
    ...(entry.resolved === undefined ? [] : [`${path}: has a resolved address`]),
  ];
}

/**
 * @param {Record<string, LockEntry>} packages
 * @param {string} path
 * @param {LockEntry} entry
 */
function missingOptional(packages, path, entry) {
  return Object.keys(entry.optionalDependencies ?? {})
    .filter((name) => !places(path, name).some((place) => packages[place]))
    .map((name) => `${path || 'package.json'}: optional dependency ${name} has no entry`);
}

/**
 * Where Node would look for `name` from the package at `path`, innermost first.
 * @param {string} path
 * @param {string} name
 */
function places(path, name) {
  const folders = [''];
  for (let end = path.indexOf('node_modules/'); end >= 0; end = path.indexOf('/node_modules/', end + 1)) {
    const next = path.indexOf('/node_modules/', end + 1);
    folders.unshift(`${next < 0 ? path : path.slice(0, next)}/`);
  }
  return folders.map((folder) => `${folder}node_modules/${name}`);
}

/**
 * Every version in package.json is exact, and the lock file was written for this package.json.
 * @param {Manifest} manifest
 * @param {LockEntry | undefined} root
 */
function rootProblems(manifest, root) {
  return /** @type {const} */ (['dependencies', 'devDependencies', 'optionalDependencies']).flatMap((kind) =>
    Object.entries(manifest[kind] ?? {}).flatMap(([name, version]) => [
      ...(/^\d+\.\d+\.\d+$/.test(version)
        ? []
        : [`package.json: ${name} ${version} is not an exact version`]),
      ...(root?.[kind]?.[name] === version ? [] : [`package-lock.json: ${name} is not locked at ${version}`]),
    ]),
  );
}
