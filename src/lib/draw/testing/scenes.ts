/**
 * Scenes and helpers for looking at their marks.
 */
import type { Frame } from '#lib/workbench/frame.ts';
import { sceneOf, type Scene } from '../lanes/scene.ts';
import { blocksAt } from '../map-geometry.ts';
import { mapStage } from '../map-stage.ts';
import { defaultWindow } from '../map-window.ts';
import type { Mark, RectMark, TextMark } from '../marks.ts';
import type { ByteRange } from '../ranges.ts';
import { textWidthPx, SMALL_TEXT_PX } from '../text-width.ts';
import { BLOCK_BYTES } from './frames.ts';

interface SceneOptions {
  readonly widthPx?: number;
  readonly selected?: number | null;
  readonly window?: ByteRange;
}

/** A scene of that moment alone, with the default window. */
export function scene(frame: Frame, { widthPx = 1440, selected = null, window }: SceneOptions = {}): Scene {
  const stage = mapStage([frame]);
  const selectedBytes = selected === null ? null : selected * BLOCK_BYTES;
  const shown = window ?? defaultWindow(stage, { selectedBytes, ...blocksAt(widthPx) });
  return sceneOf({ frame, stage, window: shown, selected, widthPx });
}

export function textsOf(marks: readonly Mark[]): string[] {
  return marks.filter(isText).map(({ text }) => text);
}

export function rectsOf(marks: readonly Mark[], className: string): RectMark[] {
  return marks.filter(
    (mark): mark is RectMark => mark.kind === 'rect' && mark.className.split(' ').includes(className),
  );
}

export function markOf(marks: readonly Mark[], key: string): Mark | undefined {
  return marks.find((mark) => mark.key === key);
}

const isText = (mark: Mark): mark is TextMark => mark.kind === 'text';

export interface TextBox {
  readonly text: string;
  readonly x0: number;
  readonly x1: number;
  readonly y0: number;
  readonly y1: number;
}

/** Where texts lie, as wide as they may become; texts that read upwards are left out. */
export function textBoxes(marks: readonly Mark[]): TextBox[] {
  return marks
    .filter(isText)
    .filter(({ upwards }) => upwards !== true)
    .map(({ text, x, y, anchor, className }) => {
      const fontPx = Number(/size-(\d+)/.exec(className)?.[1] ?? SMALL_TEXT_PX);
      const face = className.split(' ').includes('mono') ? 'mono' : 'sans';
      const width = textWidthPx(text, face, fontPx);
      const x0 = x - { start: 0, middle: width / 2, end: width }[anchor];
      return { text, x0, x1: x0 + width, y0: y - fontPx * 0.72, y1: y };
    });
}

/** Pairs of texts that lie over each other. */
export function overlaps(boxes: readonly TextBox[]): string[] {
  return boxes.flatMap((a, i) =>
    boxes
      .slice(i + 1)
      .filter((b) => a.x0 < b.x1 - 0.5 && b.x0 < a.x1 - 0.5 && a.y0 < b.y1 && b.y0 < a.y1)
      .map((b) => `${a.text} / ${b.text}`),
  );
}
