/**
 * All kernel variants: the kernels without the series, then its postings in their order.
 */
import { base2026 } from './base-2026.ts';
import { base612 } from './base-6.12.ts';
import { merged } from './merged.ts';
import { v1p3 } from './v1p3.ts';
import { v1p4 } from './v1p4.ts';
import { v1p7 } from './v1p7.ts';
import { v1p8 } from './v1p8.ts';
import { v2p4 } from './v2p4.ts';
import { v2p5 } from './v2p5.ts';
import { v3 } from './v3.ts';
import { v4 } from './v4.ts';
import { v5 } from './v5.ts';
import { v6 } from './v6.ts';
import type { Variant, VariantId } from './variant.ts';

export const VARIANTS: Readonly<Record<VariantId, Variant>> = {
  'base-6.12': base612,
  'base-2026': base2026,
  v1p3,
  v1p4,
  v1p7,
  v1p8,
  v2p4,
  v2p5,
  v3,
  v4,
  v5,
  v6,
  merged,
};

export const VARIANT_IDS = Object.keys(VARIANTS) as VariantId[];

export type { Variant, VariantId } from './variant.ts';
