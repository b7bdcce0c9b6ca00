/** The map in a real browser: choosing blocks by pointer and keys, moving the window, and what is said in words. */
import { page, userEvent } from 'vitest/browser';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import type { ByteRange } from '#lib/draw/ranges.ts';
import { BLOCK_BYTES, crowdFrame, GIB, labFrame } from '#lib/draw/testing/frames.ts';
import PhysicalMap from './PhysicalMap.svelte';

const window: ByteRange = { startBytes: 4 * GIB, endBytes: 6 * GIB };
const onselect = vi.fn<(block: number) => void>();
const onwindow = vi.fn<(to: ByteRange) => void>();
const props = { frame: labFrame(), selected: 42, window, onselect, onwindow };
const list = page.getByRole('listbox', { name: 'Memory blocks' });
const option = (id: number) => page.getByRole('option', { name: new RegExp(`^memory${id}:`) });

const at = (selector: string): SVGElement => document.querySelector<SVGElement>(selector)!;

/** Presses at one place of an element, moves by `dx` and lets go. */
function dragBy(target: Element, dx: number, from = 0.5): void {
  const { left, top, width, height } = target.getBoundingClientRect();
  const [x, y] = [left + width * from, top + height / 2];
  const event = (type: string, clientX: number): MouseEvent =>
    new MouseEvent(type, { clientX, clientY: y, bubbles: true, cancelable: true, view: globalThis.window });
  target.dispatchEvent(event('mousedown', x));
  for (const part of [0.5, 1]) globalThis.window.dispatchEvent(event('mousemove', x + dx * part));
  globalThis.window.dispatchEvent(event('mouseup', x + dx));
}

beforeEach(async () => {
  onselect.mockClear();
  onwindow.mockClear();
  await page.viewport(1440, 500);
});

describe('PhysicalMap', () => {
  it('offers each block of the window by its name and state, one of them selected', async () => {
    await render(PhysicalMap, props);
    await expect.element(option(42)).toHaveAttribute('aria-selected', 'true');
    await expect.element(option(32)).toHaveAttribute('aria-selected', 'false');
    expect(page.getByRole('option').elements()).toHaveLength(8);
    expect(list.element().getAttribute('aria-activedescendant')).toBe(option(42).element().id);
  });

  it('selects a block that is pressed', async () => {
    await render(PhysicalMap, props);
    await option(34).click();
    expect(onselect.mock.calls).toEqual([[34]]);
  });

  it('selects a block that assistive technology clicks without a place', async () => {
    await render(PhysicalMap, props);
    await expect.element(option(35)).toBeInTheDocument();
    option(35)
      .element()
      .dispatchEvent(new MouseEvent('click', { bubbles: true }));
    expect(onselect.mock.calls).toEqual([[35]]);
  });

  it('goes from block to block with the arrow keys and brings the window along', async () => {
    await render(PhysicalMap, props);
    await expect.element(list).toBeInTheDocument();
    (list.element() as SVGGElement).focus();
    await userEvent.keyboard('{ArrowRight}');
    expect(onselect).toHaveBeenLastCalledWith(43);
    expect(onwindow).not.toHaveBeenCalled();
    await userEvent.keyboard('{Home}');
    expect(onselect).toHaveBeenLastCalledWith(0);
    expect(onwindow).toHaveBeenLastCalledWith({ startBytes: 0, endBytes: 2 * GIB });
  });

  it('moves the window with the bracket on the strip', async () => {
    await render(PhysicalMap, props);
    await expect.element(list).toBeInTheDocument();
    const strip = at('.strip-surface');
    const gibPx = strip.getBoundingClientRect().width / 10;
    dragBy(strip, gibPx);
    const { startBytes, endBytes } = onwindow.mock.lastCall![0];
    expect(startBytes / GIB).toBeCloseTo(5, 1);
    expect(endBytes / GIB).toBeCloseTo(7, 1);
    expect(onselect).not.toHaveBeenCalled();
  });

  it('moves the window when the lanes are dragged, without selecting anything', async () => {
    await render(PhysicalMap, props);
    await expect.element(list).toBeInTheDocument();
    const lanes = at('.lane-surface');
    dragBy(lanes, -lanes.getBoundingClientRect().width / 2);
    expect(onwindow.mock.lastCall![0].startBytes / GIB).toBeCloseTo(5, 1);
    expect(onselect).not.toHaveBeenCalled();
  });

  it('zooms with the wheel, and lets the page scroll where it cannot zoom any further', async () => {
    await render(PhysicalMap, { ...props, window: { startBytes: 0, endBytes: 9 * GIB } });
    await expect.element(list).toBeInTheDocument();
    const turn = (deltaY: number): WheelEvent => {
      const event = new WheelEvent('wheel', {
        deltaY,
        clientX: 600,
        clientY: 200,
        bubbles: true,
        cancelable: true,
      });
      at('.lane-surface').dispatchEvent(event);
      return event;
    };
    expect(turn(100).defaultPrevented).toBe(false);
    expect(onwindow).not.toHaveBeenCalled();
    expect(turn(-100).defaultPrevented).toBe(true);
    const { startBytes, endBytes } = onwindow.mock.lastCall![0];
    expect(endBytes - startBytes).toBeLessThan(9 * GIB);
  });

  it('keeps the elements of what stays on the picture', async () => {
    const { rerender } = await render(PhysicalMap, props);
    await expect.element(list).toBeInTheDocument();
    const before = option(35).element();
    const count = document.querySelectorAll('.physical-map svg *').length;
    await rerender({ frame: labFrame({ position: 2 }) });
    expect(option(35).element()).toBe(before);
    expect(document.querySelectorAll('.physical-map svg *')).toHaveLength(count);
  });

  it('lets only the blocks that have changed rise, and none when not asked to', async () => {
    const { rerender } = await render(PhysicalMap, { ...props, window: null, animate: true });
    await expect.element(list).toBeInTheDocument();
    expect(document.querySelectorAll('.entering')).toHaveLength(0);
    const blocks = (look: 'offline' | 'online-movable') =>
      labFrame().blocks.map((block) => (block.id === 35 ? { ...block, look, zone: 'Movable' } : block));
    await rerender({ frame: labFrame({ blocks: blocks('online-movable') }) });
    expect(document.querySelectorAll('.entering.block-fill')).toHaveLength(2);
    await rerender({ animate: false, frame: labFrame({ blocks: blocks('offline') }) });
    expect(document.querySelectorAll('.entering')).toHaveLength(0);
  });

  it('offers no list of thousands: only the chosen block, with its place', async () => {
    const frame = crowdFrame(2000);
    const all = { startBytes: 0, endBytes: 2000 * BLOCK_BYTES };
    await render(PhysicalMap, { ...props, frame, selected: 1234, window: all });
    await expect.element(option(1234)).toHaveAttribute('aria-posinset', '1235');
    expect(page.getByRole('option').elements()).toHaveLength(1);
    expect(option(1234).element().getAttribute('aria-setsize')).toBe('2000');
  });

  it('says everything in words, in the order of the lanes', async () => {
    await render(PhysicalMap, props);
    await expect.element(page.getByText('memory1 to memory23: online, DMA32, node 0')).toBeInTheDocument();
    const headings = page.getByRole('heading', { level: 3 }).elements();
    expect(headings.map(({ textContent }) => textContent)).toEqual([
      'Whole machine',
      'iomem',
      'Nodes',
      'Zones',
      'Blocks',
      'Movable to kernel memory',
    ]);
  });

  it('fits its width at every arrangement and has no style attribute in its drawing', async () => {
    await render(PhysicalMap, props);
    for (const width of [390, 700, 1024, 1440]) {
      await page.viewport(width, 500);
      await vi.waitFor(() => {
        expect(at('.physical-map svg').getAttribute('viewBox')).toMatch(new RegExp(`^0 0 ${width} `));
      });
    }
    expect(document.querySelectorAll('.physical-map svg [style]')).toHaveLength(0);
  });
});
