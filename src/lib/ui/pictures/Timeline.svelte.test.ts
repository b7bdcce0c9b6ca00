/** The timeline in a real browser: a slider for keys, a strip for the pointer. */
import { page, userEvent } from 'vitest/browser';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { labTimeline } from '#lib/draw/testing/frames.ts';
import Timeline from './Timeline.svelte';

const calls: string[] = [];
const onseek = vi.fn((position: number) => void calls.push(`seek ${position}`));
const props = {
  timeline: labTimeline(),
  position: 100,
  onseek,
  onscrubstart: () => void calls.push('start'),
  onscrubend: () => void calls.push('end'),
};
const slider = page.getByRole('slider', { name: 'Step' });

function mouse(type: string, target: EventTarget, clientX: number): void {
  const { top, height } = slider.element().getBoundingClientRect();
  target.dispatchEvent(
    new MouseEvent(type, {
      clientX,
      clientY: top + height / 2,
      bubbles: true,
      cancelable: true,
      view: window,
    }),
  );
}

/** Place of a position in the viewport. */
function placeOf(position: number): number {
  const { left, width } = slider.element().getBoundingClientRect();
  return left + 6 + (position / 146) * (width - 12);
}

beforeEach(async () => {
  calls.length = 0;
  await page.viewport(1200, 300);
});

describe('Timeline', () => {
  it('says its position as a slider does', async () => {
    await render(Timeline, { ...props, valueText: 'offline_pages: scan for movable pages' });
    await expect.element(slider).toHaveAttribute('aria-valuenow', '100');
    await expect.element(slider).toHaveAttribute('aria-valuemax', '146');
    await expect.element(slider).toHaveAttribute('aria-valuetext', 'offline_pages: scan for movable pages');
  });

  it('steps with the arrow keys and keeps them from the page', async () => {
    await render(Timeline, props);
    await expect.element(slider).toBeInTheDocument();
    (slider.element() as HTMLElement).focus();
    await userEvent.keyboard('{ArrowRight}{Home}{End}');
    expect(calls).toEqual(['seek 101', 'seek 0', 'seek 146']);
  });

  it('seeks to where it is pressed, without a scrub', async () => {
    await render(Timeline, props);
    await expect.element(slider).toBeInTheDocument();
    const svg = slider.element().querySelector('svg')!;
    mouse('mousedown', svg, placeOf(60));
    mouse('mouseup', window, placeOf(60));
    expect(calls).toEqual(['seek 60']);
  });

  it('scrubs between start and end while it is dragged', async () => {
    await render(Timeline, props);
    await expect.element(slider).toBeInTheDocument();
    const svg = slider.element().querySelector('svg')!;
    mouse('mousedown', svg, placeOf(60));
    mouse('mousemove', window, placeOf(70));
    mouse('mousemove', window, placeOf(80));
    mouse('mouseup', window, placeOf(80));
    expect(calls).toEqual(['seek 60', 'start', 'seek 70', 'seek 80', 'end']);
  });

  it('is a line without words where it is narrow', async () => {
    await page.viewport(390, 300);
    await render(Timeline, props);
    await expect.element(slider).toBeInTheDocument();
    await vi.waitFor(() =>
      expect(slider.element().querySelectorAll('.past, path').length).toBeGreaterThan(0),
    );
    expect(slider.element().querySelectorAll('text')).toHaveLength(0);
  });
});
