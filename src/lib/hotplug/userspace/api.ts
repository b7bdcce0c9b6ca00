/**
 * Calls of exported kernel functions by kernel code: which function a call names and its arguments as numbers.
 */
import type { Kernel } from '../state/kernel.ts';
import { rangeListText } from '../state/range-list.ts';
import type { ApiCall } from './commands.ts';

/** Names of the calls that can be made, with the arguments they take. */
const SIGNATURES: Readonly<Record<string, (k: Kernel, call: ApiCall) => number[]>> = {
  add_memory: (_, { nid = 0, startBytes = 0, sizeBytes = 0, flags = 0 }) => [
    nid,
    startBytes,
    sizeBytes,
    flags,
  ],
  add_memory_driver_managed: driverManaged,
  __add_memory_driver_managed: driverManaged,
  online_memory_range: (_, { startBytes = 0, sizeBytes = 0, onlineType = 0 }) => [
    startBytes,
    sizeBytes,
    onlineType,
  ],
  offline_memory: range,
  remove_memory: range,
  offline_and_remove_memory: range,
  offline_and_remove_memory_ranges: (k, { ranges = [] }) => [k.names.id(rangeListText(ranges))],
  memory_group_register_static: (_, { nid = 0, maxPages = 0 }) => [nid, maxPages],
};

function range(_: Kernel, { startBytes = 0, sizeBytes = 0 }: ApiCall): number[] {
  return [startBytes, sizeBytes];
}

function driverManaged(k: Kernel, call: ApiCall): number[] {
  const { nid = 0, startBytes = 0, sizeBytes = 0, resourceName = null, flags = 0, onlineType = 0 } = call;
  const nameId = resourceName === null ? -1 : k.names.id(resourceName);
  return [nid, startBytes, sizeBytes, nameId, flags, onlineType];
}

/** Names of all exported calls that some variant has. */
export const API_CALLS = Object.keys(SIGNATURES);

/** The arguments of a call, or null when no variant exports a function of that name. */
export function apiArguments(k: Kernel, call: ApiCall): number[] | null {
  return Object.hasOwn(SIGNATURES, call.call) ? SIGNATURES[call.call]!(k, call) : null;
}
