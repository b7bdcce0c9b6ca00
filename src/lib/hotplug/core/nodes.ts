/**
 * Node masks and zonelists: what onlining and offlining change beyond the zone itself (spec 01 §3, 02 §14).
 */
import type { Kernel } from '../state/kernel.ts';
import {
  BUILT_ZONELISTS,
  FALLBACK_ORDER,
  NODE_UEVENT,
  POLICY_ZONE,
  UEVENT_ADD,
  UEVENT_REMOVE,
} from '../state/messages.ts';
import { ZONE_COUNT, ZONE_MOVABLE, ZONE_NORMAL } from '../state/units.ts';
import { isPopulated, nodeNormalPages, nodePresentPages } from '../state/zones.ts';
import { zoneRow } from '../state/blocks.ts';

/** Weight of a distance against the load of a node in find_next_best_node(); only its being large matters. */
const MAX_NUMNODES = 1024;

/** node_distance(): as the firmware says it, else 10 to itself and 20 to any other node. */
export function nodeDistance(k: Kernel, from: number, to: number): number {
  return k.constants.distances[from]?.[to] ?? (from === to ? 10 : 20);
}

/** The order in which build_zonelists() visits nodes with memory, starting at `local`; `load` is node_load[]. */
function fallbackOrder(k: Kernel, local: number, load: number[]): number[] {
  const left = new Set<number>();
  for (let nid = 0; nid < k.constants.nodeCount; nid++) if (k.nodes.hasMemory.get(nid) !== 0) left.add(nid);
  const order: number[] = [];
  let previous = local;
  while (left.size > 0) {
    const next = left.has(local) ? local : nearest(k, local, left, load);
    left.delete(next);
    if (nodeDistance(k, local, next) !== nodeDistance(k, local, previous)) load[next] = (load[next] ?? 0) + 1;
    order.push(next);
    previous = next;
  }
  return order;
}

/** find_next_best_node(): prefers near nodes, later ids, nodes without CPUs, nodes that few lists begin with. */
function nearest(k: Kernel, local: number, candidates: Set<number>, load: readonly number[]): number {
  let best = -1;
  let least = Infinity;
  for (const nid of candidates) {
    const preference =
      nodeDistance(k, local, nid) + (nid < local ? 1 : 0) + (k.nodes.hasCpu.get(nid) !== 0 ? 1 : 0);
    const value = preference * MAX_NUMNODES + (load[nid] ?? 0);
    if (value < least) {
      least = value;
      best = nid;
    }
  }
  return best;
}

/**
 * build_all_zonelists(): says the fallback order of every possible node, online or not (the boot logs of recorded
 * machines with an empty node show it), or only of one that is being added. The number counts online nodes.
 */
export function build_all_zonelists(k: Kernel, onlyNode = -1): void {
  const load: number[] = [];
  let online = 0;
  for (let nid = 0; nid < k.constants.nodeCount; nid++) {
    if (k.nodes.online.get(nid) !== 0) online++;
    if (onlyNode < 0 ? k.nodes.possible.get(nid) === 0 : nid !== onlyNode) continue;
    const order = fallbackOrder(k, nid, load);
    k.say(FALLBACK_ORDER, nid, k.names.id(order.map((node) => `${node} `).join('')));
  }
  notePolicyZone(k);
  k.say(BUILT_ZONELISTS, online, managedPages(k));
  k.say(POLICY_ZONE, k.policy.policyZone.value - 1);
}

/** The highest kernel zone that was populated at any rebuild; it never goes down. */
function notePolicyZone(k: Kernel): void {
  for (let nid = 0; nid < k.constants.nodeCount; nid++) {
    for (let zoneType = 0; zoneType < ZONE_MOVABLE; zoneType++) {
      if (isPopulated(k, nid, zoneType) && zoneType + 1 > k.policy.policyZone.value) {
        k.policy.policyZone.value = zoneType + 1;
      }
    }
  }
}

/** Σ zone managed pages of the online nodes: MemTotal in pages. */
export function managedPages(k: Kernel): number {
  let pages = 0;
  for (let nid = 0; nid < k.constants.nodeCount; nid++) {
    if (k.nodes.online.get(nid) === 0) continue;
    for (let zoneType = 0; zoneType < ZONE_COUNT; zoneType++)
      pages += k.zones.managed.get(zoneRow(nid, zoneType));
  }
  return pages;
}

/** node_states_set_node() after onlining into a zone. Gives 1 when the node got its first memory. */
export function node_states_set_node(k: Kernel, nid: number, zoneType: number): number {
  if (zoneType <= ZONE_NORMAL) k.nodes.hasNormalMemory.set(nid, 1);
  const changed = k.nodes.hasMemory.get(nid) === 0 ? 1 : 0;
  k.nodes.hasMemory.set(nid, 1);
  return changed;
}

/** node_states_clear_node() after offlining out of a zone. Gives 1 when the node lost its last memory. */
export function node_states_clear_node(k: Kernel, nid: number, zoneType: number): number {
  const normalPages = nodeNormalPages(k, nid);
  if (zoneType <= ZONE_NORMAL && normalPages === 0) k.nodes.hasNormalMemory.set(nid, 0);
  if (nodePresentPages(k, nid, ZONE_MOVABLE) !== 0 || k.nodes.hasMemory.get(nid) === 0) return 0;
  k.nodes.hasMemory.set(nid, 0);
  return 1;
}

/** Sets a node online and gives it its sysfs directory. */
export function set_node_online(k: Kernel, nid: number): void {
  k.nodes.online.set(nid, 1);
  k.say(NODE_UEVENT, UEVENT_ADD, nid);
}

/** Sets a node offline and takes its sysfs directory away. */
export function set_node_offline(k: Kernel, nid: number): void {
  k.nodes.online.set(nid, 0);
  k.say(NODE_UEVENT, UEVENT_REMOVE, nid);
}

/** try_offline_node(): only with span 0, no block of the node anywhere, and no CPU; otherwise silently nothing. */
export function try_offline_node(k: Kernel, nid: number): void {
  if (k.nodes.spanned.get(nid) !== 0 || k.nodes.blocks.get(nid) !== 0 || k.nodes.hasCpu.get(nid) !== 0)
    return;
  if (k.nodes.online.get(nid) !== 0) set_node_offline(k, nid);
}
