/**
 * Where a device can be put by hand: stretches of addresses, block aligned, in which nothing stands yet.
 */
import { freeAddress } from './deeds-devices.ts';
import type { Frame } from './frame.ts';

/** Machines put memory devices above the first 4 GiB, where no device of the bus can be. */
const LOWEST_BYTES = 4 * 2 ** 30;

interface Range {
  readonly startBytes: number;
  readonly endBytes: number;
}

function takenRanges({ resources, blocks, runs, devices }: Frame): Range[] {
  return [
    ...resources.map(({ startBytes, endBytes }) => ({ startBytes, endBytes: endBytes + 1 })),
    ...blocks.map(({ startBytes, sizeBytes }) => ({ startBytes, endBytes: startBytes + sizeBytes })),
    ...runs.map(({ first, count }) => ({
      startBytes: first.startBytes,
      endBytes: first.startBytes + count * first.sizeBytes,
    })),
    ...devices.flatMap(({ ranges }) => ranges),
  ].sort((a, b) => a.startBytes - b.startBytes);
}

/** Stretches between what is taken that hold at least `sizeBytes`; the last one has no end. */
export function freeStretches(frame: Frame, sizeBytes: number): Range[] {
  const up = (bytes: number): number => Math.ceil(bytes / frame.blockSizeBytes) * frame.blockSizeBytes;
  const free: Range[] = [];
  let at = LOWEST_BYTES;
  for (const { startBytes, endBytes } of takenRanges(frame)) {
    if (startBytes - up(at) >= sizeBytes) free.push({ startBytes: up(at), endBytes: startBytes });
    at = Math.max(at, endBytes);
  }
  free.push({ startBytes: Math.max(up(at), freeAddress(frame)), endBytes: Infinity });
  return free;
}

/** The free place of that size nearest to an address, block aligned. */
export function nearestFreePlace(frame: Frame, wishBytes: number, sizeBytes: number): number {
  const { blockSizeBytes } = frame;
  const wish = Math.round(wishBytes / blockSizeBytes) * blockSizeBytes;
  const places = freeStretches(frame, sizeBytes).map(({ startBytes, endBytes }) => {
    const last = Math.floor((endBytes - sizeBytes) / blockSizeBytes) * blockSizeBytes;
    return Math.min(Math.max(wish, startBytes), Number.isFinite(last) ? last : Infinity);
  });
  return places.reduce((best, place) => (Math.abs(place - wish) < Math.abs(best - wish) ? place : best));
}

/** The next free place above or below one, by a block or over what is taken; the same where there is none below. */
export function nextFreePlace(frame: Frame, fromBytes: number, sizeBytes: number, step: 1 | -1): number {
  const stretches = freeStretches(frame, sizeBytes);
  const to = fromBytes + step * frame.blockSizeBytes;
  const fits = ({ startBytes, endBytes }: Range): boolean => startBytes <= to && to + sizeBytes <= endBytes;
  if (stretches.some(fits)) return to;
  const others = stretches.filter(({ startBytes, endBytes }) =>
    step === 1 ? startBytes > fromBytes : endBytes - sizeBytes < fromBytes,
  );
  const next = step === 1 ? others[0] : others.at(-1);
  if (next === undefined) return fromBytes;
  if (step === 1) return next.startBytes;
  return Math.floor((next.endBytes - sizeBytes) / frame.blockSizeBytes) * frame.blockSizeBytes;
}

/** The node whose span an address lies in or is nearest to. */
export function nodeNear({ nodes }: Frame, bytes: number): number {
  const PAGE_BYTES = 4096;
  const distance = (startPfn: number, pages: number): number => {
    const [start, end] = [startPfn * PAGE_BYTES, (startPfn + pages) * PAGE_BYTES];
    return Math.max(0, start - bytes, bytes - end);
  };
  const spanned = nodes.filter(({ spannedPages }) => spannedPages > 0);
  const [first, ...rest] = spanned;
  if (first === undefined) return 0;
  return rest.reduce(
    (best, node) =>
      distance(node.startPfn, node.spannedPages) < distance(best.startPfn, best.spannedPages) ? node : best,
    first,
  ).nid;
}
