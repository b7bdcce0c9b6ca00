/** The glossary has an entry for what the page shows, in plain short sentences. */
import { expect, test } from 'vitest';
import { GLOSSARY, isGlossaryWord } from './glossary.ts';

test('every file of a block has an entry', () => {
  for (const file of ['state', 'online', 'valid_zones', 'removable', 'phys_index', 'phys_device']) {
    expect(isGlossaryWord(file)).toBe(true);
  }
  expect(isGlossaryWord('toString')).toBe(false);
});

test('entries are short and end with a full stop', () => {
  for (const [word, text] of Object.entries(GLOSSARY)) {
    expect({ word, ends: text.endsWith('.'), isShort: text.length <= 200 }).toEqual({
      word,
      ends: true,
      isShort: true,
    });
  }
});
