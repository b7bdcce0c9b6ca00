/** Placeholder until the driver arrives: lets the core run. */
import type { Kernel } from '../state/kernel.ts';
import type { Kfn } from '../run/effects.ts';
import { kernelFunctions } from '../run/registry.ts';
export function* virtio_mem_config_changed(_a: number, _b: number): Kfn {
  return 0;
}
export function* virtio_mem_run_wq(_a: number): Kfn {
  return 0;
}
export function virtioNeedsWorker(_k: Kernel): number {
  return -1;
}
kernelFunctions('drivers/virtio/virtio_mem.c', { virtio_mem_config_changed, virtio_mem_run_wq });
