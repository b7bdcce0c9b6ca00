/**
 * What a kernel variant is: a record of functions that differ from the kernel of 6.12, and a few values.
 *
 * The file of a variant holds only what that posting changes and spreads the record of the one before it. A function
 * takes the place of the one with the same registered name wherever it is called. To add a variant: write its file,
 * enter it in index.ts, give its attribute a family in machines/kmem-families.ts if it behaves like none there.
 */
import type { KernelConstants } from '../state/kernel.ts';
import type { Kfn } from '../run/effects.ts';

export type VariantId =
  | 'base-6.12'
  | 'base-2026'
  | 'v1p3'
  | 'v1p4'
  | 'v1p7'
  | 'v1p8'
  | 'v2p4'
  | 'v2p5'
  | 'v3'
  | 'v4'
  | 'v5'
  | 'v6'
  | 'merged';

export interface Variant {
  readonly id: VariantId;
  /** What it is, for people. */
  readonly title: string;
  /** When it was posted or released. */
  readonly posted: string;
  /** How true it is: 'exact' when recorded runs of a kernel with it agree. */
  readonly fidelity: 'exact' | 'modelled';
  readonly kmemFamily: KernelConstants['kmemFamily'];
  readonly functions: Readonly<Record<string, (...args: never[]) => Kfn>>;
}
