// Imports that break a rule of .dependency-cruiser.mjs and may stay. Each entry says why; one that no longer matches
// an import fails the structure stage, so the list cannot rot.

/**
 * @typedef {object} ImportException
 * @property {string} from path of the importing file
 * @property {string} to path of the imported file
 * @property {string} reason why the rule is worth breaking here
 */

/** @type {readonly ImportException[]} */
export const IMPORT_EXCEPTIONS = [];
