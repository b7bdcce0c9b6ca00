/**
 * What a text has names for, and the kernel that it is compiled for.
 */
import { Dispatch } from '#lib/hotplug/run/registry.ts';
import { VARIANTS, type VariantId } from '#lib/hotplug/variants/index.ts';
import type { CompiledMachine } from './compile-machine.ts';
import type { Errors } from './errors.ts';

/** How a line with a result can be asked: what it read, or what it returned. */
export type ResultKind = 'read' | 'tool' | 'number';

export interface Names {
  readonly variant: VariantId;
  readonly compiled: CompiledMachine;
  readonly blockBytes: number;
  readonly errors: Errors;
  readonly actors: ReadonlySet<string>;
  readonly results: Map<string, ResultKind>;
}

const dispatches = new Map<VariantId, Dispatch>();

/** Parameters of a kernel function that a variant has; null when it has none of that name. */
export function parametersOf(call: string, variant: VariantId): number | null {
  let dispatch = dispatches.get(variant);
  if (dispatch === undefined) {
    dispatch = new Dispatch(VARIANTS[variant].functions);
    dispatches.set(variant, dispatch);
  }
  return dispatch.named(call)?.fn.length ?? null;
}

/** Place of a dax device on the machine, or -1. */
export function daxIndex({ compiled }: Names, name: string): number {
  return compiled.machine.daxDevices.findIndex((device) => device.name === name);
}

export function daxNames({ compiled }: Names): string[] {
  return compiled.machine.daxDevices.map(({ name }) => name);
}
