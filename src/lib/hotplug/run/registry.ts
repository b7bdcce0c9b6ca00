/**
 * Every kernel function under its name: so that a saved thread can name its frames, a picture can print the stack,
 * and a variant of the kernel can put another function in the place of one with the same name.
 */
import type { Kfn } from './effects.ts';

export type KernelFunction = (...args: number[]) => Kfn;

export interface FunctionInfo {
  readonly id: number;
  readonly name: string;
  /** Where the kernel has it, e.g. `mm/memory_hotplug.c`. */
  readonly file: string;
  readonly fn: KernelFunction;
  /** Only kernels of a variant have it. */
  readonly isVariant: boolean;
}

const functions: FunctionInfo[] = [];
/** Number of a registered function, kept on the function itself: it is looked up at every call. */
const FUNCTION_NUMBER = Symbol('number of the kernel function');
type Numbered = object & { [FUNCTION_NUMBER]?: number };

function numberOf(fn: Numbered): number | undefined {
  return fn[FUNCTION_NUMBER];
}

/** Registers the kernel functions of one C file; keys are the kernel's names. Gives the record back. */
export function kernelFunctions<T extends Record<string, (...args: never[]) => Kfn>>(
  file: string,
  record: T,
): T {
  register(file, record, false);
  return record;
}

/** The same for functions that a posting of the series adds or changes. */
export function variantFunctions<T extends Record<string, (...args: never[]) => Kfn>>(
  file: string,
  record: T,
): T {
  register(file, record, true);
  return record;
}

function register(file: string, record: Record<string, (...args: never[]) => Kfn>, isVariant: boolean): void {
  for (const [name, fn] of Object.entries(record)) {
    if (numberOf(fn) !== undefined) throw new Error(`kernel function ${name} is registered twice`);
    (fn as Numbered)[FUNCTION_NUMBER] = functions.length;
    functions.push({ id: functions.length, name, file, fn: fn as unknown as KernelFunction, isVariant });
  }
}

/** What is known of a registered function. Throws for one that is not: a bug, the thread could not be saved. */
export function infoOf(fn: object): FunctionInfo {
  const info = functions[numberOf(fn) ?? -1];
  if (info === undefined)
    throw new Error(`kernel function ${(fn as { name?: string }).name} is not registered`);
  return info;
}

/** Names of all registered functions, each once. */
export function functionNames(): string[] {
  return [...new Set(functions.map(({ name }) => name))];
}

export function functionOfId(id: number): FunctionInfo {
  const info = functions[id];
  if (info === undefined) throw new RangeError(`no kernel function has the number ${id}`);
  return info;
}

/**
 * Which function runs when one is called, by registered number: the variant's own where it has one of that name.
 * Functions that the variant leaves alone resolve to themselves.
 */
export class Dispatch {
  readonly #overrides: Readonly<Record<string, object>>;
  readonly #byId: FunctionInfo[];

  constructor(overrides: Readonly<Record<string, object>>) {
    this.#overrides = overrides;
    this.#byId = functions.map((info) => this.#override(info.name) ?? info);
  }

  #override(name: string): FunctionInfo | null {
    const fn = Object.hasOwn(this.#overrides, name) ? this.#overrides[name] : undefined;
    return fn === undefined ? null : infoOf(fn);
  }

  resolve(fn: object): FunctionInfo {
    const id = numberOf(fn);
    return (id === undefined ? undefined : this.#byId[id]) ?? infoOf(fn);
  }

  /** The function that runs under a name in this kernel, or null when it has none. */
  named(name: string): FunctionInfo | null {
    const info = functions.find((candidate) => candidate.name === name && !candidate.isVariant);
    return this.#override(name) ?? info ?? null;
  }
}
