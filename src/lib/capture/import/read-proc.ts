/**
 * /proc/iomem, /proc/zoneinfo, /proc/meminfo and numactl -H, as whole files or the parts of them that people paste.
 */
import type { ResourceDescription, ZoneDescription } from '#lib/hotplug/state/machine.ts';
import { ZONE_NAMES } from '#lib/hotplug/state/units.ts';
import type { SeenNode } from './facts.ts';
import { hexNumber, MOST_NODES, nodeList, printedSize, type Reader } from './reading.ts';

const IOMEM = /^( *)([0-9a-f]{8,16})-([0-9a-f]{8,16}) : (.*)$/;

/** Indentation is depth; entries with all addresses 0 are what a user without CAP_SYS_ADMIN sees. */
export const readIomem: Reader = (source, at) => {
  if (!IOMEM.test(source.line(at))) return null;
  const resources: ResourceDescription[] = [];
  const indent = IOMEM.exec(source.line(at))![1]!.length;
  let [zeroed, deepest, next] = [0, 0, at];
  for (; next < source.lines.length; next++) {
    const match = IOMEM.exec(source.line(next));
    if (match === null) break;
    const [startBytes, endBytes] = [hexNumber(match[2]!), hexNumber(match[3]!)];
    const depth = Math.min(Math.max(0, Math.floor((match[1]!.length - indent) / 2)), deepest);
    if (startBytes === null || endBytes === null || endBytes < startBytes) {
      source.problem(next, 'START-END : NAME with START not above END, below 2^53', 'the other entries');
      continue;
    }
    if (startBytes === 0 && endBytes === 0) {
      zeroed++;
      continue;
    }
    deepest = depth + 1;
    resources.push({ startBytes, endBytes, name: match[4]!.trim(), depth });
  }
  const isZeroed = zeroed > 0 && resources.length === 0;
  const notes = isZeroed
    ? [
        `All ${zeroed} addresses of /proc/iomem are zero: it was read without CAP_SYS_ADMIN. Nothing of it can be used; read it as root.`,
      ]
    : [];
  return { next, pieces: [source.piece('/proc/iomem', at, next, isZeroed ? {} : { resources }, notes)] };
};

const ZONE = /^Node (\d{1,4}), zone\s+(\w+)\s*$/;
const COUNTER = /^\s+(spanned|present|managed|start_pfn:)\s+(\d{1,14})\s*$/;
const FIELDS = {
  spanned: 'spannedPages',
  present: 'presentPages',
  managed: 'managedPages',
  'start_pfn:': 'startPfn',
} as const;

type OpenZone = { -readonly [K in keyof ZoneDescription]: number };

/** Page counts are in pages of the machine. Lines that say something else are passed over. */
export const readZoneinfo: Reader = (source, at) => {
  if (!ZONE.test(source.line(at))) return null;
  const zones: OpenZone[] = [];
  let next = at;
  let isKnown = false;
  for (; next < source.lines.length; next++) {
    const line = source.line(next);
    const heading = ZONE.exec(line);
    if (heading !== null) {
      const [nid, type] = [Number(heading[1]), ZONE_NAMES.findIndex((name) => name === heading[2])];
      isKnown = type >= 0 && nid < MOST_NODES;
      if (isKnown) zones.push({ nid, type, startPfn: 0, spannedPages: 0, presentPages: 0, managedPages: 0 });
      else source.problem(next, `a zone of ${ZONE_NAMES.join(', ')}`, 'the other zones');
      continue;
    }
    if (!/^\s+\S/.test(line)) break;
    const counter = COUNTER.exec(line);
    if (counter !== null && isKnown)
      zones.at(-1)![FIELDS[counter[1] as keyof typeof FIELDS]] = Number(counter[2]);
  }
  return { next, pieces: [source.piece('/proc/zoneinfo', at, next, { zones })] };
};

const MEMINFO = /^(Node \d{1,4} )?(\w+(?:\(\w+\))?): +(\d{1,14})( kB)?\s*$/;

/** /proc/meminfo, or the meminfo of nodes. */
export const readMeminfo: Reader = (source, at) => {
  if (!/^(Node \d{1,4} )?MemTotal: +\d/.test(source.line(at))) return null;
  const nodes: SeenNode[] = [];
  let memTotalBytes: number | undefined;
  let next = at;
  for (; next < source.lines.length; next++) {
    const match = MEMINFO.exec(source.line(next));
    if (match === null) break;
    if (match[2] !== 'MemTotal') continue;
    const bytes = Number(match[3]) * 1024;
    if (match[1] === undefined) memTotalBytes = bytes;
    else nodes.push({ nid: Number(/\d+/.exec(match[1])![0]), managedBytes: bytes, online: true });
  }
  const facts = { ...(memTotalBytes === undefined ? {} : { memTotalBytes }), nodes };
  return { next, pieces: [source.piece('/proc/meminfo', at, next, facts)] };
};

/** Which nodes there are, their CPUs and sizes. */
export const readNumactl: Reader = (source, at) => {
  const heading = /^available: \d+ nodes? \(([\d,-]+)\)\s*$/.exec(source.line(at));
  const ids = heading === null ? null : nodeList(heading[1]!);
  if (ids === null) return null;
  const nodes = new Map<number, SeenNode>(ids.map((nid) => [nid, { nid, online: true, possible: true }]));
  let next = at + 1;
  let isDistance = false;
  for (; next < source.lines.length; next++) {
    const line = source.line(next);
    if (line.startsWith('node distances')) isDistance = true;
    const match = /^node (\d{1,4}) (cpus|size|free):(.*)$/.exec(line);
    if (match === null) {
      if (isDistance && /^(node|\s*\d+:?|node distances:)(\s|$)|^node distances/.test(line)) continue;
      break;
    }
    const nid = Number(match[1]);
    const node = nodes.get(nid);
    if (node === undefined) {
      source.problem(next, `a node of ${heading![1]!}`, 'the other nodes');
      continue;
    }
    const text = match[3]!.trim();
    if (match[2] === 'cpus') nodes.set(nid, { ...node, hasCpu: text !== '' });
    if (match[2] !== 'size') continue;
    const bytes = printedSize(text.replace(/ MB$/, 'M'));
    if (bytes === null) source.problem(next, 'a size such as 2014 MB', 'what else is said of the node');
    else nodes.set(nid, { ...node, managedBytes: bytes, hasMemory: bytes > 0 });
  }
  return { next, pieces: [source.piece('numactl -H', at, next, { nodes: [...nodes.values()] })] };
};
