/**
 * Which of several words a kernel has: names of kernels, `{hotplug,state}`, `{unplug,unplugged}`.
 */
import { KMEM_FAMILIES, type KmemFamilyTable } from '#lib/machines/kmem-device.table.ts';
import { VARIANT_IDS, VARIANTS, type VariantId } from '#lib/hotplug/variants/index.ts';
import type { Variant } from '#lib/hotplug/variants/variant.ts';

/** Other names of kernels. */
const ALIASES: Readonly<Record<string, VariantId>> = {
  base: 'base-6.12',
  base612: 'base-6.12',
  base2026: 'base-2026',
  v7: 'merged',
};

/** The variant of that name, or null. */
export function variantNamed(text: string): VariantId | null {
  const word = text.toLowerCase();
  if (Object.hasOwn(ALIASES, word)) return ALIASES[word]!;
  return VARIANT_IDS.find((id) => id === word) ?? null;
}

function familyOf({ kmemFamily }: Variant): KmemFamilyTable | null {
  return kmemFamily === 'none' ? null : KMEM_FAMILIES[kmemFamily];
}

/** Does the kmem driver of this kernel make the file `hotplug` or `state`? */
function hasAttribute(variant: Variant, file: string): boolean {
  return familyOf(variant)?.attribute === file;
}

const BRACES = /\{([^{}]*)\}/;

/** All words that `{a,b}` may stand for: one if there are no braces. */
export function spellings(text: string): string[] {
  const match = BRACES.exec(text);
  if (match === null) return [text];
  const before = text.slice(0, match.index);
  const after = text.slice(match.index + match[0].length);
  return match[1]!.split(',').map((word) => before + word + after);
}

/** More groups of braces than one word needs. */
const MOST_GROUPS = 4;

/** The text with every `{a,b}` replaced by the first word for which `has` is true, else by the last. */
function choose(text: string, has: (word: string) => boolean): string {
  let chosen = text;
  for (let i = 0; i < MOST_GROUPS && BRACES.test(chosen); i++) {
    chosen = chosen.replace(BRACES, (_, list: string) => {
      const words = list.split(',');
      return words.find(has) ?? words.at(-1)!;
    });
  }
  return chosen;
}

/** A path for one kernel: `dax0.0/{hotplug,state}` is the attribute that its kmem driver makes. */
export function pathFor(text: string, id: VariantId): string {
  return choose(text, (word) => hasAttribute(VARIANTS[id], word));
}

/** A word that is written: `{unplug,unplugged}` is the one that the attribute of this kernel accepts. */
export function writtenFor(text: string, id: VariantId): string {
  const family = familyOf(VARIANTS[id]);
  return choose(text, (word) => family?.words.has(word) === true);
}

/** Does the attribute of this kernel accept the word? */
export function isWritten(word: string, id: VariantId): boolean {
  return familyOf(VARIANTS[id])?.words.has(word) === true;
}

/** A word that is read: `{unplug,unplugged}` is the one that the attribute of this kernel shows. */
export function shownFor(text: string, id: VariantId): string {
  const family = familyOf(VARIANTS[id]);
  return choose(text, (word) => family?.reads.includes(word) === true);
}

const ATTRIBUTE_PATH = /^\/sys\/bus\/dax\/devices\/[^/]+\/(hotplug|state)$/;

/** Has this kernel that attribute? True for files that do not depend on the kernel. */
export function hasFile(path: string, id: VariantId): boolean {
  const match = ATTRIBUTE_PATH.exec(path);
  return match === null || hasAttribute(VARIANTS[id], match[1]!);
}

/** Does the attribute take the word? True for every other file. */
export function hasAttributeWord(path: string, word: string, id: VariantId): boolean {
  return !ATTRIBUTE_PATH.test(path) || familyOf(VARIANTS[id])?.words.has(word) === true;
}
