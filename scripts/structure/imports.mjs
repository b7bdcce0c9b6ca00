// Holds the imports of the project against the rules in .dependency-cruiser.mjs and the list of exceptions.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { cruise } from 'dependency-cruiser';
import { forbidden, options, ROOMS } from '../../.dependency-cruiser.mjs';

/** @typedef {import('./check.mjs').Check} Check */
/** @typedef {import('./import-exceptions.mjs').ImportException} ImportException */
/** @typedef {{ rule: string, from: string, to: string, via: string[] }} Violation */

const SOURCE_FOLDERS = ['src', 'conformance', 'bench', 'bin', 'e2e'];

/**
 * Every import under `root` that breaks a rule.
 * @param {string} root absolute path of the project
 * @returns {Promise<Violation[]>}
 */
async function violations(root) {
  const folders = SOURCE_FOLDERS.filter((folder) => existsSync(join(root, folder)));
  const { output } = await cruise(folders, {
    ...options,
    baseDir: root,
    validate: true,
    ruleSet: { forbidden },
  });
  if (typeof output === 'string') throw new Error(`dependency-cruiser answered with text: ${output}`);
  if (output.summary.totalCruised === 0) throw new Error('dependency-cruiser read no file');
  return output.summary.violations.map(({ rule, from, to, cycle, via }) => ({
    rule: rule.name,
    from,
    to,
    via: (cycle ?? via ?? []).map((step) => step.name),
  }));
}

/**
 * @param {string} root absolute path of the project
 * @param {readonly ImportException[]} exceptions
 * @returns {Promise<Check[]>} one check per kind of rule
 */
export async function importChecks(root, exceptions) {
  const found = await violations(root);
  /** @param {{ from: string, to: string }} import_ */
  const excepted = ({ from, to }) => exceptions.some((e) => e.from === from && e.to === to);
  const rules = forbidden.map((rule) => rule.name ?? 'unnamed');
  const downwards = rules.filter((name) => name.endsWith('knows nothing above it'));
  /**
   * @param {readonly string[]} names
   * @returns {string[]}
   */
  const problems = (names) =>
    found
      .filter((violation) => names.includes(violation.rule) && !excepted(violation))
      .map(({ rule, from, to, via }) => `${from} -> ${via.length > 0 ? via.join(' -> ') : to} (${rule})`);
  return [
    { name: 'imports point downwards', problems: problems(downwards) },
    ...rules
      .filter((name) => !downwards.includes(name))
      .map((name) => ({ name, problems: problems([name]) })),
    { name: 'import exceptions are used and have a reason', problems: badExceptions(found, exceptions) },
    { name: 'every folder in src/lib is a known room', problems: unknownRooms(root) },
  ];
}

/**
 * @param {readonly Violation[]} found
 * @param {readonly ImportException[]} exceptions
 */
function badExceptions(found, exceptions) {
  return exceptions.flatMap(({ from, to, reason }) => [
    ...(found.some((v) => v.from === from && v.to === to)
      ? []
      : [`${from} -> ${to} breaks no rule any more`]),
    ...(reason.trim().length >= 20 ? [] : [`${from} -> ${to} has no reason`]),
  ]);
}

/**
 * A folder that the rules do not know would be free of them.
 * @param {string} root
 */
function unknownRooms(root) {
  const lib = join(root, 'src', 'lib');
  if (!existsSync(lib)) return [];
  return readdirSync(lib, { withFileTypes: true })
    .map((entry) => (entry.isDirectory() ? `src/lib/${entry.name}` : `src/lib (file ${entry.name})`))
    .filter((room) => !ROOMS.includes(room))
    .map((room) => `${room} is not in ROOMS of .dependency-cruiser.mjs`);
}
