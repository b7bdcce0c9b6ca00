/**
 * Ticks of the address axis: at round addresses, with as much text as fits. A label is whole or missing, and none
 * reaches into a break.
 */
import type { AddressScale } from './address-scale.ts';
import { gibText, hexAddress, sizeText } from './number-text.ts';
import { PAGEBLOCK_BYTES } from './pageblock.ts';
import { textWidthPx } from './text-width.ts';

/** Room that `4.5 GiB` wants at least, and that it wants together with its hex address. */
const LABEL_PITCH_PX = 64;
const HEX_PITCH_PX = 136;
const MINOR_PITCH_PX = 24;
const LABEL_GAP_PX = 4;
const LABEL_FONT_PX = 11;

export interface AxisTick {
  readonly bytes: number;
  readonly xPx: number;
  /** `4 GiB`, inside a block the distance from its start, `+32 MiB`; null where it does not fit and for minor ticks. */
  readonly label: string | null;
  /** `0x100000000`, to the right of the label; null where it does not fit. */
  readonly hex: string | null;
  /** Left edge of the hex text. */
  readonly hexXPx: number;
}

/** The smallest power of two times the block size, or part of it, whose pitch is wide enough. */
function roundStep(blockSizeBytes: number, pxPerByte: number, pitchPx: number): number {
  let step = blockSizeBytes;
  while (step / 2 >= PAGEBLOCK_BYTES && (step / 2) * pxPerByte >= pitchPx) step /= 2;
  while (step * pxPerByte < pitchPx && step < Number.MAX_SAFE_INTEGER / 2) step *= 2;
  return step;
}

/** The parts of the scale between breaks, in pixels and bytes. */
function straightParts(scale: AddressScale): { startBytes: number; endBytes: number; endPx: number }[] {
  const starts = [scale.bytes(scale.x0Px), ...scale.breaks.map(({ endBytes }) => endBytes)];
  return starts.map((startBytes, i) => {
    const next = scale.breaks[i];
    return next === undefined
      ? { startBytes, endBytes: scale.bytes(scale.x1Px), endPx: scale.x1Px }
      : { startBytes, endBytes: next.startBytes, endPx: next.x0Px };
  });
}

/**
 * Ticks in address order: labelled ones at a round step, unlabelled ones halfway or at blocks between them.
 * @param withHex leave room for hex addresses beside the labels
 */
export function axisTicks(scale: AddressScale, blockSizeBytes: number, withHex: boolean): AxisTick[] {
  const major = roundStep(blockSizeBytes, scale.pxPerByte, withHex ? HEX_PITCH_PX : LABEL_PITCH_PX);
  const minor = roundStep(
    blockSizeBytes,
    scale.pxPerByte,
    Math.max(MINOR_PITCH_PX, (major * scale.pxPerByte) / 2),
  );
  const ticks: AxisTick[] = [];
  for (const { startBytes, endBytes, endPx } of straightParts(scale)) {
    const first = Math.ceil(startBytes / minor) * minor;
    for (let bytes = first; bytes < endBytes; bytes += minor) {
      const isMajor = bytes % major === 0;
      const nextPx = Math.min(endPx, scale.xPx(Math.min(endBytes, (Math.floor(bytes / major) + 1) * major)));
      ticks.push(tick(scale.xPx(bytes), bytes, isMajor ? nextPx : null, blockSizeBytes));
    }
  }
  return ticks;
}

/** @param untilPx where the room for texts ends; null for a tick without */
function tick(xPx: number, bytes: number, untilPx: number | null, blockSizeBytes: number): AxisTick {
  const inBlock = bytes % blockSizeBytes;
  const label = inBlock === 0 ? gibText(bytes) : `+${sizeText(inBlock)}`;
  const hex = hexAddress(bytes);
  const hexXPx = xPx + LABEL_GAP_PX + textWidthPx(label, 'sans', LABEL_FONT_PX) + 2 * LABEL_GAP_PX;
  const roomPx = untilPx === null ? 0 : untilPx - LABEL_GAP_PX;
  const hasLabel = hexXPx - 2 * LABEL_GAP_PX <= roomPx;
  const hasHex = bytes > 0 && hexXPx + textWidthPx(hex, 'mono') <= roomPx;
  return { bytes, xPx, label: hasLabel ? label : null, hex: hasHex ? hex : null, hexXPx };
}
