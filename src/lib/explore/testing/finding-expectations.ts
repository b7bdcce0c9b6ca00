/**
 * What the regression matrix should say, written by hand from the review threads, not computed.
 *
 * Answers stand in the order of VARIANT_IDS: S sometimes, A always, N never, - the kernel lacks what it is about.
 */
import { VARIANT_IDS, type VariantId } from '#lib/hotplug/variants/index.ts';

export interface Expectation {
  readonly answers: string;
  /** Kernels that the thread or the author names as affected. */
  readonly affects: readonly VariantId[];
  /** The pair for a regression view: shown in the first, gone in the second. */
  readonly pair: readonly [VariantId, VariantId] | null;
  /** Kernels where the answer is not what the list of affected ones lets one expect, and why. */
  readonly notes?: Readonly<Partial<Record<VariantId, string>>>;
}

/** All postings from one to another, both included. */
function from(first: VariantId, last: VariantId): VariantId[] {
  return VARIANT_IDS.slice(VARIANT_IDS.indexOf(first), VARIANT_IDS.indexOf(last) + 1);
}
const BASES = from('base-6.12', 'base-2026');
const OLD_DRIVER = 'patches 1 to 4 leave the kmem driver as it was before the series';
const LIKE_BASE = { v1p3: OLD_DRIVER, v1p4: OLD_DRIVER };
const NOT_BACK = 'the notifier of the driver refuses the re-onlining of its own rollback';

//                   612 2026 v1p3 p4 p7 p8 v2p4 p5 v3 v4 v5 v6 merged
export const EXPECTATIONS: Readonly<Record<string, Expectation>> = {
  a1: {
    answers: 'S S S S N N N N N N N N N',
    affects: BASES,
    pair: ['base-2026', 'merged'],
    notes: LIKE_BASE,
  },
  a2: { answers: '- - - - S N - - - - - - -', affects: ['v1p7'], pair: ['v1p7', 'v2p4'] },
  a3: { answers: '- - - - S S S S S N N N N', affects: from('v1p7', 'v3'), pair: ['v3', 'v4'] },
  a4: { answers: '- - - - S N S N S N N N N', affects: ['v1p7', 'v2p4', 'v3'], pair: ['v3', 'v4'] },
  a5: {
    answers: '- - - - A N A N A A A A A',
    affects: ['v1p7', 'v2p4', ...from('v3', 'merged')],
    pair: null,
  },
  a6: {
    answers: '- - - - A N A N A A A A A',
    affects: ['v1p7', 'v2p4', ...from('v3', 'merged')],
    pair: null,
  },
  a7: { answers: '- - - - S S S S S S S S S', affects: from('v1p7', 'merged'), pair: null },
  a8: {
    answers: 'N N N N S N N N N S S N N',
    affects: ['v4', 'v5'],
    pair: ['v5', 'v6'],
    notes: { v1p7: 'its unbind offlines whatever the attribute says' },
  },
  a9: {
    answers: '- - - - S S N N N N N N N',
    affects: [],
    pair: null,
    notes: {
      v1p7: 'reads the policy for each range and once more for the attribute',
      v1p8: 'reads the policy for each range, for the target and for the attribute',
    },
  },
  a10: { answers: '- - - - A A A A A A A A A', affects: from('v1p7', 'merged'), pair: null },
  a11: {
    answers: '- - - - A N A N A A A A A',
    affects: from('v1p7', 'merged'),
    pair: null,
    notes: { v1p8: NOT_BACK, v2p5: NOT_BACK },
  },
  b1: { answers: '- - A A A A - - - - - - -', affects: from('v1p3', 'v1p8'), pair: null },
  b2: { answers: 'N N N N N N N N N N N N N', affects: [], pair: null },
  b3: { answers: 'N N A A A A N N N N N N N', affects: from('v1p3', 'v1p8'), pair: null },
  b4: { answers: '- - - - N N N N N A A N N', affects: ['v4', 'v5'], pair: ['v5', 'v6'] },
  b5: { answers: '- - - - N N N N A N N N N', affects: ['v3'], pair: ['v3', 'v4'] },
  b6: {
    answers: '- - - - N N A A N A A A N',
    affects: ['v4', 'v5', 'v6'],
    pair: ['v6', 'merged'],
    notes: {
      v2p4: 'by design: reservations last from bind to unbind',
      v2p5: 'by design: reservations last from bind to unbind',
    },
  },
  b7: { answers: 'N N N N N N S S S S S N N', affects: from('v2p4', 'v5'), pair: ['v5', 'v6'] },
  b8: { answers: 'N N N N N N N N A A N N N', affects: ['v3', 'v4'], pair: ['v4', 'v5'] },
  b9: { answers: 'N N N N N N A A A N N N N', affects: from('v2p4', 'v3'), pair: ['v3', 'v4'] },
  b10: { answers: 'N N N N N N N N N N A A N', affects: ['v5', 'v6'], pair: ['v6', 'merged'] },
  b11: {
    answers: 'A A A A A A N N N N N N N',
    affects: [...BASES, 'v1p7', 'v1p8'],
    pair: ['base-2026', 'merged'],
    notes: LIKE_BASE,
  },
  c1: { answers: 'N N N N N N N N A N N N N', affects: ['v3'], pair: ['v3', 'v4'] },
  c2: { answers: 'N N N N N N A A A A N N N', affects: from('v2p4', 'v4'), pair: ['v4', 'v5'] },
  c3: { answers: '- - - - A A A A A A A N N', affects: from('v1p7', 'v5'), pair: ['v5', 'v6'] },
  d2: { answers: 'N N A A A A A A N N N N N', affects: from('v1p3', 'v2p5'), pair: ['v2p4', 'v3'] },
  d5: { answers: 'N N N N N A N A N N N N N', affects: ['v1p8', 'v2p5'], pair: ['v2p5', 'v3'] },
  d8: {
    answers: 'A A A A N N A A A A A A A',
    affects: [...BASES, ...from('v2p4', 'merged')],
    pair: null,
    notes: LIKE_BASE,
  },
  f3: {
    answers: '- - - - A A A A A A A A A',
    affects: from('v1p7', 'merged'),
    pair: null,
  },
};

/** Races that nobody named, each answer looked at with its shortest way. */
export const RACE_ANSWERS: Readonly<Record<string, string>> = {
  'block-taken-from-device': '- - - - S S S S S S S S S',
  'chmem-against-removal': '- - - - N N N N N N N N N',
  'daxctl-against-udev': 'S S S S S N N N N S S S S',
  'eject-against-online': 'N N N N N N N N N N N N N',
  'eject-without-end': 'S S S S S S S S S S S S S',
  'held-notifier-and-unbind': '- - - - N N N N N N N N N',
  'mapping-against-removal': '- - - - S S S S S S S S S',
  'memory-map-census': '- - - - S N S N S N N S S',
  'poison-against-rollback': '- - - - N A N A N S S S S',
  'policy-between-ranges': 'S S S S S S N N N N N N N',
  'probe-against-bind': 'S S S S S S S S S S S S S',
  'refused-request-decides-zone': 'S S S S S S S S S S S S S',
  'rmmod-against-bind': 'N N N N N N N N N N N N N',
  'toggle-during-removal': '- - - - N N N N N N N N N',
  'two-adds': 'N N N N N N N N N N N N N',
  'two-unbinds': 'S S S S S S S S N S S S S',
  'two-writers': '- - - - N N N N N N N N N',
  'udev-against-removal': '- - - - N N N N N N N N N',
  'unbind-against-online': 'S S S S N N N N N N N S S',
  'unbind-waits-for-writer': '- - - - S S S S S S S S S',
  'veto-against-rollback': '- - - - N A N A S S S S S',
  'virtio-mem-against-offline': 'S S S S S S S S S S S S S',
  'write-to-removed-block': 'S S S S S S S S S S S S S',
};
