/** Names of states, and sets of them. */
import { expect, it } from 'vitest';
import { fromBase64, toBase64 } from './base64.ts';
import { IdSet } from './ids.ts';
import { nameOfNumbers, nameOfText, textOfName } from './names.ts';

it('names equal things alike and others differently', () => {
  const names = ['', 'a', 'b', 'ab', 'ba'].map((text) => textOfName(nameOfText(text)));
  expect(new Set(names).size).toBe(names.length);
  expect(textOfName(nameOfText('a'))).toBe(names[1]);
  const numbers = Float64Array.of(1, 2, 3);
  expect(nameOfNumbers('zone0', numbers)).toEqual(nameOfNumbers('zone0', numbers.slice()));
  expect(nameOfNumbers('zone0', numbers)).not.toEqual(nameOfNumbers('zone1', numbers));
});

it('knows a name that it has seen, among as many as it takes', () => {
  const set = new IdSet();
  const ids = new Uint32Array(30_000).map((_, i) => (i % 3 === 0 ? (i / 3) % 7 : i));
  const add = () => {
    let added = 0;
    for (let at = 0; at < ids.length; at += 3) if (set.add(ids, at)) added++;
    return added;
  };
  expect([add(), add(), set.size]).toEqual([10_000, 0, 10_000]);
});

it('writes bytes as text and reads them back', () => {
  const bytes = new Uint8Array(100_003).map((_, i) => i * 31);
  expect(fromBase64(toBase64(bytes))).toEqual(bytes);
});
