// What a structure check gives back. In a file of its own because it is only a type and every check needs it.

/**
 * @typedef {object} Check
 * @property {string} name the rule as a sentence
 * @property {string[]} problems one line each, starting with the place; empty when the rule holds
 * @property {string} [note] a figure worth printing, such as a median
 */

export {};
