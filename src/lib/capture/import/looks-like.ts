/**
 * A quick look: could a text be output of a machine? What the page asks of everything that is pasted into it.
 */
const SIGNS: readonly RegExp[] = [
  /^(> ?)*=== capture 1\s*$/m,
  /^(> ?)*\s*(RANGE|SIZE|STATE|REMOVABLE|BLOCK|NODE|ZONES)( +(RANGE|SIZE|STATE|REMOVABLE|BLOCK|NODE|ZONES))+\s*$/m,
  /^(> ?)*(RANGE|BLOCK|SIZE|STATE)="/m,
  /^(> ?)*0x[0-9a-f]{8,16}-0x[0-9a-f]{8,16} /m,
  /^(> ?)*Memory block size: +\d/m,
  /^(> ?)* *[0-9a-f]{8,16}-[0-9a-f]{8,16} : /m,
  /^(> ?)*Node \d+, zone +\w+/m,
  /^(> ?)*MemTotal: +\d+ kB/m,
  /^(> ?)*available: \d+ nodes? \(/m,
  /^(> ?)*\/sys\/devices\/system\/memory\/.*:/m,
  /"memory"\s*:\s*\[/,
  /"chardev"\s*:\s*"dax/,
  /^(> ?)*hotplug-run 1\s*$/m,
  /"format"\s*:\s*"hotplug-trace/,
  /x86\/mm: Memory block size/,
];
/** Signs come early. */
const LOOKED_AT = 100_000;

export function looksLikeMachine(text: string): boolean {
  const start = text.slice(0, LOOKED_AT);
  return SIGNS.some((sign) => sign.test(start));
}

/** Is a file of that name an archive that only a machine is brought in? */
export function isArchiveName(name: string): boolean {
  return /\.(tar|tgz|tar\.gz|gz)$/i.test(name);
}
