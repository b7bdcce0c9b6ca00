/** Big block mode of virtio-mem where no recorded run decides: busy big blocks, zones inside one, the config changing. */
import { describe, expect, test } from 'vitest';
import { freePages, PAGE_OFFLINE_REFERENCED, PAGE_UNMOVABLE } from '../state/pages.ts';
import { VirtioMemLab, type VirtioMemLabOptions } from '../testing/virtio-mem-lab.ts';

/** Big blocks of two memory blocks each. */
function bigBlockLab(options: VirtioMemLabOptions = {}): VirtioMemLab {
  return new VirtioMemLab({ deviceBlockMib: 256, defaultOnlineType: 3, ...options });
}

describe('a device with big blocks', () => {
  test('adds and removes both memory blocks of a big block together', () => {
    const lab = bigBlockLab();
    lab.request(512);
    expect(lab.entries()).toEqual(['48-51']);
    lab.request(256);
    expect([lab.entries(), lab.pluggedMib(), lab.offlineMib()]).toEqual([['48-49'], 256, 0]);
  });

  test('fills the hole with the lowest address first', () => {
    const lab = bigBlockLab();
    lab.request(768);
    lab.offline(50);
    lab.offline(51);
    lab.request(512);
    expect(lab.entries()).toEqual(['48-49', '52-53']);
    lab.request(1024);
    expect(lab.entries()).toEqual(['48-55']);
  });

  test('takes big blocks that are offline first, then those in ZONE_MOVABLE, then those with a kernel zone in them', () => {
    const lab = bigBlockLab({ defaultOnlineType: 0 });
    lab.request(1024);
    lab.online(48, 'online_movable');
    lab.online(50, 'online_movable');
    lab.online(51, 'online_kernel');
    lab.online(54, 'online_kernel');
    const books = (): string => [48, 50, 52, 54].filter((id) => lab.book(id) === 'added').join(' ');
    const left = [768, 512, 256].map((mib) => {
      lab.request(mib);
      return books();
    });
    expect(left).toEqual(['48 50 54', '50 54', '50']);
  });

  test('gives the pages of a busy big block back and takes the next one', () => {
    const lab = bigBlockLab();
    lab.request(768);
    const row = lab.place(PAGE_UNMOVABLE, 53);
    lab.request(512);
    expect([48, 50, 52].map((id) => lab.book(id))).toEqual(['added', 'unused', 'added']);
    expect(lab.managed(0, 'Movable')).toBe(4 * 32768);
    expect(lab.k.pages.class.data.indexOf(PAGE_OFFLINE_REFERENCED + 1)).toBe(-1);
    lab.request(0);
    expect(lab.pluggedMib()).toBe(256);
    freePages(lab.k, row);
    lab.request(0);
    expect(lab.pluggedMib()).toBe(0);
  });

  test('keeps a big block that a notifier does not let go, with its pages and its zone', () => {
    const lab = bigBlockLab({ hasTestModule: true });
    lab.request(256);
    lab.veto('GOING_OFFLINE', 49);
    lab.request(0);
    expect([lab.book(48), lab.block(48), lab.block(49)]).toEqual([
      'added',
      'online Movable',
      'online Movable',
    ]);
    expect([lab.pluggedMib(), lab.managed(0, 'Movable'), lab.offlineMib()]).toEqual([256, 2 * 32768, 0]);
    expect(lab.k.pages.class.usedLength()).toBe(0);
  });

  test('finishes a removal under way and starts over when the machine asks for another size meanwhile', () => {
    const lab = bigBlockLab({ hasTestModule: true });
    lab.request(512);
    lab.hold('OFFLINE', 51);
    const shrink = lab.begin({ kind: 'virtio_mem_request', id: 'vm0', requestedBytes: 0 });
    expect(lab.answer(shrink)).toBe('ok');
    expect(lab.request(256)).toBe('ok');
    lab.release();
    expect([lab.answer(shrink), lab.pluggedMib(), lab.entries()]).toEqual(['ok', 256, ['48-49']]);
    expect([lab.book(48), lab.book(50)]).toEqual(['added', 'unused']);
  });

  test('with a device block as large as a memory block there are no sub-blocks', () => {
    const lab = new VirtioMemLab({ deviceBlockMib: 128, defaultOnlineType: 3 });
    lab.request(128);
    expect(lab.book(48)).toBe('added');
  });
});
