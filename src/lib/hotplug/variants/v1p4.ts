/**
 * v1, patches 1 to 4: add_memory_driver_managed() returns the online type that it resolved (spec 02 §9.4).
 */
import { add_memory_driver_managed } from './v1p7.ts';
import { v1p3 } from './v1p3.ts';
import type { Variant } from './variant.ts';

export const v1p4: Variant = {
  ...v1p3,
  id: 'v1p4',
  title: 'v1, patches 1 to 4: the add returns its online type',
  fidelity: 'modelled',
  functions: { ...v1p3.functions, add_memory_driver_managed },
};
