/**
 * Is a formula true of one outcome? Files read what the model's own show functions print, so nothing is said twice.
 */
import { findDevice } from '#lib/hotplug/drivers/dax-bus.ts';
import { isModuleNameLeaked, leakedParts, usesAfterFree } from '#lib/hotplug/drivers/kmem-lifetime.ts';
import { isOnline, stateWord, zoneOfBlock, zoneRow } from '#lib/hotplug/state/blocks.ts';
import type { Kernel } from '#lib/hotplug/state/kernel.ts';
import { resourceEntries } from '#lib/hotplug/state/resources.ts';
import { readFile, resolvePath } from '#lib/hotplug/userspace/attributes.ts';
import type { Comparison, Formula, Watch } from '../program.ts';

/** What can be known of one outcome. */
export interface OutcomeView {
  readonly kernel: Kernel;
  /** Return value or negative errno of the line with that result name; null when it never ended. */
  result(name: string): number | null;
  /** What the line with that result name has read or printed; null when it read nothing. */
  text(name: string): string | null;
  /** The actor never gets to its end. */
  hangs(actor: string): boolean;
  /** How often that was said. */
  count(watch: Watch): number;
}

function holds(left: number, is: Comparison, right: number): boolean {
  switch (is) {
    case '=':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
  }
}

const withoutNewline = (text: string): string => (text.endsWith('\n') ? text.slice(0, -1) : text);

/** A text that is there and is, or is not, equal. */
function textHolds(text: string | null, is: '=' | '!=', wanted: string): boolean {
  if (text === null) return is === '!=';
  return (withoutNewline(text) === wanted) === (is === '=');
}

function blockHolds(k: Kernel, { blockId, is }: Extract<Formula, { kind: 'block' }>): boolean {
  const word = stateWord(k, blockId);
  if (is === 'absent') return word === null;
  return is === 'present' ? word !== null : word === is;
}

function leaks(k: Kernel, { device, part }: Extract<Formula, { kind: 'leaks' }>): boolean {
  if (device === 'kmem') return isModuleNameLeaked(k);
  const index = findDevice(k, device);
  if (index < 0) return false;
  const parts = leakedParts(k, index);
  return part === undefined ? parts.length > 0 : parts.includes(part);
}

/** Is the formula true of the outcome? */
export function evaluate(formula: Formula, view: OutcomeView): boolean {
  const k = view.kernel;
  switch (formula.kind) {
    case 'and':
      return formula.parts.every((part) => evaluate(part, view));
    case 'or':
      return formula.parts.some((part) => evaluate(part, view));
    case 'not':
      return !evaluate(formula.part, view);
    case 'result': {
      const result = view.result(formula.name);
      return result !== null && holds(result, formula.is, formula.value);
    }
    case 'result_text':
      return (
        view.result(formula.name) !== null && textHolds(view.text(formula.name), formula.is, formula.text)
      );
    case 'hangs':
      return view.hangs(formula.actor);
    case 'block':
      return blockHolds(k, formula);
    case 'block_zone':
      return isOnline(k, formula.blockId) && zoneOfBlock(k, formula.blockId) === formula.zone;
    case 'file':
      return textHolds(readFile(k, formula.path), formula.is, formula.text);
    case 'file_exists':
      return resolvePath(k, formula.path) !== null;
    case 'zone':
      return holds(k.zones[formula.field].get(zoneRow(formula.nid, formula.zone)), formula.is, formula.value);
    case 'iomem':
      return resourceEntries(k).some(
        ({ name, startBytes, endBytes }) =>
          name === formula.name && startBytes <= formula.startBytes && endBytes >= formula.endBytes - 1,
      );
    case 'held':
      return k.locks.owner.get(formula.lock) !== 0;
    case 'leaks':
      return leaks(k, formula);
    case 'uses_freed': {
      const device = findDevice(k, formula.device);
      return device >= 0 && usesAfterFree(k, device).length > 0;
    }
    case 'count':
      return holds(view.count(formula.watch), formula.is, formula.value);
  }
}
