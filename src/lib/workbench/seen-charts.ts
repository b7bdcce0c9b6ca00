/**
 * States and edges of the statecharts that a reader has seen in any run, as the browser remembers them.
 */
import type { KeyValueStore } from './storage.ts';

const KEY = 'memory-hotplug-playground.seen-charts';

type Seen = Readonly<Record<string, readonly string[]>>;

function parse(text: string | null): Seen {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
    const entries = Object.entries(value).filter(
      (entry): entry is [string, string[]] =>
        Array.isArray(entry[1]) && entry[1].every((id) => typeof id === 'string'),
    );
    return Object.fromEntries(entries);
  } catch {
    return {};
  }
}

function remembered(store: KeyValueStore | null): Seen {
  try {
    return parse(store?.getItem(KEY) ?? null);
  } catch {
    return {};
  }
}

/**
 * What was remembered for a chart together with what is new, which is remembered too.
 * @param store null where nothing may be kept
 * @param chart name of the chart
 */
export function rememberSeen(
  store: KeyValueStore | null,
  chart: string,
  ids: readonly string[],
): ReadonlySet<string> {
  const seen = remembered(store);
  const before = seen[chart] ?? [];
  const all = new Set([...before, ...ids]);
  if (all.size > before.length) {
    try {
      store?.setItem(KEY, JSON.stringify({ ...seen, [chart]: [...all] }));
    } catch {
      // A full disk: what was seen in this run is still right.
    }
  }
  return all;
}
