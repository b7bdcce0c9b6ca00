/**
 * Linux 6.12 LTS without the series: nothing differs from the core.
 */
import type { Variant } from './variant.ts';

export const base612: Variant = {
  id: 'base-6.12',
  title: 'Linux 6.12, before the series',
  posted: '2024-11-17',
  fidelity: 'exact',
  kmemFamily: 'none',
  functions: {},
};
