/**
 * The inside of blocks, where the window is small enough: a ruler of pageblocks at the foot of each block, and the
 * pages that are not simply free or movable, each run where it lies, with the letter and the words of its class.
 */
import type { BlockView, PageRunView } from '#lib/workbench/frame.ts';
import { hexAddress } from '../number-text.ts';
import { circle, n, path, rect, text, vertical, type Mark } from '../marks.ts';
import { PAGE_BYTES, PAGEBLOCK_BYTES } from '../pageblock.ts';
import { rangesOverlap, type ByteRange } from '../ranges.ts';
import { textWidthPx } from '../text-width.ts';
import { blockBox, type RowPlace } from './block-row.ts';
import type { Scene } from './scene.ts';

/** Width of a pageblock from which they are told apart. */
const FEWEST_PAGEBLOCK_PX = 3;
const RULER_PX = 10;
const RUN_PX = 15;
const LEAST_RUN_PX = 2;
const LETTER_PX = 9;
/** Letters of the classes that can keep a block from going offline. */
const STUCK = 'PKHORDC';

/** Are pageblocks told apart in this scene? */
export function showsPageblocks({ scale }: Scene): boolean {
  return scale.pxPerByte * PAGEBLOCK_BYTES >= FEWEST_PAGEBLOCK_PX;
}

function rangeOf({ startPfn, pages }: PageRunView): ByteRange {
  return { startBytes: startPfn * PAGE_BYTES, endBytes: (startPfn + pages) * PAGE_BYTES };
}

/** Page runs in sight, in address order. */
function runsInSight({ frame, scale }: Scene): PageRunView[] {
  return frame.pageRuns
    .filter((run) => rangesOverlap(rangeOf(run), scale.window))
    .toSorted((a, b) => a.startPfn - b.startPfn);
}

function rulerMarks(block: BlockView, place: RowPlace, pitchPx: number): Mark[] {
  const { x, y, width, height } = blockBox(block, place);
  const left = Math.max(x, place.x0);
  const right = Math.min(x + width, place.x1);
  const bottom = y + height;
  let d = '';
  for (let bytes = block.startBytes + PAGEBLOCK_BYTES; ; bytes += PAGEBLOCK_BYTES) {
    if (bytes >= block.startBytes + block.sizeBytes) break;
    const at = place.xPx(bytes);
    if (at > left && at < right) d += `M${n(at)} ${n(bottom - RULER_PX)}V${n(bottom)}`;
  }
  if (d === '') return [];
  const tone = block.look === 'offline' ? 'outline-off thin' : 'hatch';
  return [path(`${block.id} pageblocks ${pitchPx < 8 ? 'fine' : 'wide'}`, tone, d)];
}

function runMarks(run: PageRunView, place: RowPlace): Mark[] {
  const { startBytes, endBytes } = rangeOf(run);
  const x0 = Math.max(place.xPx(startBytes), place.x0 - 2);
  const width = Math.max(LEAST_RUN_PX, Math.min(place.xPx(endBytes), place.x1 + 2) - x0);
  const top = place.y + place.height - RUN_PX;
  const key = `${run.startPfn} run`;
  const tone = STUCK.includes(run.letter) ? 'ink-fill' : 'ink2-fill';
  const box = rect(key, tone, [x0, top, width, RUN_PX]);
  if (width < LETTER_PX) return [box];
  const letter = text(
    `${key} letter`,
    'mono strong on-ink',
    [x0 + width / 2, top + 11],
    run.letter,
    'middle',
  );
  return [box, letter];
}

/** What lies inside the blocks of the scene, over their shapes; nothing where pageblocks are too small. */
export function pageblockMarks(scene: Scene, place: RowPlace): Mark[] {
  if (!showsPageblocks(scene)) return [];
  const pitchPx = scene.scale.pxPerByte * PAGEBLOCK_BYTES;
  return [
    ...scene.visible.flatMap((block) => rulerMarks(block, place, pitchPx)),
    ...runsInSight(scene).flatMap((run) => runMarks(run, place)),
  ];
}

/** Class and page frame of a run, from long to short. */
function wordsOf({ word, startPfn, pages }: PageRunView): string[] {
  const pfn = hexAddress(startPfn);
  const count = pages === 1 ? '' : `, ${pages} pages`;
  return [`${word}${count}, pfn ${pfn}`, `${word}, ${pfn}`, word];
}

/** A pin where the pages stand that cannot leave, with words as far as there is room. */
export function pagePinMarks(scene: Scene, place: RowPlace): Mark[] {
  const runs = runsInSight(scene).filter(({ letter }) => STUCK.includes(letter));
  return runs.flatMap((run, i) => {
    const x = Math.max(place.xPx(run.startPfn * PAGE_BYTES), place.x0);
    const key = `${run.startPfn} page pin`;
    const marks: Mark[] = [
      vertical(key, 'line strong-line', [x, place.y - 11, place.y + place.height - RUN_PX]),
      circle(`${key} head`, 'ink-fill', [x, place.y - 14, 3.8]),
    ];
    const next = runs[i + 1];
    const end = Math.min(place.x1, next === undefined ? Infinity : place.xPx(next.startPfn * PAGE_BYTES) - 8);
    const words = wordsOf(run).find((one) => x + 8 + textWidthPx(one) <= end);
    if (words !== undefined) {
      marks.push(text(`${key} words`, 'small strong halo', [x + 8, place.y - 8], words));
    }
    return marks;
  });
}
