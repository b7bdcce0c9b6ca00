/**
 * The order in which readdir(3) gives the names of a sysfs directory: that of a hash of the name (kernfs_name_hash()),
 * which programs see that do not sort. It is the same on every 64-bit kernel.
 */

const WORD = 2n ** 64n;
const GOLDEN_RATIO_64 = 0x61c8864680b583ebn;
const LAST_HASH = 0x7fffffffn;

/** kernfs_name_hash() of a name in ASCII, without a namespace. */
export function directoryHash(name: string): number {
  let hash = 0n;
  for (const letter of name) {
    const c = BigInt(letter.charCodeAt(0));
    hash = ((hash + (c << 4n) + (c >> 4n)) * 11n) % WORD;
  }
  hash = (((hash * GOLDEN_RATIO_64) % WORD) >> 32n) & LAST_HASH;
  if (hash < 2n) hash += 2n;
  // The last number stands for the end of the directory.
  return Number(hash === LAST_HASH ? LAST_HASH - 1n : hash);
}

/** Names in the order of their directory. */
export function inDirectoryOrder(names: readonly string[]): string[] {
  return names
    .map((name) => ({ name, hash: directoryHash(name) }))
    .sort((a, b) => a.hash - b.hash || (a.name < b.name ? -1 : 1))
    .map(({ name }) => name);
}
