/**
 * The numbers and letters in published links. They never change their meaning and none is ever given again: links are
 * read for ever. A test holds this file against what was published; a new entry goes there as well.
 */
import type { VariantId } from '#lib/hotplug/variants/variant.ts';

/** First character of a link: how the rest of it is to be read. Always a letter. */
export const LINK_VERSION = 'a';

/** Number of each kernel variant, 0 to 61. */
export const VARIANT_NUMBERS: Readonly<Record<VariantId, number>> = {
  'base-6.12': 0,
  v1p3: 1,
  v1p7: 2,
  v1p8: 3,
  v3: 4,
  merged: 5,
  v1p4: 6,
  v2p4: 7,
  v2p5: 8,
  v4: 9,
  v5: 10,
  v6: 11,
  'base-2026': 12,
};

/**
 * Letters of the fields. A field with a capital letter changes what is shown: a reader that does not know it has to
 * refuse the link. One with a small letter may be passed over.
 */
export const FIELD_TAGS = {
  scenario: 'S',
  recording: 'T',
  position: 'P',
  block: 'B',
  fingerprint: 'f',
  cut: 'C',
  acts: 'A',
  text: 'X',
  order: 'O',
} as const;
