/**
 * Joined sayings keep their order and lose no block.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinRepeats } from './repeats.ts';

describe('joining what is said again', () => {
  it('says once what is said of one block after the other', () => {
    const texts = [32, 33, 34].flatMap((id) => [
      `MEM_GOING_OFFLINE memory${id}`,
      'log: Offlined Pages 32768',
    ]);
    expect(joinRepeats(['begins', ...texts, 'ends'])).toEqual([
      'begins',
      'MEM_GOING_OFFLINE memory32-34',
      'log: Offlined Pages 32768',
      'ends',
    ]);
  });

  it('does not move a saying over another one', () => {
    const texts = ['a memory32', 'takes a lock', 'a memory33', 'gives it back'];
    expect(joinRepeats(texts)).toEqual(texts);
  });

  it('does not take memory3 for a part of memory33', () => {
    expect(joinRepeats(['memory3 and memory33'])).toEqual(['memory3 and memory33']);
  });

  it('says of every block what was said of it', () => {
    const said = fc.array(fc.tuple(fc.constantFrom('x', 'y', 'z'), fc.integer({ min: 1, max: 4 })), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(said, (all) => {
        const joined = joinRepeats(all.map(([word, block]) => `${word} memory${block}`));
        for (const [word, block] of all) {
          const ids = joined.filter((text) => text.startsWith(word)).flatMap((text) => expand(text));
          expect(ids).toContain(block);
        }
        expect(joined.length).toBeLessThanOrEqual(all.length);
      }),
    );
  });
});

function expand(text: string): number[] {
  return text
    .replace(/^\w memory/, '')
    .split(',')
    .flatMap((part) => {
      const [first = 0, last = first] = part.split('-').map(Number);
      return Array.from({ length: last - first + 1 }, (_, i) => first + i);
    });
}
